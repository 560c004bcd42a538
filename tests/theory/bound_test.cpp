// In random healthy networks a change that is alone is never slower than the bound.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"
#include "tests/random/generator.hpp"
#include "tests/random/outcome.hpp"
#include "tests/random/sketch.hpp"

namespace roamsim::actors {
namespace {

constexpr std::size_t seeds = 300;

/// The network of a random scenario, whole from the start, in which one user logs in once.
random_scenarios::Sketch healthy(std::uint64_t seed) {
  random_scenarios::Sketch sketch = random_scenarios::sketch_of(seed);
  for (random_scenarios::ClusterSketch& cluster : sketch.clusters) {
    cluster.later = false;
    std::erase_if(cluster.settings, [](const auto& setting) { return setting.first == "spare_phones"; });
  }
  sketch.users.resize(1);
  sketch.users[0].super_user = true;
  sketch.timeline = {
      {10 * 60'000,
       "login",
       {{"user", random_scenarios::Field::Kind::user, sketch.users[0].id},
        {"cluster", random_scenarios::Field::Kind::cluster, sketch.clusters[seed % sketch.clusters.size()].id}}}};
  random_scenarios::let_it_heal(sketch);
  return sketch;
}

/// "bound, slowest": of the first change in nanoseconds.
int measure(std::uint64_t seed, std::string& message) {
  const scenario::LoadResult loaded = scenario::load_text("healthy.json", render(healthy(seed)));
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return 1;
  }
  const auto bound = convergence_bound(*loaded.plan, planned_memberships(*loaded.plan));
  const RunResult result = Simulation(*loaded.plan).run();
  if (result.broken) return 1;
  Duration slowest = 0;
  for (const record::ConvergenceRow& row : result.journal.convergence) {
    if (row.change == 0) slowest = std::max(slowest, row.applied - result.journal.location_changes[0].at);
  }
  message = std::to_string(bound ? bound->longest : never) + ' ' + std::to_string(slowest);
  return 0;
}

TEST(Bound, IsNeverExceededInHealthyNetworks) {
  std::size_t moved = 0, bounded = 0;
  study::run_forked(
      seeds, study::usable_processors(),
      [](std::size_t index, std::string& message) { return measure(index + 1, message); },
      [&](const study::ForkedRun& run) {
        ASSERT_EQ(run.exit_code, 0) << "seed " << run.index + 1 << ": " << run.message;
        std::istringstream in(run.message);
        Duration bound = 0, slowest = 0;
        in >> bound >> slowest;
        EXPECT_LE(slowest, bound) << "seed " << run.index + 1;
        moved += slowest > 0 ? 1 : 0;
        bounded += bound != never ? 1 : 0;
      },
      [] { return false; });
  EXPECT_GE(moved, seeds / 2);
  EXPECT_GE(bounded, seeds * 9 / 10);
}

/// The same with the cluster of the login cut off before it, for so long that its peers wait as long as they ever do.
constexpr std::int64_t cut_ms = 60 * 60'000;

int measure_after_outage(std::uint64_t seed, std::string& message) {
  random_scenarios::Sketch sketch = healthy(seed);
  const random_scenarios::Field where = sketch.timeline.front().fields.back();
  const std::int64_t from_ms = sketch.timeline.front().at_ms - 60'000;
  sketch.timeline.insert(sketch.timeline.begin(),
                         {from_ms, "access_outage", {where, {"for", random_scenarios::Field::Kind::span, {}, cut_ms}}});
  random_scenarios::let_it_heal(sketch);
  const scenario::LoadResult loaded = scenario::load_text("cut.json", render(sketch));
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return 1;
  }
  const auto bound = convergence_bound(*loaded.plan, planned_memberships(*loaded.plan), after_an_outage);
  const RunResult result = Simulation(*loaded.plan).run();
  if (result.broken) return 1;
  const Time back = (from_ms + cut_ms) * millisecond;
  Duration slowest = 0;
  for (const record::ConvergenceRow& row : result.journal.convergence) {
    if (row.change == 0) slowest = std::max(slowest, row.applied - back);
  }
  message = std::to_string(bound ? bound->longest : never) + ' ' + std::to_string(slowest);
  return 0;
}

TEST(Bound, IsNeverExceededAfterAnOutage) {
  std::size_t waited = 0;
  study::run_forked(
      seeds, study::usable_processors(),
      [](std::size_t index, std::string& message) { return measure_after_outage(index + 1, message); },
      [&](const study::ForkedRun& run) {
        ASSERT_EQ(run.exit_code, 0) << "seed " << run.index + 1 << ": " << run.message;
        std::istringstream in(run.message);
        Duration bound = 0, slowest = 0;
        in >> bound >> slowest;
        EXPECT_LE(slowest, bound) << "seed " << run.index + 1;
        waited += slowest > 1 * minute ? 1 : 0;
      },
      [] { return false; });
  EXPECT_GE(waited, seeds / 20) << "some wait for a late attempt";
}

}  // namespace
}  // namespace roamsim::actors
