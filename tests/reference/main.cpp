// Random scenarios under each conflict policy: every route of every run is the one that explicit tables give.
// route_reference [how many] [first seed]
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "sim/actors/simulation.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"
#include "tests/random/generator.hpp"
#include "tests/random/outcome.hpp"
#include "tests/reference/route_tables.hpp"

namespace roamsim::actors {
namespace {

constexpr std::array<ils::ConflictPolicy, 3> policies{ils::ConflictPolicy::newest_by_epoch,
                                                      ils::ConflictPolicy::newest_by_wall_clock,
                                                      ils::ConflictPolicy::first_learned};
constexpr std::array<std::string_view, 3> policy_names{"newest_by_epoch", "newest_by_wall_clock", "first_learned"};

int compare(std::uint64_t seed, ils::ConflictPolicy policy, std::string& message) {
  random_scenarios::Sketch sketch = random_scenarios::sketch_of(seed);
  random_scenarios::tidy(sketch);
  random_scenarios::let_it_heal(sketch);
  const scenario::LoadResult loaded = scenario::load_text("random.json", random_scenarios::render(sketch));
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return 1;
  }
  Plan plan = *loaded.plan;
  for (ClusterPlan& cluster : plan.clusters) cluster.ils.conflict = policy;
  const RunResult result = Simulation(plan).run();
  const Comparison found = compare_routes(plan, result.journal);
  message = found.wrong.empty() ? fmt::format("{} {} {} {} {} {} {}", found.compared, found.untrue, found.refused,
                                              found.blocked, found.restored, found.left, found.skewed)
                                : found.wrong;
  return found.wrong.empty() ? 0 : 1;
}

/// Over the scenarios of one policy.
struct Sum {
  std::size_t scenarios = 0, compared = 0, untrue = 0;
  std::size_t refused = 0, blocked = 0, restored = 0, left = 0, skewed = 0;  ///< scenarios in which it happened

  void add(const std::string& message) {
    std::istringstream in(message);
    const auto next = [&in] {
      std::size_t value = 0;
      in >> value;
      return value;
    };
    ++scenarios;
    compared += next();
    untrue += next();
    for (std::size_t* happened : {&refused, &blocked, &restored, &left, &skewed}) *happened += next() > 0 ? 1 : 0;
  }
};

int run(std::size_t seeds, std::uint64_t first) {
  std::array<Sum, 3> sums{};
  std::size_t failed = 0;
  const auto runs = study::run_forked(
      seeds * policies.size(), study::usable_processors(),
      [first](std::size_t index, std::string& message) {
        return compare(index / policies.size() + first, policies[index % policies.size()], message);
      },
      [](const study::ForkedRun&) {}, [] { return false; });
  for (const study::ForkedRun& each : runs) {
    const std::size_t policy = each.index % policies.size();
    if (each.exit_code != 0 || each.signal != 0) {
      ++failed;
      fmt::print("seed {}, {}: {} {}\n", each.index / policies.size() + first, policy_names[policy], each.message,
                 each.signal != 0 ? "(killed)" : "");
      continue;
    }
    sums[policy].add(each.message);
  }
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const Sum& sum = sums[i];
    fmt::print("{}: {} scenarios, {} routes compared, {} of them untrue when they were used\n", policy_names[i],
               sum.scenarios, sum.compared, sum.untrue);
    fmt::print(
        "  scenarios in which objects found no room: {}, rules blocked a route: {}, clusters were restored: {}, "
        "left the network: {}, logins were stamped by a wrong clock: {}\n",
        sum.refused, sum.blocked, sum.restored, sum.left, sum.skewed);
  }
  fmt::print("{} runs, {} differ\n", runs.size(), failed);
  // If the policies never parted, nothing would have been shown.
  const bool parted = sums[0].untrue != sums[2].untrue;
  return failed == 0 && parted ? 0 : 1;
}

}  // namespace
}  // namespace roamsim::actors

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  return roamsim::actors::run(number(1, 200), number(2, 1));
}
