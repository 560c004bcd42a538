#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <exception>
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
#include "sim/cli/log_option.hpp"
#include "sim/cli/option_checks.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_stats.hpp"
#include "sim/cli/run_summary.hpp"
#include "sim/cli/scenario_problems.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/version.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/peak_memory.hpp"
#include "sim/core/text.hpp"
#include "sim/record/chrome_trace.hpp"
#include "sim/record/error.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/recording.hpp"
#include "sim/record/run_directory.hpp"
#include "sim/record/side_file.hpp"
#include "sim/record/summary.hpp"
#include "sim/record/write_run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/units.hpp"
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
  bool stats = false;
  std::string stop_at;
  std::string trace;
  std::string simgrid_trace;
  std::vector<std::string> log;
};

// A run that is over and written.
struct Finished {
  ExitCode code = ExitCode::done;
  actors::RunResult result;
  record::Fingerprints fingerprints;
  record::Meta meta;
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
  about.peak_memory_bytes = core::peak_memory_bytes();
  std::string host(256, '\0');
  if (::gethostname(host.data(), host.size() - 1) == 0) about.host = host.c_str();
  about.scenario_path = options.scenario;
  about.command = {"roamsim", "run", options.scenario};
  for (const std::string& set : options.sets) about.command.insert(about.command.end(), {"--set", set});
  about.command.insert(about.command.end(), {"--seed", std::to_string(seed)});
  if (!options.stop_at.empty()) about.command.insert(about.command.end(), {"--stop-at", options.stop_at});
  about.jobs = options.repeat > 1 ? static_cast<std::uint32_t>(jobs(options)) : 1;
  return about;
}

ExitCode code_of(const actors::RunResult& result) {
  if (result.broken) return ExitCode::invariant_broken;
  if (result.end == core::RunEnd::stopped) {
    return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  }
  if (result.end == core::RunEnd::stuck) return ExitCode::stuck;
  return all_met(result.journal) ? ExitCode::done : ExitCode::expectation_failed;
}

// The date of --stop-at; `never` without.
Time stop_at(const Options& options) {
  if (options.stop_at.empty()) return never;
  return scenario::parse_quantity(options.stop_at, scenario::duration_units()).value;
}

// Says so if the run is over before it is to be stopped.
bool stops_within(const Options& options, const Plan& plan) {
  if (options.stop_at.empty() || stop_at(options) <= plan.duration) return true;
  fmt::print(stderr, "roamsim: --stop-at: {} is beyond the end of the run, {}\nTry `roamsim run --help`.\n",
             core::printable(options.stop_at), scenario::format_duration(plan.duration));
  return false;
}

// Says so if two files are to be one.
bool traces_apart(const Options& options) {
  if (options.trace.empty() || options.simgrid_trace.empty()) return true;
  std::error_code none;
  const auto place = [&](const std::string& file) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(file, none), none);
  };
  if (place(options.trace) != place(options.simgrid_trace)) return true;
  fmt::print(stderr, "roamsim: --trace and --simgrid-trace name the same file\nTry `roamsim run --help`.\n");
  return false;
}

// A file beside the results, if one is wanted; that it cannot be written shows before the run.
std::unique_ptr<record::NewFile> side_file(const record::RunDirectory& place, const std::string& target) {
  if (target.empty()) return nullptr;
  record::check_side_file(place, target);
  auto file = std::make_unique<record::NewFile>(target);
  file->create();
  return file;
}

// A trace that cannot be written must not cost the results: the error is for when they are there.
std::exception_ptr write_trace(record::NewFile* file, const record::RunView& run, Time ended) {
  if (file == nullptr) return nullptr;
  try {
    record::write_chrome_trace(*file, run, ended);
    file->sync();
    file->put_in_place();
  } catch (const record::RecordError&) {
    return std::current_exception();
  }
  return nullptr;
}

