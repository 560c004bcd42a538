#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/interruption.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/python/python.hpp"
#include "sim/cli/table.hpp"
#include "sim/core/text.hpp"
#include "sim/study/conformance.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::cli {

namespace {

struct Options {
  std::vector<std::string> places;
  std::string format = "text";
  std::size_t jobs = 0;
  bool json = false;
  bool quiet = false;
};

/// The scenarios of the source tree that the program was built in, or those installed beside it.
std::filesystem::path shipped_scenarios() {
  const std::filesystem::path program = this_program();
  std::error_code error;
  for (std::filesystem::path folder = program.parent_path(); folder != folder.root_path();
       folder = folder.parent_path()) {
    const std::filesystem::path candidate = folder / "scenarios";
    if (std::filesystem::exists(candidate / "figure-3-roaming.json", error)) return candidate;
  }
  return program.parent_path().parent_path() / "share" / "roamsim" / "scenarios";
}

/// The scenario files of folders and files, sorted. Sweeps and full-size scenarios have commands of their own.
std::vector<std::filesystem::path> files_of(const std::vector<std::string>& places,
                                            std::vector<std::string>& problems) {
  std::vector<std::filesystem::path> files;
  for (const std::string& place : places) {
    std::error_code error;
    if (!std::filesystem::is_directory(place, error)) {
      if (std::filesystem::exists(place, error)) {
        files.emplace_back(place);
      } else {
        problems.push_back(place + ": no such file or folder");
      }
      continue;
    }
    for (auto entry = std::filesystem::recursive_directory_iterator(place, error);
         entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      if (entry->is_directory() && (name == "sweeps" || name == "full-size")) entry.disable_recursion_pending();
      if (entry->is_regular_file() && entry->path().extension() == ".json") files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::string scenarios_of(const study::RowStanding& row, const std::vector<study::ScenarioOutcome>& outcomes) {
  std::string text;
  for (const std::size_t i : row.scenarios) {
    const study::ScenarioOutcome& outcome = outcomes[i];
    text += fmt::format("{}{} ({} of {})", text.empty() ? "" : ", ", outcome.file.stem().string(), outcome.met,
                        outcome.expectations);
  }
  return text;
}

Table table_of(const std::vector<study::RowStanding>& rows, const std::vector<study::ScenarioOutcome>& outcomes) {
  Table table{{"row", "requirement", "verdict", "scenarios", "tests"}, {}};
  for (const study::RowStanding& row : rows) {
    table.rows.push_back({std::string(row.id), std::string(row.title), std::string(name_of(row.standing)),
                          scenarios_of(row, outcomes), std::string(row.tests)});
  }
  return table;
}

std::string markdown(const Table& table) {
  std::string text =
      "# Conformance\n\nWritten by `roamsim conformance --format markdown`: every row of the requirements, the "
      "scenarios that name "
      "it with how many of their expectations are met, and the verdict. *tested*: a command that no scenario can show; "
      "the tests named do, in every `./check`; *planned*: not built yet; *missing*: built, and no scenario shows "
      "it.\n\n| row | requirement | verdict | scenarios | tests |\n| --- | --- | --- | --- | --- |\n";
  for (const auto& row : table.rows) {
    for (const Table::Cell& cell : row) text += fmt::format("| {} ", std::get<std::string>(cell));
    text += "|\n";
  }
  return text;
}

ExitCode conform(Options options) {
  if (options.json) options.format = "json";
  if (options.places.empty()) options.places.push_back(shipped_scenarios().string());
  std::vector<std::string> problems;
  const std::vector<std::filesystem::path> files = files_of(options.places, problems);
  if (problems.empty() && files.empty()) problems.push_back(options.places.front() + ": no scenario files");
  for (const std::string& problem : problems) fmt::print(stderr, "roamsim: {}\n", core::printable(problem));
  if (!problems.empty()) return ExitCode::bad_scenario;
  note_interruptions();
  ProgressLine progress("scenarios", options.quiet);
  const std::vector<study::ScenarioOutcome> outcomes = study::run_scenarios(
      files, options.jobs == 0 ? study::usable_processors() : options.jobs,
      [&](std::size_t ended, std::size_t of) {
        progress.update(static_cast<double>(ended), static_cast<double>(of), fmt::format("{} of {}", ended, of));
      },
      [] { return interruption() != 0; });
  if (interruption() != 0) return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  const std::vector<study::RowStanding> rows = study::rows_of(outcomes);
  const Table table = table_of(rows, outcomes);
  if (options.format == "markdown") {
    std::cout << markdown(table);
  } else {
    std::cout << to_text(table, options.format == "csv"    ? Format::csv
                                : options.format == "json" ? Format::json
                                                           : Format::text);
  }
  bool good = true;
  for (const study::ScenarioOutcome& outcome : outcomes) {
    if (outcome.holds()) continue;
    good = false;
    fmt::print(stderr, "{}: {}\n", core::printable(outcome.file.string()),
               outcome.problem.empty() ? fmt::format("{} of {} expectations met", outcome.met, outcome.expectations)
                                       : core::printable(outcome.problem));
  }
  return good ? ExitCode::done : ExitCode::expectation_failed;
}

}  // namespace

Command add_conformance_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("conformance", "Run the scenarios that name rows of the requirements, and list the rows");
  command->add_option("PLACE", options->places, "Scenario files, or folders of them (default: those of the program)");
  command->add_option("--format", options->format, "text, csv, json, markdown")
      ->check(CLI::IsMember({"text", "csv", "json", "markdown"}).description(""))
      ->type_name("FORMAT");
  command->add_flag("--json", options->json, "The same as --format json");
  command->add_option("--jobs", options->jobs, "Runs at a time (default: all processors)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4096}));
  command->add_flag("--quiet,-q", options->quiet, "No progress");
  command->footer("Examples:\n  roamsim conformance\n  roamsim conformance scenarios/hub-failure.json --format csv");
  return [options]() { return conform(*options); };
}

}  // namespace roamsim::cli
