// Random scenarios: what was right and reachable in each millisecond is what explicit tables give from the log alone.
// truth_reference [how many] [first seed]
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "sim/actors/simulation.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"
#include "tests/random/generator.hpp"
#include "tests/random/outcome.hpp"
#include "tests/reference/truth_tables.hpp"

namespace roamsim::actors {
namespace {

int compare(std::uint64_t seed, std::string& message) {
  random_scenarios::Sketch sketch = random_scenarios::sketch_of(seed);
  random_scenarios::tidy(sketch);
  random_scenarios::let_it_heal(sketch);
  const scenario::LoadResult loaded = scenario::load_text("random.json", random_scenarios::render(sketch));
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return 1;
  }
  const RunResult result = Simulation(*loaded.plan).run();
  const TruthComparison found = compare_truth(*loaded.plan, result.journal, result.ended);
  message = found.wrong.empty() ? fmt::format("{} {} {} {} {}", found.users, found.milliseconds, found.stale,
                                              found.unreachable, found.changes)
                                : found.wrong;
  return found.wrong.empty() ? 0 : 1;
}

int run(std::size_t seeds, std::uint64_t first) {
  TruthComparison sum;
  std::size_t failed = 0;
  const auto runs = study::run_forked(
      seeds, study::usable_processors(),
      [first](std::size_t index, std::string& message) { return compare(index + first, message); },
      [](const study::ForkedRun&) {}, [] { return false; });
  for (const study::ForkedRun& each : runs) {
    if (each.exit_code != 0 || each.signal != 0) {
      ++failed;
      fmt::print("seed {}: {} {}\n", each.index + first, each.message, each.signal != 0 ? "(killed)" : "");
      continue;
    }
    TruthComparison one;
    std::istringstream(each.message) >> one.users >> one.milliseconds >> one.stale >> one.unreachable >> one.changes;
    sum.users += one.users;
    sum.milliseconds += one.milliseconds;
    sum.stale += one.stale;
    sum.unreachable += one.unreachable;
    sum.changes += one.changes;
  }
  fmt::print(
      "{} scenarios, {} users: {} ms of pairs of cluster and user, of these {} stale and {} unreachable, with {} "
      "changes of reach; {} differ\n",
      runs.size(), sum.users, sum.milliseconds, sum.stale, sum.unreachable, sum.changes, failed);
  // If nothing ever went wrong, nothing would have been shown.
  return failed == 0 && sum.stale > 0 && sum.unreachable > 0 ? 0 : 1;
}

}  // namespace
}  // namespace roamsim::actors

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  return roamsim::actors::run(number(1, 500), number(2, 1));
}
