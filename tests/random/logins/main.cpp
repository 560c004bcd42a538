// Random logins, each scenario in a process of its own: every attempt ends as the catalogue allows.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/exit_codes.hpp"
#include "sim/study/forked_runs.hpp"
#include "tests/random/logins/judge.hpp"

namespace roamsim::random_logins {
namespace {

/// One word for each cause that requests ended with, or what is wrong.
int run_here(std::uint64_t seed, std::string& told) {
  const Made made = make(seed);
  const scenario::LoadResult loaded = scenario::load_text(fmt::format("seed-{}.json", seed), made.text);
  if (!loaded.plan) {
    told = scenario::report(loaded);
    return static_cast<int>(ExitCode::bad_scenario);
  }
  const actors::RunResult result = actors::Simulation(*loaded.plan).run();
  if (result.broken) {
    told = result.broken->what;
    return static_cast<int>(ExitCode::invariant_broken);
  }
  if (result.end == core::RunEnd::stuck) {
    told = "stuck";
    return static_cast<int>(ExitCode::stuck);
  }
  for (const std::string& complaint : complaints(made, result.journal)) told += complaint + "\n";
  if (!told.empty()) return static_cast<int>(ExitCode::expectation_failed);
  for (const record::RequestRow& row : result.journal.requests) {
    told += std::string(row.kind == record::RequestRow::Kind::login ? "login:" : "logout:") +
            std::string(catalogue::errors[static_cast<std::size_t>(row.cause)].name) + " ";
  }
  return 0;
}

struct Options {
  std::uint64_t first = 1, last = 300;
  std::size_t jobs = 0;
  std::size_t least_ways = 0;
  bool expect_failure = false;
  std::optional<std::uint64_t> show;
};

int campaign(const Options& options) {
  std::map<std::string, std::size_t> words;
  std::size_t failed = 0;
  const auto runs = study::run_forked(
      static_cast<std::size_t>(options.last - options.first + 1),
      options.jobs == 0 ? study::usable_processors() : options.jobs,
      [&](std::size_t index, std::string& message) { return run_here(options.first + index, message); },
      [](const study::ForkedRun&) {}, [] { return false; });
  for (const study::ForkedRun& run : runs) {
    if (run.exit_code != 0 || run.signal != 0) {
      ++failed;
      fmt::print("seed {}: exit {}, signal {}: {}\n", options.first + run.index, run.exit_code, run.signal,
                 run.message);
      continue;
    }
    std::istringstream told(run.message);
    for (std::string word; told >> word;) ++words[word];
  }
  for (const auto& [word, count] : words) fmt::print("{:8} {}\n", count, word);
  fmt::print("{} scenarios, {} failed, {} ways to end\n", runs.size(), failed, words.size());
  if (words.size() < options.least_ways) fmt::print("{} ways to end were to be met\n", options.least_ways);
  if (options.expect_failure) return failed > 0 ? 0 : 1;
  return failed == 0 && words.size() >= options.least_ways ? 0 : 1;
}

}  // namespace
}  // namespace roamsim::random_logins

int main(int argc, char** argv) {
  using namespace roamsim::random_logins;
  CLI::App program{"Runs scenarios of random logins and looks how each attempt ends."};
  Options options;
  program.add_option("--first", options.first, "The first seed");
  program.add_option("--last", options.last, "The last seed");
  program.add_option("--jobs", options.jobs, "At a time (default: all processors)");
  program.add_option("--least-ways", options.least_ways, "Fails where fewer ways to end are met than this");
  program.add_flag("--expect-failure", options.expect_failure, "A bug is planted: ends with 0 if it is found");
  program.add_option("--show", options.show, "Prints the scenario of this seed and runs nothing");
  CLI11_PARSE(program, argc, argv);
  if (options.show) {
    std::cout << make(*options.show).text << '\n';
    return 0;
  }
  return campaign(options);
}
