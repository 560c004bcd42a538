#pragma once

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// How requests come to the Extension Mobility nodes of a cluster, as far as formulas ask for it.
struct StormArrivals {
  bool poisson = false;  ///< at random, independently of each other, at one rate from the warm-up to the end
  bool retries = false;  ///< who is refused comes again
};

/// Of the plan, for a run that ended then. Requests are Poisson where one storm of that kind is all that comes to the
/// cluster, goes on throughout, and its users come to one node, each once; what users take to walk and to type moves
/// each by a time of his own, which keeps it so (displacement of a Poisson process).
[[nodiscard]] StormArrivals arrivals_at(const Plan& plan, ClusterId cluster, Time ended);

}  // namespace roamsim::actors
