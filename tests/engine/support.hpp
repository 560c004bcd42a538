#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "sim/core/scheduler.hpp"
#include "sim/engine/engine.hpp"

namespace roamsim::engine::test {

inline constexpr Bandwidth gigabit = 1'000'000'000;
inline constexpr std::uint64_t megabyte = 1'000'000;

/// `clusters` clusters of two nodes with one core, all with the same access.
inline PlatformSpec star(std::size_t clusters, Bandwidth bandwidth = gigabit, Duration latency = 5 * millisecond) {
  PlatformSpec spec;
  for (std::size_t i = 0; i < clusters; ++i) {
    spec.clusters.push_back({"c" + std::to_string(i), bandwidth, latency, {NodeSpec{"pub"}, NodeSpec{"sub"}}});
  }
  return spec;
}

/// Ends in the order in which they were told.
struct Ending {
  int flow;
  Time at;
  FlowEnd how;
  bool operator==(const Ending&) const = default;
};

/// A scheduler, an engine, and a note of everything that ends.
struct Bed {
  core::Scheduler scheduler;
  Engine engine;
  std::vector<Ending> endings;

  explicit Bed(const PlatformSpec& spec) : engine(scheduler, spec) {}

  [[nodiscard]] NodeId node(int cluster, int n = 0) const {
    return engine.topology().node(ClusterId(cluster), static_cast<std::size_t>(n));
  }
  [[nodiscard]] LinkId access(int cluster) const { return engine.topology().access_link(ClusterId(cluster)); }
  auto note(int flow) {
    return [this, flow](FlowEnd how) { endings.push_back({flow, scheduler.now(), how}); };
  }
  ActivityId flow(int number, NodeId from, NodeId to, std::uint64_t bytes) {
    return engine.start_flow(from, to, bytes, note(number));
  }
  ActivityId compute(int number, NodeId on, Duration work) { return engine.start_computation(on, work, note(number)); }
  template <class F>
  void at(Time when, F f, core::Priority priority = core::Priority::user) {
    scheduler.at(when, priority, std::move(f));
  }
  core::RunEnd run(Time end = never - 1) { return scheduler.run(end); }
};

inline std::ostream& operator<<(std::ostream& out, const Ending& ending) {
  return out << "flow " << ending.flow << (ending.how == FlowEnd::completed ? " completed" : " failed") << " at "
             << ending.at;
}

inline Ending completed(int flow, Time at) {
  return {flow, at, FlowEnd::completed};
}
inline Ending failed(int flow, Time at) {
  return {flow, at, FlowEnd::failed};
}

}  // namespace roamsim::engine::test
