#pragma once

#include "models/base/time.hpp"
#include "sim/actors/traffic_plan.hpp"
#include "sim/core/random/distribution.hpp"

namespace roamsim::actors {

/// A distribution of times as plans have it; `sigma` is of a lognormal one.
[[nodiscard]] random::Distribution distribution_of(HoldingPlan::Distribution distribution, Duration mean, double sigma);

}  // namespace roamsim::actors
