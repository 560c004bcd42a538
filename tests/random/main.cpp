// Random scenarios, each in a process of its own: every invariant holds in all of them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "sim/study/forked_runs.hpp"
#include "tests/random/generator.hpp"
#include "tests/random/outcome.hpp"
#include "tests/random/sketch.hpp"

namespace roamsim::random_scenarios {
namespace {

struct Options {
  std::string seeds = "1..300";
  std::size_t jobs = 0;
  std::string shrink;
  std::optional<std::uint64_t> show;
  bool expect_failure = false;
  std::size_t most_clusters = 3;
  std::size_t most_entries = 4;
};

Sketch complete(std::uint64_t seed) {
  Sketch sketch = sketch_of(seed);
  tidy(sketch);
  let_it_heal(sketch);
  return sketch;
}

int run_in_child(const Sketch& sketch, std::string& message) {
  const Outcome outcome = run_here(sketch);
  message = (outcome.judged ? "judged " : "") + outcome.told;
  return outcome.exit_code;
}

/// Exit code, or 128 and the signal.
struct End {
  int code = 0;
  std::string told;
};

End run_alone(const Sketch& sketch) {
  End end;
  study::run_forked(
      1, 1, [&](std::size_t, std::string& message) { return run_in_child(sketch, message); },
      [&](const study::ForkedRun& run) {
        end = {run.signal != 0 ? 128 + run.signal : run.exit_code, run.message};
      },
      [] { return false; });
  return end;
}

void shrink_to_file(const Sketch& sketch, int code, const std::string& folder, Sketch& smallest) {
  smallest = shrunk(sketch, [&](const Sketch& candidate) {
    Sketch healing = candidate;
    let_it_heal(healing);
    return run_alone(healing).code == code;
  });
  let_it_heal(smallest);
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = std::filesystem::path(folder) / fmt::format("seed-{}.json", sketch.seed);
  std::ofstream(file) << render(smallest);
  fmt::print("  shrunk to {} clusters, {} users, {} entries in {}: {}\n", smallest.clusters.size(),
             smallest.users.size(), smallest.timeline.size(), file.string(), run_alone(smallest).told);
}

class Campaign {
 public:
  explicit Campaign(const Options& options) : options_(options) {
    const std::size_t dots = options.seeds.find("..");
    first_ = std::stoull(options.seeds.substr(0, dots));
    last_ = dots == std::string::npos ? first_ : std::stoull(options.seeds.substr(dots + 2));
  }

  /// Where a bug is expected, blocks of seeds follow each other until one has found it, so that the first seed is told.
  int run() {
    constexpr std::uint64_t block = 100;
    std::size_t ran = 0;
    for (std::uint64_t from = first_; from <= last_; from += block) {
      const std::uint64_t to = options_.expect_failure ? std::min(last_, from + block - 1) : last_;
      ran += run_block(from, to);
      if (!options_.expect_failure || small_enough()) break;
    }
    for (const auto& [word, count] : words_) fmt::print("{:8} {}\n", count, word);
    fmt::print("{} scenarios, {} failed\n", ran, failures_.size());
    return (options_.expect_failure ? small_enough() : failures_.empty()) ? 0 : 1;
  }

 private:
  std::size_t run_block(std::uint64_t from, std::uint64_t to) {
    const std::vector<study::ForkedRun> runs = study::run_forked(
        static_cast<std::size_t>(to - from + 1), options_.jobs == 0 ? study::usable_processors() : options_.jobs,
        [&](std::size_t index, std::string& message) { return run_in_child(complete(from + index), message); },
        [](const study::ForkedRun&) {}, [] { return false; });
    for (const study::ForkedRun& run : runs) take(run, from + run.index);
    return runs.size();
  }

  void take(const study::ForkedRun& run, std::uint64_t seed) {
    const int code = run.signal != 0 ? 128 + run.signal : run.exit_code;
    if (code == 0) {
      std::istringstream told(run.message);
      for (std::string word; told >> word;) ++words_[word];
      return;
    }
    fmt::print("seed {}: exit {}: {}\n", seed, code, run.message);
    failures_.push_back(seed);
    const bool enough = options_.expect_failure ? small_enough() : failures_.size() > 3;
    if (options_.shrink.empty() || enough) return;
    shrink_to_file(complete(seed), code, options_.shrink, smallest_);
  }

  /// A bug that was planted must be found, and its scenario be small.
  [[nodiscard]] bool small_enough() const {
    if (failures_.empty()) return false;
    if (options_.shrink.empty()) return true;
    return !smallest_.clusters.empty() && smallest_.clusters.size() <= options_.most_clusters &&
           smallest_.timeline.size() <= options_.most_entries;
  }

  const Options& options_;
  std::uint64_t first_ = 1, last_ = 1;
  std::map<std::string, std::size_t> words_;
  std::vector<std::uint64_t> failures_;
  Sketch smallest_;
};

}  // namespace
}  // namespace roamsim::random_scenarios

int main(int argc, char** argv) {
  using namespace roamsim::random_scenarios;
  CLI::App program{"Runs random scenarios, each in a process of its own, and looks whether an invariant breaks."};
  Options options;
  program.add_option("--seeds", options.seeds, "A..B")->check([](const std::string& text) {
    const bool good = text.find_first_not_of("0123456789.") == std::string::npos && !text.empty() && text[0] != '.';
    return good ? std::string() : "must be A..B";
  });
  program.add_option("--jobs", options.jobs, "At a time (default: all processors)");
  program.add_option("--shrink", options.shrink, "Writes the smallest scenario that fails the same way to this folder");
  program.add_option("--show", options.show, "Prints the scenario of this seed and runs nothing");
  program.add_flag("--expect-failure", options.expect_failure,
                   "A bug is planted: ends with 0 if it is found, and shrunk to 3 clusters and 4 entries at most");
  CLI11_PARSE(program, argc, argv);
  if (options.show) {
    std::cout << render(complete(*options.show));
    return 0;
  }
  return Campaign(options).run();
}
