#pragma once

#include <string>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What a comparison of a whole run found.
struct Comparison {
  std::string wrong;         ///< the first route that differs, in words; empty if none
  std::size_t compared = 0;  ///< routes, at dates at which something was learned
  std::size_t untrue = 0;    ///< of these, not to where the user was
};

/// Follows the journal of a run with a table of every stay that each cluster knows, and works out every route anew at
/// each date; compares it with what the run routed by. Shares no code with the model. The journal must be whole.
[[nodiscard]] Comparison compare_routes(const Plan& plan, const record::Journal& journal);

}  // namespace roamsim::actors
