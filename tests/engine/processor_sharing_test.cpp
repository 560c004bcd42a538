// The server of the Extension Mobility nodes computes what SimGrid computes for a host.
#include "sim/core/processor_sharing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/core/random/stream.hpp"
#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

constexpr int patterns = 1000;
constexpr Duration apart = 1 * minute;  // each pattern is over by then
constexpr int most_jobs = 25;
const std::vector<int> cores_of_nodes{1, 2, 3, 4, 8};

PlatformSpec nodes() {
  PlatformSpec spec;
  spec.clusters.push_back({"c", gigabit, 5 * millisecond, {}});
  for (const int cores : cores_of_nodes) {
    spec.clusters[0].nodes.push_back({.name = "n" + std::to_string(cores), .cores = cores, .speed = 1.0});
  }
  return spec;
}

/// Every job is done by both.
struct Both {
  Bed bed{nodes()};
  std::vector<core::ProcessorSharing> servers;
  std::vector<Time> by_simgrid = std::vector<Time>(patterns * most_jobs, never);
  std::vector<Time> by_server = by_simgrid;
  std::size_t shared = 0;

  Both() {
    for (const int cores : cores_of_nodes) servers.emplace_back(bed.scheduler, static_cast<std::uint32_t>(cores));
  }
  void start(std::size_t n, std::size_t job, Duration work) {
    if (servers[n].jobs() >= static_cast<std::size_t>(cores_of_nodes[n])) ++shared;
    bed.engine.start_computation(bed.node(0, static_cast<int>(n)), work,
                                 [this, job](FlowEnd) { by_simgrid[job] = bed.scheduler.now(); });
    servers[n].start(work, [this, job](bool) { by_server[job] = bed.scheduler.now(); });
  }
};

TEST(ProcessorSharingServer, EqualsSimGridWithinAMicrosecondOverAThousandPatterns) {
  Both both;
  random::Stream stream(random::derive(1, "patterns", "processor sharing"));
  std::size_t jobs = 0;
  for (int pattern = 0; pattern < patterns; ++pattern) {
    const std::size_t n = stream.below(cores_of_nodes.size());
    const auto count = static_cast<int>(1 + stream.below(most_jobs));
    const Duration within = static_cast<Duration>(1 + stream.below(2 * second));
    for (int i = 0; i < count; ++i) {
      const std::size_t job = jobs++;
      const Time at = pattern * apart + static_cast<Time>(stream.below(static_cast<std::uint64_t>(within)));
      const auto work = static_cast<Duration>(1 + stream.below(500 * millisecond));
      both.bed.at(at, [&both, n, job, work] { both.start(n, job, work); });
    }
  }
  both.bed.run();
  EXPECT_GT(both.shared, jobs / 2) << "jobs that meet others on every core";
  Duration largest = 0;
  for (std::size_t job = 0; job < jobs; ++job) {
    ASSERT_NE(both.by_simgrid[job], never);
    ASSERT_NE(both.by_server[job], never);
    largest = std::max(largest, std::abs(both.by_simgrid[job] - both.by_server[job]));
  }
  EXPECT_LE(largest, microsecond);
}

}  // namespace
}  // namespace roamsim::engine::test
