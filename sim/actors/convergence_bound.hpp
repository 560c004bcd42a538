#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// What an exchange may meet on its way.
struct BoundLoad {
  std::uint64_t records = 2;          ///< updates in one batch; a login issues two at most
  std::uint32_t exchanges_ahead = 0;  ///< others that each cluster on the way finishes first, beside an empty one
  bool queues_of_peers = false;       ///< and one more of each of its peers
  bool reconnects = false;            ///< the way has been dead: each cluster on it has to find its peer again
};

/// The greatest time from the commit of a change until the last node of a cluster routes by it, and between which two
/// clusters that is.
struct ConvergenceBound {
  Duration longest = 0;
  ClusterId from, to;  ///< none in a network of less than two clusters
};

/// Over all pairs of the network that `memberships` (by cluster) describes: waiting for a notice or poll, transfer,
/// processing, the write and the replication at the end. None if a cluster is never told what another issues, because
/// nobody on the way gives notice and nobody polls, or if two clusters have no way to each other. Holds where the
/// publishers compute nothing else.
[[nodiscard]] std::optional<ConvergenceBound> convergence_bound(const Plan& plan,
                                                                const std::vector<IlsMembership>& memberships,
                                                                const BoundLoad& load = {});

/// The memberships once every cluster has joined that the scenario lets join.
[[nodiscard]] std::vector<IlsMembership> planned_memberships(const Plan& plan);

/// A change that an outage kept back, by itself, from the end of the outage on.
inline constexpr BoundLoad after_an_outage{.exchanges_ahead = 1, .reconnects = true};

/// The load under which every change is known everywhere once nothing fails and nothing is issued any more, however
/// much was missed: `updates` is the number of all updates there are.
[[nodiscard]] constexpr BoundLoad after_outages(std::uint64_t updates) {
  return {.records = updates, .exchanges_ahead = 1, .queues_of_peers = true, .reconnects = true};
}

}  // namespace roamsim::actors
