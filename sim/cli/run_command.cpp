#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "sim/actors/simulation.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/interruption.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_summary.hpp"
#include "sim/cli/scenario_problems.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/version.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/text.hpp"
#include "sim/record/error.hpp"
#include "sim/record/recording.hpp"
#include "sim/record/run_directory.hpp"
#include "sim/record/summary.hpp"
#include "sim/record/write_run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::cli {

namespace {

struct Options {
  std::string scenario;
  std::string out;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> seed;
  std::size_t repeat = 1;
  std::size_t jobs = 0;
  bool quiet = false;
  bool json = false;
};

// A run that is over and written.
struct Finished {
  ExitCode code = ExitCode::done;
  actors::RunResult result;
  record::Fingerprints fingerprints;
};

std::filesystem::path directory(const Options& options, const char* suffix = "") {
  if (!options.out.empty()) return options.out;
  return std::filesystem::path("runs") / (std::filesystem::path(options.scenario).stem().string() + suffix);
}

// The folder of repetitions holds nothing but theirs; each of them looks after its own.
void check_folder_of_repetitions(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::symlink_status(folder, error);
  if (!std::filesystem::exists(status)) return;
  if (std::filesystem::is_symlink(status))
    throw record::RecordError(folder, "is a symbolic link, and none is followed");
  if (!std::filesystem::is_directory(status)) throw record::RecordError(folder, "is no folder");
  const std::filesystem::directory_iterator entries(folder, error);
  if (error) throw record::RecordError(folder, "cannot read the folder", error.value());
  for (const std::filesystem::directory_entry& entry : entries) {
    if (!entry.path().filename().string().starts_with("seed-")) {
      throw record::RecordError(folder,
                                "the folder holds files that are not of repetitions; name an empty or a new one");
    }
  }
}

std::size_t jobs(const Options& options) {
  return options.jobs == 0 ? study::usable_processors() : options.jobs;
}

std::vector<std::string> overrides(const Options& options, std::optional<std::uint64_t> seed) {
  std::vector<std::string> all = options.sets;
  if (seed.has_value()) all.push_back("/seed=" + std::to_string(*seed));
  return all;
}

// Prints what is wrong with a scenario; nothing is returned then.
std::optional<scenario::LoadResult> load(const Options& options) {
  scenario::LoadResult loaded = scenario::load(options.scenario, overrides(options, options.seed));
  print_problems(loaded, options.quiet);
  if (!loaded.plan.has_value()) return std::nullopt;
  return loaded;
}

record::Meta meta(const Options& options, std::uint64_t seed, std::chrono::steady_clock::time_point started) {
  record::Meta about;
  const std::time_t now = std::time(nullptr);
  about.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
  about.wall_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - started).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  about.peak_memory_bytes = static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
  std::string host(256, '\0');
  if (::gethostname(host.data(), host.size() - 1) == 0) about.host = host.c_str();
  about.scenario_path = options.scenario;
  about.command = {"roamsim", "run", options.scenario};
  for (const std::string& set : options.sets) about.command.insert(about.command.end(), {"--set", set});
  about.command.insert(about.command.end(), {"--seed", std::to_string(seed)});
  about.jobs = options.repeat > 1 ? static_cast<std::uint32_t>(jobs(options)) : 1;
  return about;
}

ExitCode code_of(const actors::RunResult& result) {
  if (result.end == core::RunEnd::stopped) {
    return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  }
  if (result.end == core::RunEnd::stuck) return ExitCode::stuck;
  return all_met(result.journal) ? ExitCode::done : ExitCode::expectation_failed;
}

Finished simulate(const Options& options, const scenario::LoadResult& loaded, const std::filesystem::path& directory,
                  bool show_progress) {
  const auto started = std::chrono::steady_clock::now();
  const record::RunDirectory place = record::prepare_run_directory(directory);
  actors::Simulation simulation(*loaded.plan);
  ProgressLine progress("simulating", !show_progress);
  simulation.set_pulse([&progress](const actors::Progress& at) {
    progress.update(to_seconds(at.now), to_seconds(at.end), fmt::format("{} events", at.events));
    return interruption() != 0;
  });
  Finished finished;
  finished.result = simulation.run();
  finished.result.header.scenario_hash = loaded.hash;
  finished.result.header.program_version = program_version;
  finished.result.header.simgrid_version = simgrid_version;
  record::keep_only(finished.result.journal, finished.result.names, loaded.plan->record);
  const record::RunView view{finished.result.header, finished.result.names, finished.result.journal, loaded.merged};
  finished.fingerprints = record::write_run(place, view, meta(options, loaded.plan->seed, started));
  finished.code = code_of(finished.result);
  return finished;
}

void tell_end(const Finished& finished) {
  if (finished.result.end == core::RunEnd::stuck) {
    fmt::print(stderr, "roamsim: stuck: nothing but periodic events is left, and\n");
    for (const core::WaitingActor& waiting : finished.result.waiting) {
      fmt::print(stderr, "  actor {} waits for {} {}\n", waiting.actor.id, waiting.what.text, waiting.what.subject);
    }
  }
  if (finished.result.end == core::RunEnd::stopped) {
    fmt::print(stderr, "roamsim: interrupted; the results go as far as the run came\n");
  }
}

// What --quiet does not hide.
void tell_failures(const Options& options, const record::Journal& journal) {
  for (const record::ExpectationRow& row : journal.expectations) {
    if (row.met) continue;
    fmt::print(stderr, "{}: {}: FAILED {}: {}\n", core::printable(options.scenario), row.pointer,
               core::printable(row.text), core::printable(row.found));
  }
}

