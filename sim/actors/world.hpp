#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/directory/directory.hpp"
#include "models/extension_mobility/sessions.hpp"
#include "models/ils/agent.hpp"
#include "models/ils/learned_objects.hpp"
#include "models/ils/ledger.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// Whether a cluster works.
struct ClusterState {
  bool serving = true;        ///< a node of it processes calls
  bool closing = false;       ///< it is shutting down: what is in hand goes on, nothing new begins
  std::uint32_t outages = 0;  ///< how often its ILS was stopped
  Duration clock_offset = 0;  ///< by how much its clock is ahead; stamps what it commits (newest_by_wall_clock)
};

/// What runs on a node: it has power, has booted, and the service is not stopped.
struct NodeState {
  bool call_processing = true;
  bool extension_mobility = true;
};

/// What is under way on a phone.
enum class Busy : std::uint8_t { no, logging_in, logging_out };

/// The state of what is simulated; everything that acts on it goes through the models it is made of.
struct World {
  explicit World(const Plan& plan);

  [[nodiscard]] ClusterId route(ClusterId at, UserId user) const;
  /// Whether the cluster knows the user: its own, or one whose announcement it has in its database.
  [[nodiscard]] bool knows(ClusterId at, UserId user) const;
  /// What the cluster's clock shows at the date.
  [[nodiscard]] Time wall_clock(ClusterId cluster, Time now) const {
    return now + clusters[cluster.index()].clock_offset;
  }
  /// Where calls for the user should go: the cluster of the last committed login, else home.
  [[nodiscard]] ClusterId truth(UserId user) const;
  /// The user's stay in the cluster that has not ended; none if there is none.
  [[nodiscard]] StayId open_stay(UserId user, ClusterId cluster) const;
  /// The user's phones in one cluster, the one used last first.
  [[nodiscard]] std::vector<PhoneId> devices_in(UserId user, ClusterId cluster) const;
  /// A phone of the cluster on which a user's number is registered; none if there is none.
  [[nodiscard]] PhoneId registered_phone(UserId user, ClusterId cluster) const;

  /// The node that the phone registers with: one of the subscribers in turn, or the publisher where there is none; else
  /// the next node that processes calls. None if no node does.
  [[nodiscard]] NodeId node_for(PhoneId phone) const;
  /// As if the cluster had learned all of `known` before the start: that many objects.
  void learn_all(ClusterId cluster, const ils::VersionVector& known, std::uint64_t objects);

  const Plan& plan;
  directory::Directory directory;
  ils::Ledger ledger;
  ils::Stays stays;
  std::vector<ils::UpdateRef> announced;     ///< by user: the update that made the DN known
  std::vector<ils::Agent> agents;            ///< by cluster
  std::vector<ils::LearnedObjects> learned;  ///< by cluster: what of all that is applied its database has room for
  em::Sessions sessions;
  std::vector<std::uint8_t> registered;  ///< by phone: registered with its present configuration
  std::vector<Busy> busy;                ///< by phone
  std::vector<NodeId> registered_at;     ///< by phone, while it is registered
  std::vector<ClusterState> clusters;
  std::vector<NodeState> nodes;
  std::vector<NodeId> first_node;  ///< by cluster, its publisher; and one past the last
};

}  // namespace roamsim::actors
