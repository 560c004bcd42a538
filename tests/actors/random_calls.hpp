#pragma once

#include <cstdint>

#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// A random plan (see random_plans) with calls of every kind: some of the timeline last, users call in the background,
/// probes ask, and trunks, limits, forwarding, PSTN failover and OPTIONS ping are set up at random. The same seed gives
/// the same plan.
Plan random_call_plan(std::uint64_t seed);

}  // namespace roamsim::actors
