#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/cli/command.hpp"
#include "sim/cli/interruption.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/python/process.hpp"
#include "sim/cli/table.hpp"
#include "sim/cli/version.hpp"
#include "sim/core/text.hpp"
#include "sim/record/error.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"
#include "sim/study/sweep/collect.hpp"
#include "sim/study/sweep/local.hpp"
#include "sim/study/sweep/program.hpp"
#include "sim/study/sweep/read_sweep.hpp"
#include "sim/study/sweep/slurm.hpp"

namespace roamsim::cli {
namespace {

namespace fs = std::filesystem;
using study::SweepFolder;
using study::SweepPlan;

constexpr std::size_t points_shown = 200;
constexpr std::size_t failures_shown = 5;

struct Options {
  std::string action;
  std::string target;
  std::string out;
  std::size_t jobs = 0;
  std::string chunk;
  std::size_t again = 0;
  bool slurm = false;
  std::size_t chunks = 64;
  std::string sbatch_args;
  bool detach = false;
  bool dry_run = false;
  bool many = false;
  bool retry_failed = false;
  bool keep_going = false;
  bool quiet = false;
  bool all = false;
  bool json = false;
};

ExitCode refused(ExitCode code, const std::string& why) {
  fmt::print(stderr, "roamsim: {}\n", core::printable(why));
  return code;
}

bool is_sweep_folder(const std::string& target) {
  std::error_code error;
  return fs::is_directory(target, error);
}

void print_problems(const study::SweepResult& result, bool quiet) {
  for (const scenario::ScenarioError& warning : result.warnings) {
    if (!quiet) std::cerr << "warning: " << scenario::to_string(warning) << '\n';
  }
  for (const scenario::ScenarioError& error : result.errors) std::cerr << scenario::to_string(error) << '\n';
  if (result.error_count > result.errors.size())
    std::cerr << fmt::format("... and {} more\n", result.error_count - result.errors.size());
}

std::string repetitions_words(const SweepPlan& plan) {
  if (!plan.stop) return fmt::format("{} repetitions", plan.repetitions);
  return fmt::format("{} to {} repetitions", plan.repetitions, plan.stop->at_most);
}

study::CommandEnd run_command(const std::vector<std::string>& words) {
  // Whoever interrupts the group of processes means the driver: what a question to Slurm comes to is not lost with it.
  const std::optional<ProcessEnd> end = run_process("/usr/bin/env", words, {}, Output::capture);
  if (!end) return {127, {}};
  return {end->signal != 0 ? 128 + end->signal : end->code, end->output};
}

study::SlurmOptions slurm_options(const Options& options) {
  study::SlurmOptions slurm;
  slurm.chunks = options.chunks;
  slurm.arguments = study::split_words(options.sbatch_args).value_or(std::vector<std::string>());
  slurm.detach = options.detach;
  return slurm;
}

void show_submission(const Options& options, const SweepPlan& plan, const fs::path& folder) {
  const std::uint64_t runs = plan.points.size() * plan.repetitions;
  std::string command;
  for (const std::string& word : study::submission(folder / "submit" / "array.sh", slurm_options(options)))
    command += (command.empty() ? "" : " ") + study::shell_word(word);
  fmt::print("\n{}\n\n{}", core::printable(command),
             study::submission_script(folder, std::min<std::uint64_t>(options.chunks, runs)));
}

ExitCode show_points(const Options& options, const SweepPlan& plan, const fs::path& folder) {
  Table table;
  table.columns.emplace_back("point");
  for (const study::PlanAxis& axis : plan.axes) table.columns.push_back(axis.name);
  const bool text = !options.json;
  for (std::size_t p = 0; p < plan.points.size() && (options.all || !text || p < points_shown); ++p) {
    std::vector<Table::Cell>& row = table.rows.emplace_back();
    row.emplace_back(static_cast<std::int64_t>(p));
    for (const study::PointValue& value : plan.points[p].values) row.emplace_back(value.label);
  }
  std::cout << to_text(table, text ? Format::text : Format::json);
  if (!text) return ExitCode::done;
  if (table.rows.size() < plan.points.size())
    fmt::print("and {} more; --all shows them\n", plan.points.size() - table.rows.size());
  fmt::print("{} points of {}, {}{} runs: nothing was run\n", plan.points.size(), repetitions_words(plan),
             plan.stop ? "at least " : "", plan.points.size() * plan.repetitions);
  if (options.slurm) show_submission(options, plan, fs::absolute(folder));
  return ExitCode::done;
}

std::string host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

void tell_failure(const study::RunFailure& failure) {
  fmt::print(stderr, "roamsim: a run failed: {}, repetition {}: {}\n  {}\n", core::printable(failure.point),
             failure.repetition, core::printable(failure.message), core::printable(failure.command));
}

void tell_how_to_go_on(const SweepFolder& folder) {
  fmt::print(stderr, "roamsim: what is finished is kept; go on with\n  roamsim sweep run {}\n",
             core::printable(study::shell_word(folder.path().string())));
}

/// What a start of the driver does, once the plan and the folder are known.
class Driver {
 public:
  Driver(const Options& options, SweepPlan plan, SweepFolder folder)
      : options_(options), plan_(std::move(plan)), folder_(std::move(folder)) {}

