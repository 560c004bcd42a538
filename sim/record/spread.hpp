#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/record/journal.hpp"
#include "sim/record/read_results.hpp"

namespace roamsim::record {

/// A cluster came to hold, or to route by, one update.
struct SpreadStep {
  Time at = 0;
  AdvanceRow::Kind kind = AdvanceRow::Kind::received;
  ClusterId cluster;
  ClusterId peer;  ///< who sent it; none if it is the cluster's own
};

/// How the location change with this id spread, in the order of time; read from `advances`.
[[nodiscard]] std::vector<SpreadStep> spread_of(const Results& results, std::int64_t change);

}  // namespace roamsim::record
