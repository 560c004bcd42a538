#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/ils/agent.hpp"
#include "models/ils/learned_objects.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// The database of a cluster as of one date: what ILS keeps and who is logged in on its phones.
struct ClusterBackup {
  struct Session {
    PhoneId phone;
    UserId user;
    StayId stay;
    std::uint8_t profile = 0;  ///< that is loaded on the phone
    Time ends = never;         ///< by the maximum login time
  };
  ils::Agent::Backup ils;
  ils::LearnedObjects learned;
  std::vector<Session> sessions;  ///< in the order in which they began, for each user
};

/// What a restore did to what had happened since the backup.
struct RestoreReport {
  std::size_t updates_lost = 0;    ///< of the cluster's own: the restored database does not have them
  std::size_t stays_lost = 0;      ///< open ones that began after the backup: the users are logged out
  std::size_t stays_reopened = 0;  ///< that ended after the backup: logged in again until the cluster hears otherwise
};

/// Copies the database of the cluster.
ClusterBackup back_up(const World& world, ClusterId cluster);

/// Puts the backup in the place of the cluster's database. Call while the cluster does not serve, with no request under
/// way there; the ILS service is stopped and is to be started again.
///
/// The cluster begins a new incarnation. Its first update says that whatever the cluster said after the backup is void:
/// who knows it does not count such stays any more. Then it says again who is logged in there: a stay that never ended
/// goes on; one that ended after the backup is followed by a new one of the same age, so that a newer login elsewhere
/// wins over it and ends it once the cluster has caught up.
RestoreReport restore(Context& context, ConvergenceRecorder& recorder, Registrar& registrar, ClusterId cluster,
                      const ClusterBackup& backup);

}  // namespace roamsim::actors
