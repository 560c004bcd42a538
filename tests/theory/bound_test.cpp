// In random healthy networks a change that is alone is never slower than the bound.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
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

constexpr std::int64_t seeds = 300;

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

/// What the bound says of the first change, and how long the last cluster took to know it, in nanoseconds.
struct Measured {
  Duration bound = 0, slowest = 0;
};

/// Runs the scenario; the time to know the change counts from `from`, or from the change itself. Says "bound slowest".
int measure(const random_scenarios::Sketch& sketch, const BoundLoad& load, std::optional<Time> from,
            std::string& message) {
  const scenario::LoadResult loaded = scenario::load_text("measured.json", render(sketch));
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return 1;
  }
  const auto bound = convergence_bound(*loaded.plan, planned_memberships(*loaded.plan), load);
  const RunResult result = Simulation(*loaded.plan).run();
  if (result.broken) return 1;
  Duration slowest = 0;
  for (const record::ConvergenceRow& row : result.journal.convergence) {
    if (row.change != 0) continue;
    slowest = std::max(slowest, row.applied - from.value_or(result.journal.location_changes[0].at));
  }
  message = std::to_string(bound ? bound->longest : never) + ' ' + std::to_string(slowest);
  return 0;
}

/// Measures every seed in a process of its own; none may be slower than its bound.
template <class MeasureSeed>
std::vector<Measured> measure_all(MeasureSeed measure_seed) {
  std::vector<Measured> all;
  study::run_forked(
      static_cast<std::size_t>(seeds), study::usable_processors(),
      [&](std::size_t index, std::string& message) { return measure_seed(index + 1, message); },
      [&](const study::ForkedRun& run) {
        ASSERT_EQ(run.exit_code, 0) << "seed " << run.index + 1 << ": " << run.message;
        std::istringstream in(run.message);
        Measured measured;
        in >> measured.bound >> measured.slowest;
        EXPECT_LE(measured.slowest, measured.bound) << "seed " << run.index + 1;
        all.push_back(measured);
      },
      [] { return false; });
  return all;
}

int measure_healthy(std::uint64_t seed, std::string& message) {
  return measure(healthy(seed), {}, std::nullopt, message);
}

TEST(Bound, IsNeverExceededInHealthyNetworks) {
  const std::vector<Measured> all = measure_all(measure_healthy);
  const auto moved = std::count_if(all.begin(), all.end(), [](const Measured& m) { return m.slowest > 0; });
  const auto bounded = std::count_if(all.begin(), all.end(), [](const Measured& m) { return m.bound != never; });
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
  return measure(sketch, after_an_outage, (from_ms + cut_ms) * millisecond, message);
}

TEST(Bound, IsNeverExceededAfterAnOutage) {
  const std::vector<Measured> all = measure_all(measure_after_outage);
  const auto waited = std::count_if(all.begin(), all.end(), [](const Measured& m) { return m.slowest > 1 * minute; });
  EXPECT_GE(waited, seeds / 20) << "some wait for a late attempt";
}

}  // namespace
}  // namespace roamsim::actors
