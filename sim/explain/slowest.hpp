#pragma once

#include <cstddef>
#include <vector>

#include "models/base/time.hpp"
#include "sim/explain/journey.hpp"

namespace roamsim::explain {

/// A location change, and the cluster that learned of it last.
struct SlowChange {
  Journey journey = {};            ///< to that cluster
  Duration took = 0;               ///< from the commit until that routed by it, or until the end of the run
  std::size_t missing = 0;         ///< members of the network that never routed by it
  std::vector<Wait> longest = {};  ///< what held it up, the longest first
};

/// The changes that took longest until every member of the ILS network routed by them, the slowest first; of equals the
/// earlier. Needs all tables of the level `everything`.
[[nodiscard]] std::vector<SlowChange> slowest_changes(const Run& run, const Outages& outages, std::size_t most);

}  // namespace roamsim::explain
