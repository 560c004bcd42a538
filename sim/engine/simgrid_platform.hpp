#pragma once

#include <simgrid/s4u.hpp>
#include <vector>

#include "sim/engine/platform_spec.hpp"

namespace roamsim::engine {

/// SimGrid's objects by the ids of the topology.
struct SimGridPlatform {
  std::vector<simgrid::s4u::Host*> nodes;
  std::vector<simgrid::s4u::Link*> links;
};

/// Builds and seals the platform: a star of clusters, each a star of its nodes, so that routes are found by structure;
/// a direct link is an exception noted for its two clusters only.
SimGridPlatform build(simgrid::s4u::Engine& engine, const PlatformSpec& spec);

/// One core at speed 1, in SimGrid's flop/s: a flop is a nanosecond of work.
inline constexpr double unit_speed = 1e9;

/// SimGrid's bytes per second.
inline double simgrid_bandwidth(Bandwidth bandwidth) {
  return static_cast<double>(bandwidth) / 8;
}

}  // namespace roamsim::engine