ExitCode run_once(const Options& options) {
  const std::optional<scenario::LoadResult> loaded = load(options);
  if (!loaded.has_value()) return ExitCode::bad_scenario;
  const std::filesystem::path folder = directory(options);
  const Finished finished = simulate(options, *loaded, folder, !options.quiet && !options.json);
  tell_end(finished);
  if (options.quiet && finished.code == ExitCode::expectation_failed) {
    tell_failures(options, finished.result.journal);
  }
  if (options.json) {
    std::cout << record::summary_json(
        {finished.result.header, finished.result.names, finished.result.journal, loaded->merged});
  } else if (!options.quiet) {
    std::cout << run_summary(*loaded->plan, finished.result.journal, Painter(colours_on(stdout)));
    fmt::print("\nresults in {}\nevents {:<16} fingerprint {}\n", core::printable(folder.string()),
               finished.result.header.events, finished.fingerprints.results.substr(0, 16));
  }
  return finished.code;
}

// What a repetition found, as the child tells it.
std::string repetition_line(const Finished& finished) {
  const auto& expectations = finished.result.journal.expectations;
  std::size_t met = 0;
  for (const record::ExpectationRow& row : expectations) met += row.met ? 1U : 0U;
  return fmt::format("{} of {} expectations met, order {}, results {}", met, expectations.size(),
                     finished.fingerprints.order, finished.fingerprints.results.substr(0, 16));
}

ExitCode run_repeated(const Options& options) {
  const std::optional<scenario::LoadResult> base = load(options);
  if (!base.has_value()) return ExitCode::bad_scenario;
  const std::filesystem::path parent = directory(options, "-seeds");
  check_folder_of_repetitions(parent);
  const std::uint64_t first = base->plan->seed;
  const auto work = [&](std::size_t index, std::string& message) {
    // Who signals the whole group means the child once, and the parent passes it on.
    note_interruptions(SecondSignal::changes_nothing);
    const std::uint64_t seed = first + index;
    try {
      std::vector<std::string> changes = overrides(options, seed);
      changes.push_back("/repetition=" + std::to_string(index));
      const scenario::LoadResult loaded = scenario::load(options.scenario, changes);
      if (!loaded.plan.has_value()) {  // the file has changed meanwhile
        message = scenario::report(loaded);
        return static_cast<int>(ExitCode::bad_scenario);
      }
      const Finished finished = simulate(options, loaded, parent / fmt::format("seed-{}", seed), false);
      message = repetition_line(finished);
      return static_cast<int>(finished.code);
    } catch (const record::RecordError& error) {
      message = error.what();
      return static_cast<int>(ExitCode::cannot_write);
    }
  };
  ProgressLine progress("runs", options.quiet);
  std::size_t ended = 0;
  const std::vector<study::ForkedRun> runs = study::run_forked(
      options.repeat, jobs(options), work,
      [&](const study::ForkedRun&) {
        progress.update(static_cast<double>(++ended), static_cast<double>(options.repeat),
                        fmt::format("{} of {}", ended, options.repeat));
      },
      [] { return interruption() != 0; });
  std::size_t failed = 0;
  for (const study::ForkedRun& run : runs) {
    const bool good = run.exit_code == 0 && run.signal == 0;
    failed += good ? 0U : 1U;
    if (options.quiet && good) continue;
    const std::string end = run.signal != 0 ? fmt::format("killed by signal {}", run.signal) : run.message;
    fmt::print(options.quiet ? stderr : stdout, "seed {:<12} {}{}\n", first + run.index, core::printable(end),
               run.exit_code == 0 ? std::string() : fmt::format("  (exit code {})", run.exit_code));
  }
  if (interruption() != 0) return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  if (!options.quiet) {
    fmt::print("{} of {} runs met every expectation; results in {}\n", runs.size() - failed, runs.size(),
               core::printable(parent.string()));
  }
  return failed == 0 ? ExitCode::done : ExitCode::runs_failed;
}

// CLI11 takes -1 and 2^64 for seeds, and another one than was asked for.
std::string seed_error(const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  return error == std::errc() && stop == end ? std::string() : text + " is no integer from 0 to 2^64 - 1";
}

}  // namespace

Command add_run_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("run", "Run a scenario file and judge its expectations");
  command->add_option("SCENARIO", options->scenario, "Scenario file (JSON)")->required();
  command->add_option("--seed", options->seed, "Seed of all random streams, in place of the scenario's")
      ->check(seed_error, "");
  command->add_option("--set", options->sets, "PATH=VALUE: override any value, e.g. ils.interval='2 min'")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--out", options->out, "Run directory (default: runs/NAME, with --repeat runs/NAME-seeds)");
  CLI::Option* repeat =
      command
          ->add_option("--repeat", options->repeat, "Run so many seeds, each in a process of its own, into DIR/seed-N")
          ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  command->add_option("--jobs", options->jobs, "Runs at a time with --repeat (default: all processors)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4096}))
      ->needs(repeat);
  command->add_flag("--quiet,-q", options->quiet, "Print nothing but errors");
  command->add_flag("--json", options->json, "Print summary.json in place of the summary for people")->excludes(repeat);
  command->footer(
      "Examples:\n"
      "  roamsim run scenarios/figure-3-roaming.json\n"
      "  roamsim run scenarios/figure-3-roaming.json --set /clusters/1/spare_phones=0\n"
      "  roamsim run scenarios/hub-failure.json --repeat 20 --out /tmp/hub-failure");
  return [options, command]() {
    note_interruptions();
    try {
      return command->count("--repeat") > 0 ? run_repeated(*options) : run_once(*options);
    } catch (const record::RecordError& error) {
      fmt::print(stderr, "roamsim: {}\n", error.what());
      return ExitCode::cannot_write;
    }
  };
}

}  // namespace roamsim::cli
