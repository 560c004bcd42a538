#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/backup.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/em_sessions.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// Takes the backups that the timeline will ask for, and puts them back.
class Restorer {
 public:
  Restorer(Context& context, ConvergenceRecorder& recorder, Registrar& registrar, IlsService& ils, EmSessions& sessions)
      : context_(context), recorder_(recorder), registrar_(registrar), ils_(ils), sessions_(sessions) {}

  /// Has the cluster backed up at the end of that instant; asked for several times, it is done once.
  void keep(ClusterId cluster, Time at);
  /// Puts the database as of that date back (see restore()); it was to be kept. Call while the cluster is down.
  RestoreReport put_back(ClusterId cluster, Time to);

  /// What all restores together did.
  [[nodiscard]] const RestoreReport& total() const { return total_; }

 private:
  Context& context_;
  ConvergenceRecorder& recorder_;
  Registrar& registrar_;
  IlsService& ils_;
  EmSessions& sessions_;
  std::map<std::pair<ClusterId, Time>, std::optional<ClusterBackup>> backups_;  ///< none before its date
  RestoreReport total_;
};

/// "to 5:00.000, 3 updates lost, 1 stay lost, 0 stays reopened".
std::string words_for(const RestoreReport& report, Time to);

}  // namespace roamsim::actors
