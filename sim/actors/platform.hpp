#pragma once

#include "sim/actors/plan.hpp"
#include "sim/engine/platform_spec.hpp"

namespace roamsim::actors {

/// The machines and the network of a plan, as the engine wants them.
engine::PlatformSpec platform_of(const Plan& plan);

}  // namespace roamsim::actors
