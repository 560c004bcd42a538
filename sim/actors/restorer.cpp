#include "sim/actors/restorer.hpp"

#include <fmt/format.h>

#include "sim/core/format_time.hpp"

namespace roamsim::actors {

void Restorer::keep(ClusterId cluster, Time at) {
  if (!backups_.try_emplace({cluster, at}).second) return;
  context_.scheduler.at(at, core::Priority::end, [this, cluster, at] {
    backups_[{cluster, at}] = back_up(context_.world, cluster);
  });
}

RestoreReport Restorer::put_back(ClusterId cluster, Time to) {
  const ClusterBackup& backup = backups_.at({cluster, to}).value();
  const RestoreReport report = restore(context_, recorder_, registrar_, cluster, backup);
  for (const ClusterBackup::Session& session : backup.sessions) {
    if (session.ends != never) sessions_.end_at(session.ends, session.phone);
  }
  ils_.went_back(cluster);
  total_.updates_lost += report.updates_lost;
  total_.stays_lost += report.stays_lost;
  total_.stays_reopened += report.stays_reopened;
  return report;
}

std::string words_for(const RestoreReport& report, Time to) {
  return fmt::format("to {}, {} updates lost, {} stays lost, {} stays reopened", core::format_date(to),
                     report.updates_lost, report.stays_lost, report.stays_reopened);
}

}  // namespace roamsim::actors
