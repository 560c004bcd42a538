#pragma once

#include <cstddef>
#include <string>

#include "models/base/time.hpp"
#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What a comparison of right and reachable over a whole run found.
struct TruthComparison {
  std::string wrong;             ///< the first difference, in words; empty if none
  std::size_t users = 0;         ///< whose integrals were compared
  std::size_t milliseconds = 0;  ///< pairs of cluster and user, each as many as the run has
  std::size_t stale = 0;         ///< of these, the route was not the truth
  std::size_t unreachable = 0;   ///< of these, a call would not have found a phone
  std::size_t changes = 0;       ///< of what a call would meet, by the tables
};

/// Works out from the log of a run, for every user who moves and every cluster, in each millisecond and at each date
/// between, whether the route is right and whether a call would find a registered phone; compares the integrals with
/// `knowledge` and every step with `reachability_steps`. The journal must be whole.
[[nodiscard]] TruthComparison compare_truth(const Plan& plan, const record::Journal& journal, Time ended);

}  // namespace roamsim::actors