void keep_simgrid_trace(record::NewFile* file, const actors::RunResult& result) {
  if (file == nullptr) return;
  if (!result.no_simgrid_trace.empty()) throw record::RecordError(file->target(), result.no_simgrid_trace);
  file->sync();
  file->put_in_place();
}

void log_start(const actors::Log& log, const Plan& plan) {
  log.say(0, actors::LogLevel::info, actors::Component::scenario,
          "{}: {} clusters, {} users, {} entries in the timeline, {} expectations, seed {}", plan.title,
          plan.clusters.size(), plan.users.size(), plan.timeline.size(), plan.expectations.size(), plan.seed);
}

Finished simulate(const Options& options, const scenario::LoadResult& loaded, const std::filesystem::path& directory,
                  bool show_progress) {
  const auto started = std::chrono::steady_clock::now();
  const record::RunDirectory place = record::prepare_run_directory(directory);
  const std::unique_ptr<record::NewFile> trace = side_file(place, options.trace);
  const std::unique_ptr<record::NewFile> simgrid_trace = side_file(place, options.simgrid_trace);
  const actors::Log log = log_to_stderr(options.log);
  log_start(log, *loaded.plan);
  actors::Simulation simulation(*loaded.plan, {.stop_at = stop_at(options),
                                               .log = &log,
                                               .simgrid_trace = simgrid_trace ? simgrid_trace->temporary() : "",
                                               .collect_everything = trace != nullptr});
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
  const record::RunView view{finished.result.header, finished.result.names, finished.result.journal, loaded.merged};
  const std::exception_ptr no_trace = write_trace(trace.get(), view, finished.result.ended);
  record::keep_only(finished.result.journal, finished.result.names, loaded.plan->record);
  finished.meta = meta(options, loaded.plan->seed, started);
  finished.fingerprints =
      record::write_run(place, view, finished.meta, loaded.plan->record.call_records, loaded.plan->record.counter_logs);
  finished.code = code_of(finished.result);
  if (no_trace != nullptr) std::rethrow_exception(no_trace);
  keep_simgrid_trace(simgrid_trace.get(), finished.result);
  return finished;
}

// The rest of what is known about it is in the results, which go as far as the run came.
void tell_violation(const actors::Violation& broken, const record::Names& names) {
  fmt::print(stderr, "roamsim: invariant broken at {}: {}\n", core::format_date(broken.at),
             core::printable(broken.what));
  if (broken.cluster.valid()) {
    fmt::print(stderr, "  cluster {}\n", core::printable(names.clusters[broken.cluster.index()]));
  }
  if (broken.user.valid()) fmt::print(stderr, "  user {}\n", core::printable(names.users[broken.user.index()].name));
  for (const std::string& row : broken.journal) fmt::print(stderr, "  {}\n", core::printable(row));
}

void tell_end(const Finished& finished) {
  if (finished.result.end == core::RunEnd::stuck) {
    fmt::print(stderr, "roamsim: stuck: nothing but periodic events is left, and\n");
    for (const core::WaitingActor& waiting : finished.result.waiting) {
      fmt::print(stderr, "  actor {} waits for {} {}\n", waiting.actor.id, waiting.what.text, waiting.what.subject);
    }
  }
  if (finished.result.broken) {
    tell_violation(*finished.result.broken, finished.result.names);
  } else if (finished.result.end == core::RunEnd::stopped) {
    fmt::print(stderr, "roamsim: interrupted; the results go as far as the run came\n");
  }
}

// What --quiet does not hide.
void tell_failures(const Options& options, const record::Journal& journal) {
  for (const record::ExpectationRow& row : journal.expectations) {
    if (row.met || !row.judged) continue;
    fmt::print(stderr, "{}: {}: FAILED {}: {}\n", core::printable(options.scenario), row.pointer,
               core::printable(row.text), core::printable(row.found));
  }
}

