#include "sim/actors/backup.hpp"

#include <algorithm>

namespace roamsim::actors {
namespace {

using Kind = ils::Update::Kind;

template <class Visit>
void for_phones_in_use(const World& world, ClusterId cluster, Visit visit) {
  for (std::size_t i = 0; i < world.directory.phones(); ++i) {
    const PhoneId phone(i);
    const bool own = world.directory.cluster_of(phone) == cluster && !world.away_from_home(phone);
    if (own && world.sessions.user_of(phone).valid()) visit(phone);
  }
}

class Restoring {
 public:
  Restoring(Context& context, ClusterId cluster, const ClusterBackup& backup)
      : context_(context), world_(context.world), cluster_(cluster), backup_(backup) {}

  RestoreReport run(Registrar& registrar) {
    for (ils::LogIndex log = 0; log < world_.ledger.logs(); ++log) {
      if (world_.ledger.origin(log) == cluster_) {
        report_.updates_lost += world_.ledger.size(log) - backup_.ils.received[log];
      }
    }
    const ils::LogIndex log = world_.ledger.open_log(cluster_);
    world_.agents[cluster_.index()].restore(backup_.ils, log);
    know_earlier_incarnations(log);
    world_.learned[cluster_.index()] = backup_.learned;
    supersede(issue({Kind::cluster_announced, {}, {}}));
    take_sessions(registrar);
    return report_;
  }

 private:
  ils::UpdateRef issue(const ils::Update& update) {
    const ils::UpdateRef ref = world_.ledger.append(cluster_, update);
    ils::Effects none;  // the service is stopped
    world_.agents[cluster_.index()].issued(context_.scheduler.now(), ref, none);
    return ref;
  }

  /// A cluster that counts its incarnations knows what each of them began with, whatever else of it is lost.
  void know_earlier_incarnations(ils::LogIndex newest) {
    ils::Effects none;
    for (ils::LogIndex log = 0; log < newest; ++log) {
      if (world_.ledger.origin(log) == cluster_) {
        world_.agents[cluster_.index()].issued(context_.scheduler.now(), {log, 1}, none);
      }
    }
  }

  /// Stays that the backup does not know, and those whose end it does not know, are over by the announcement.
  void supersede(ils::UpdateRef announcement) {
    const ils::VersionVector& known = backup_.ils.received;
    for (std::size_t i = 0; i < world_.stays.size(); ++i) {
      ils::Stay& stay = world_.stays[StayId(i)];
      if (stay.cluster != cluster_ || stay.superseded.valid()) continue;
      const bool begun = known.knows(stay.opened);
      const bool over = stay.ended.valid() && known.knows(stay.ended);
      if (begun && (over || !stay.ended.valid())) continue;
      if (stay.open()) ++report_.stays_lost;
      stay.superseded = announcement;
    }
  }

  void take_sessions(Registrar& registrar) {
    std::vector<PhoneId> phones;
    for_phones_in_use(world_, cluster_, [&](PhoneId phone) { phones.push_back(phone); });
    // Whoever from elsewhere has a phone now that had a user then gives it back.
    for (const ClusterBackup::Session& session : backup_.sessions) {
      if (world_.away_from_home(session.phone)) phones.push_back(session.phone);
    }
    // The logins that it has taken from elsewhere are in no backup (assumed).
    for (std::size_t i = 0; i < world_.directory.phones(); ++i) {
      const PhoneId phone(i);
      if (world_.away_from_home(phone) && world_.serving_cluster(phone) == cluster_) phones.push_back(phone);
    }
    std::sort(phones.begin(), phones.end());
    phones.erase(std::unique(phones.begin(), phones.end()), phones.end());
    for (const PhoneId phone : phones) {
      registrar.set_registered(phone, false);
      world_.end_login(phone);
    }
    for (const ClusterBackup::Session& session : backup_.sessions) {
      world_.sessions.log_in(session.user, session.phone, session.profile);
      if (!world_.plan.users.advertised(session.user.index())) continue;
      if (const StayId stay = world_.open_stay(session.user, cluster_); stay.valid()) {
        issue({Kind::stay_extended, session.user, stay});
        continue;
      }
      const StayId again = world_.stays.reopen(session.stay);
      world_.stays[again].opened = issue({Kind::stay_opened, session.user, again});
      ++report_.stays_reopened;
    }
  }

  Context& context_;
  World& world_;
  ClusterId cluster_;
  const ClusterBackup& backup_;
  RestoreReport report_;
};

}  // namespace

ClusterBackup back_up(const World& world, ClusterId cluster) {
  ClusterBackup backup{
      .ils = world.agents[cluster.index()].backup(), .learned = world.learned[cluster.index()], .sessions = {}};
  std::vector<UserId> users;
  for_phones_in_use(world, cluster, [&](PhoneId phone) { users.push_back(world.sessions.user_of(phone)); });
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  for (const UserId user : users) {
    std::vector<PhoneId> phones = world.devices_in(user, cluster);
    std::reverse(phones.begin(), phones.end());
    for (const PhoneId phone : phones) {
      const auto ends = world.login_ends.find(phone);
      backup.sessions.push_back({phone, user, world.open_stay(user, cluster), world.sessions.profile_of(phone),
                                 ends == world.login_ends.end() ? never : ends->second});
    }
  }
  return backup;
}

RestoreReport restore(Context& context, ConvergenceRecorder& recorder, Registrar& registrar, ClusterId cluster,
                      const ClusterBackup& backup) {
  const RestoreReport report = Restoring(context, cluster, backup).run(registrar);
  context.say(LogLevel::warning, Component::ils,
              "{} is restored: {} of its updates are lost, {} users are logged out by it and {} logged in again",
              context.name(cluster), report.updates_lost, report.stays_lost, report.stays_reopened);
  recorder.check_routes(cluster);
  // Users may be elsewhere than they were for everybody, without a login or logout that says so.
  context.world.changes.everything();
  return report;
}

}  // namespace roamsim::actors