  ExitCode run() {
    folder_.remove_remains();
    folder_.put(folder_.driver(), nlohmann::ordered_json({{"pid", ::getpid()}, {"host", host()}}).dump() + "\n");
    folder_.forget_failures(options_.retry_failed);
    study::Schedule schedule(plan_, folder_);
    found_ = schedule.done();
    schedule.repeat(options_.again);
    tell_start(schedule);
    const study::LocalEnd end = options_.slurm ? runs_on_slurm() : runs(schedule);
    if (detached_) return ExitCode::done;
    if (slurm_unusable_) {
      fmt::print(stderr, "roamsim: {}\n", core::printable(end.cannot_go_on));
      tell_how_to_go_on(folder_);
      return ExitCode::executor_unusable;
    }
    const bool cut_short = end.interrupted || !end.cannot_go_on.empty();
    if (end.cannot_write) {
      fmt::print(stderr, "roamsim: {}\n", core::printable(end.cannot_go_on));
      tell_how_to_go_on(folder_);
      return ExitCode::cannot_write;
    }
    const study::Collected collected = study::collect(plan_, folder_, study::Schedule(plan_, folder_).repetitions());
    tell_end(collected);
    if (!end.cannot_go_on.empty())
      fmt::print(stderr, "roamsim: ended early: {} (--keep-going goes on nevertheless)\n",
                 core::printable(end.cannot_go_on));
    if (cut_short) tell_how_to_go_on(folder_);
    if (end.interrupted) return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
    return collected.failed + failures_ > 0 || !end.cannot_go_on.empty() ? ExitCode::runs_failed : ExitCode::done;
  }

 private:
  study::LocalEnd runs(study::Schedule& schedule) {
    study::LocalOptions local;
    local.jobs = options_.jobs == 0 ? study::usable_processors() : options_.jobs;
    if (options_.keep_going) local.equal_failures = 0;
    local.versions = {program_version, simgrid_version};
    note_interruptions();
    ProgressLine progress("runs", options_.quiet);
    const std::size_t before = schedule.done() + schedule.failed();
    const auto started = std::chrono::steady_clock::now();
    return study::run_locally(
        plan_, folder_, schedule, local,
        [&](const std::optional<study::RunFailure>& failure) {
          if (failure && ++failures_ <= failures_shown) tell_failure(*failure);
          const std::size_t ended = schedule.done() + schedule.failed();
          const std::size_t now = schedule.done() - found_;
          const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
          // The time left goes by the runs of this start.
          progress.update(
              static_cast<double>(ended - before), static_cast<double>(schedule.wanted() - before),
              fmt::format("{} of {}, {:.1f} runs/s{}", ended, schedule.wanted(), static_cast<double>(now) / seconds,
                          schedule.failed() == 0 ? "" : fmt::format(", {} failed", schedule.failed())));
        },
        [] { return interruption() != 0; });
  }

  study::LocalEnd runs_on_slurm() {
    note_interruptions();
    ProgressLine progress("runs", options_.quiet);
    const study::SlurmEnd slurm = study::run_on_slurm(
        plan_, folder_, slurm_options(options_), run_command,
        [&](const study::Schedule& schedule) {
          const std::size_t ended = schedule.done() + schedule.failed();
          progress.update(static_cast<double>(ended), static_cast<double>(schedule.wanted()),
                          fmt::format("{} of {}", ended, schedule.wanted()));
        },
        [] { return interruption() != 0; });
    detached_ = slurm.detached;
    slurm_unusable_ = !slurm.unusable.empty();
    if (detached_ && !options_.quiet)
      fmt::print("submitted as job {}; `roamsim sweep run {} --executor slurm` waits for it and collects\n", slurm.job,
                 core::printable(study::shell_word(folder_.path().string())));
    study::LocalEnd end;
    end.interrupted = slurm.interrupted;
    end.cannot_go_on = slurm.unusable;
    return end;
  }