ExitCode run_once(const Options& options) {
  const std::optional<scenario::LoadResult> loaded = load(options);
  if (!loaded.has_value()) return ExitCode::bad_scenario;
  if (!stops_within(options, *loaded->plan) || !traces_apart(options)) return ExitCode::usage;
  const std::filesystem::path folder = directory(options);
  const Finished finished = simulate(options, *loaded, folder, !options.quiet && !options.json && options.log.empty());
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
    if (options.stats) {
      std::fflush(stdout);
      std::cout << run_stats(*loaded->plan, finished.result.journal, finished.result.header.events, finished.meta);
    }
  }
  return finished.code;
}

// What a repetition found, as the child tells it.
std::string repetition_line(const Finished& finished) {
  const auto& expectations = finished.result.journal.expectations;
  std::size_t met = 0;
  std::size_t not_judged = 0;
  for (const record::ExpectationRow& row : expectations) {
    met += row.met ? 1U : 0U;
    not_judged += row.judged ? 0U : 1U;
  }
  return fmt::format("{} of {} expectations met{}, order {}, results {}", met, expectations.size(),
                     not_judged == 0 ? std::string() : fmt::format(", {} not judged", not_judged),
                     finished.fingerprints.order, finished.fingerprints.results.substr(0, 16));
}

ExitCode run_repeated(const Options& options) {
  const std::optional<scenario::LoadResult> base = load(options);
  if (!base.has_value()) return ExitCode::bad_scenario;
  if (!stops_within(options, *base->plan)) return ExitCode::usage;
  const std::filesystem::path parent = directory(options, "-seeds");
  check_folder_of_repetitions(parent);
  const std::uint64_t first = base->plan->seed;
  const auto work = [&](std::size_t index, std::string& message) {
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
      message =
          finished.result.broken ? "invariant broken: " + finished.result.broken->what : repetition_line(finished);
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
      [] { return interruption() != 0; },
      // Who signals the whole group means the child once, and the parent passes it on.
      []() noexcept { note_interruptions(SecondSignal::changes_nothing); });
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

void add_views_of_the_run(CLI::App& command, Options& options, CLI::Option* repeat) {
  command.add_option("--trace", options.trace, "Write the run for trace viewers (Perfetto, chrome://tracing)")
      ->type_name("FILE")
      ->excludes(repeat);
  command
      .add_option(
          "--simgrid-trace", options.simgrid_trace,
          "Write SimGrid's own trace (Paje format). It shows what SimGrid computes only: batches of ILS updates "
          "and work of servers; all other messages and waiting never reach SimGrid")
      ->type_name("FILE")
      ->excludes(repeat);
  command
      .add_option("--log", options.log,
                  fmt::format("Tell on stderr what happens; LEVEL is one of {}, COMPONENT of {}; can be repeated",
                              fmt::join(actors::log_level_names, ", "), fmt::join(actors::component_names, ", ")))
      ->type_name("LEVEL[:COMPONENT]")
      ->check(log_error, "")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false)
      ->excludes(repeat);
}

}  // namespace

Command add_run_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("run", "Run a scenario file and judge its expectations");
  const auto layout = std::make_shared<CLI::Formatter>();
  layout->column_width(46);  // what an option takes and excludes stands beside what it does
  command->formatter(layout);
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
  command
      ->add_flag("--stats", options->stats,
                 "Print what the run took as well: events a second, and memory beside its budget")
      ->excludes(repeat);
  command
      ->add_option(
          "--stop-at", options->stop_at,
          "End the run at this simulated date, e.g. '12 min'; what is not decided by then is not judged, and no "
          "failure")
      ->type_name("TIME")
      ->check(duration_error, "");
  add_views_of_the_run(*command, *options, repeat);
  command->footer(
      "Examples:\n"
      "  roamsim run scenarios/figure-3-roaming.json\n"
      "  roamsim run scenarios/figure-3-roaming.json --stop-at '12 min' --log info --log debug:ils\n"
      "  roamsim run scenarios/figure-3-roaming.json --trace figure-3.json   # open it in ui.perfetto.dev\n"
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
