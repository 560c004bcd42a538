#pragma once

#include <cstdint>

#include "tests/random/sketch.hpp"

namespace roamsim::random_scenarios {

/// A small network of 2 to 12 clusters and what happens in it: every seed switches some of the features on and others
/// off, so that rare combinations are met (swarm testing). The same seed gives the same sketch.
[[nodiscard]] Sketch sketch_of(std::uint64_t seed);

}  // namespace roamsim::random_scenarios