  void tell_start(const study::Schedule& schedule) const {
    if (options_.quiet) return;
    fmt::print("{}\n{} points of {}; {} runs, {} of them done before\n", core::printable(plan_.title),
               plan_.points.size(), repetitions_words(plan_), schedule.wanted(), schedule.done());
    std::fflush(stdout);
  }

  void tell_end(const study::Collected& collected) const {
    for (const std::string& words : collected.never_measured)
      fmt::print(stderr, "roamsim: warning: {}\n", core::printable(words));
    if (collected.failed > 0)
      fmt::print(stderr, "roamsim: {} runs failed; `roamsim results {} v_failures` lists them\n", collected.failed,
                 core::printable(folder_.path().string()));
    if (options_.quiet) return;
    fmt::print("{} runs done ({} of them now), {} failed, {} missing; results in {}\n", collected.done,
               collected.done - found_, collected.failed, collected.missing, core::printable(folder_.path().string()));
  }

  const Options& options_;
  SweepPlan plan_;
  SweepFolder folder_;
  std::size_t found_ = 0;
  std::size_t failures_ = 0;
  bool detached_ = false;
  bool slurm_unusable_ = false;
};

/// Says so if the sweep was begun by another build, or its base scenario is not what it was.
std::optional<ExitCode> unlike(const SweepPlan& plan, const SweepFolder& folder, const std::string& build) {
  if (plan.build != build)
    return refused(ExitCode::executor_unusable,
                   fmt::format("{}: the sweep was begun by another build of roamsim ({}); go on with {} or begin anew "
                               "in another folder",
                               folder.path().string(), plan.program_version, folder.program().string()));
  return std::nullopt;
}

std::optional<ExitCode> other_base(const SweepPlan& plan) {
  if (study::base_fingerprint(plan.base) == plan.base_fingerprint) return std::nullopt;
  return refused(ExitCode::bad_scenario,
                 fmt::format("{}: the base scenario is not what it was when the sweep was planned; name the sweep file "
                             "to plan it anew",
                             plan.base.string()));
}

std::optional<ExitCode> locked_out(SweepFolder& folder) {
  if (folder.lock()) return std::nullopt;
  return refused(ExitCode::executor_unusable,
                 folder.path().string() + ": another driver works on this sweep; wait for it or cancel it");
}

/// Goes on with what the folder says.
ExitCode run_folder(const Options& options) {
  SweepFolder folder = SweepFolder::open(options.target);
  if (const auto code = locked_out(folder)) return *code;
  SweepPlan plan = study::read_plan(folder.plan());
  if (const auto code = unlike(plan, folder, study::running_build())) return *code;
  if (const auto code = other_base(plan)) return *code;
  if (options.dry_run) return show_points(options, plan, folder.path());
  return Driver(options, std::move(plan), std::move(folder)).run();
}

ExitCode run_file(const Options& options) {
  study::SweepResult sweep = study::read_sweep(options.target, options.many);
  print_problems(sweep, options.quiet);
  if (!sweep.plan) return ExitCode::bad_scenario;
  const fs::path place =
      options.out.empty() ? fs::path("runs") / fs::path(options.target).stem() : fs::path(options.out);
  if (options.dry_run) return show_points(options, *sweep.plan, place);
  SweepFolder folder = SweepFolder::prepare(place);
  if (const auto code = locked_out(folder)) return *code;
  sweep.plan->build = study::running_build();
  sweep.plan->program_version = program_version;
  std::error_code error;
  if (fs::exists(folder.plan(), error)) {
    if (const auto code = unlike(study::read_plan(folder.plan()), folder, sweep.plan->build)) return *code;
  }
  try {
    study::keep_program(folder.program());
    folder.put(folder.path() / "sweep.json", sweep.text);
    folder.put(folder.plan(), study::plan_text(*sweep.plan));
    folder.put(folder.path() / "base.json", scenario::load(sweep.plan->base).merged);
  } catch (const record::RecordError& problem) {
    fmt::print(stderr, "roamsim: {}\n", problem.what());
    tell_how_to_go_on(folder);
    return ExitCode::cannot_write;
  }
  return Driver(options, std::move(*sweep.plan), std::move(folder)).run();
}

/// "2/8": the third eighth, counted from 0.
std::optional<std::pair<std::uint64_t, std::uint64_t>> chunk_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::uint64_t index = 0;
  std::uint64_t count = 0;
  const std::string_view first = text.substr(0, slash);
  const std::string_view second = text.substr(slash + 1);
  const auto a = std::from_chars(first.data(), first.data() + first.size(), index);
  const auto b = std::from_chars(second.data(), second.data() + second.size(), count);
  if (a.ec != std::errc{} || a.ptr != first.data() + first.size() || b.ec != std::errc{} ||
      b.ptr != second.data() + second.size() || index >= count)
    return std::nullopt;
  return std::pair(index, count);
}

ExitCode work(const Options& options) {
  const auto chunk = chunk_of(options.chunk.empty() ? "0/1" : options.chunk);
  if (!chunk) return refused(ExitCode::usage, "--chunk " + options.chunk + ": not I/N with 0 <= I < N, such as 0/4");
  const SweepFolder folder = SweepFolder::open(options.target);
  const SweepPlan plan = study::read_plan(folder.plan());
  if (const auto code = unlike(plan, folder, study::running_build())) return *code;
  if (const auto code = other_base(plan)) return *code;
  study::Schedule schedule(plan, folder);
  study::LocalOptions local;
  local.jobs = options.jobs == 0 ? 1 : options.jobs;
  local.chunk = chunk->first;
  local.chunks = chunk->second;
  if (options.keep_going) local.equal_failures = 0;
  local.versions = {program_version, simgrid_version};
  note_interruptions();
  std::size_t done = 0;
  std::size_t failed = 0;
  const study::LocalEnd end = study::run_locally(
      plan, folder, schedule, local,
      [&](const std::optional<study::RunFailure>& failure) {
        ++(failure ? failed : done);
        if (failure && failed <= failures_shown) tell_failure(*failure);
      },
      [] { return interruption() != 0; });
  if (!options.quiet) fmt::print("chunk {}/{}: {} runs done, {} failed\n", local.chunk, local.chunks, done, failed);
  if (!end.cannot_go_on.empty()) fmt::print(stderr, "roamsim: {}\n", core::printable(end.cannot_go_on));
  if (end.cannot_write) return ExitCode::cannot_write;
  if (end.interrupted) return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  return failed > 0 ? ExitCode::runs_failed : ExitCode::done;
}

ExitCode status(const Options& options) {
  SweepFolder folder = SweepFolder::open(options.target);
  const SweepPlan plan = study::read_plan(folder.plan());
  const study::Schedule schedule(plan, folder);
  const bool active = study::has_driver(folder);
  if (options.json) {
    nlohmann::ordered_json json;
    json["title"] = plan.title;
    json["points"] = plan.points.size();
    json["wanted"] = schedule.wanted();
    json["done"] = schedule.done();
    json["failed"] = schedule.failed();
    json["missing"] = schedule.missing();
    json["driver"] = active;
    std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else {
    fmt::print("{}\n{} points of {}\n{} runs: {} done, {} failed, {} missing; {}\n", core::printable(plan.title),
               plan.points.size(), repetitions_words(plan), schedule.wanted(), schedule.done(), schedule.failed(),
               schedule.missing(), active ? "a driver works on them" : "no driver works on them");
  }
  return ExitCode::done;
}

ExitCode collect(const Options& options) {
  SweepFolder folder = SweepFolder::open(options.target);
  if (const auto code = locked_out(folder)) return *code;
  const SweepPlan plan = study::read_plan(folder.plan());
  const study::Schedule schedule(plan, folder);
  const study::Collected collected = study::collect(plan, folder, schedule.repetitions());
  for (const std::string& words : collected.never_measured)
    fmt::print(stderr, "roamsim: warning: {}\n", core::printable(words));
  if (!options.quiet)
    fmt::print("{} runs done, {} failed, {} missing\n", collected.done, collected.failed, collected.missing);
  return collected.failed > 0 ? ExitCode::runs_failed : ExitCode::done;
}

ExitCode cancel(const Options& options) {
  const SweepFolder folder = SweepFolder::open(options.target);
  const bool on_slurm = study::cancel_on_slurm(folder, run_command);
  if (on_slurm) fmt::print("took the sweep's tasks out of Slurm's queue; what is finished is kept\n");
  if (!study::has_driver(folder)) {
    if (on_slurm) return ExitCode::done;
    fmt::print("no driver works on this sweep\n");
    return ExitCode::done;
  }
  std::ifstream stream(folder.driver());
  const auto driver = nlohmann::json::parse(stream, nullptr, false);
  const int pid = driver.is_object() ? driver.value("pid", 0) : 0;
  if (pid <= 0 || driver.value("host", "") != host())
    return refused(ExitCode::executor_unusable, "the driver runs on another machine (" +
                                                    (driver.is_object() ? driver.value("host", "") : "") +
                                                    "); cancel it there");
  if (::kill(pid, SIGTERM) != 0) return refused(ExitCode::executor_unusable, "the driver cannot be told to end");
  fmt::print("told the driver (process {}) to end; what is finished is kept\n", pid);
  return ExitCode::done;
}

ExitCode act(const Options& options) {
  try {
    if (options.action == "run") return is_sweep_folder(options.target) ? run_folder(options) : run_file(options);
    if (options.action == "worker") return work(options);
    if (options.action == "status") return status(options);
    if (options.action == "collect") return collect(options);
    return cancel(options);
  } catch (const record::RecordError& error) {
    fmt::print(stderr, "roamsim: {}\n", error.what());
    return ExitCode::cannot_write;
  }
}

}  // namespace

Command add_sweep_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("sweep", "Run a scenario with many values of its parameters, and collect what they give");
  command
      ->add_option("ACTION", options->action,
                   "run: do the runs of a sweep file, or go on with a folder; worker: do a part of them; status; "
                   "collect: write the results of what is done; cancel: end the driver")
      ->required()
      ->check(CLI::IsMember({"run", "worker", "status", "collect", "cancel"}).description(""));
  command->add_option("SWEEP", options->target, "Sweep file (JSON), or the folder of a sweep")->required();
  command->add_option("--out", options->out, "Folder of the sweep (default: runs/NAME)")->type_name("DIR");
  command->add_option("--jobs", options->jobs, "Runs at a time (default: all processors; worker: 1)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4096}));
  command->add_option("--chunk", options->chunk, "worker: only this part of the runs, 0/4 to 3/4 of four")
      ->type_name("I/N");
  command
      ->add_option_function<std::string>(
          "--executor", [options](const std::string& name) { options->slurm = name == "slurm"; },
          "local: this machine (default); slurm: an array of tasks, with sbatch")
      ->check(CLI::IsMember({"local", "slurm"}).description(""))
      ->type_name("NAME");
  command->add_option("--chunks", options->chunks, "slurm: tasks of one submission, at most (default: 64)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  command->add_option("--sbatch-args", options->sbatch_args, "slurm: further arguments of sbatch, as in a shell")
      ->type_name("ARGS")
      ->check(
          [](const std::string& text) {
            return study::split_words(text) ? std::string() : "a quote that is not closed in " + text;
          },
          "");
  command->add_flag("--detach", options->detach, "slurm: submit, and do not wait");
  command->add_option("--again", options->again, "Repeat so many runs that are done, to see that they find the same")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  command->add_flag("--dry-run", options->dry_run, "Print the points and run nothing");
  command->add_flag("--all", options->all, "Print every point");
  command->add_flag("--many", options->many,
                    fmt::format("Allow more than {} combinations of values", study::most_combinations));
  command->add_flag("--retry-failed", options->retry_failed, "Try runs again that failed before");
  command->add_flag("--keep-going", options->keep_going, "Do not end when ten runs in a row fail alike");
  command->add_flag("--json", options->json, "Print points or status as JSON");
  command->add_flag("--quiet,-q", options->quiet, "Print nothing but errors");
  command->footer(
      "Starting a sweep again does what is missing: after an interruption, or with more values, repetitions or "
      "measures\n"
      "in the file. docs/sweeps.md describes the file and the results.\n\n"
      "Examples:\n"
      "  roamsim sweep run scenarios/sweeps/ils-interval.json --dry-run\n"
      "  roamsim sweep run scenarios/sweeps/ils-interval.json\n"
      "  roamsim results runs/ils-interval \"convergence.p95 by interval\"\n"
      "  roamsim sweep worker runs/ils-interval --chunk 0/4");
  return [options]() { return act(*options); };
}

}  // namespace roamsim::cli
