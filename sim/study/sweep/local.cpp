#include "sim/study/sweep/local.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <utility>

#include "sim/record/error.hpp"
#include "sim/study/exit_codes.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::study {
namespace {

class LocalRuns {
 public:
  LocalRuns(const SweepPlan& plan, const SweepFolder& folder, Schedule& schedule, const LocalOptions& options,
            const std::function<void(const std::optional<RunFailure>&)>& told)
      : plan_(plan),
        folder_(folder),
        schedule_(schedule),
        options_(options),
        told_(told),
        base_(plan.base),
        failures_(folder.failure_keys()) {}

  std::optional<std::size_t> next() {
    while (end_.cannot_go_on.empty()) {
      const std::optional<RunId> run = schedule_.next();
      if (!run) return std::nullopt;
      if (options_.chunks > 1 && number_of(*run) % options_.chunks != options_.chunk) continue;
      runs_[++number_] = *run;
      return number_;
    }
    return std::nullopt;
  }

  int work(std::size_t index, std::string& message) {
    // The parent says when to end; who interrupts the whole group of processes means it.
    std::signal(SIGINT, SIG_IGN);
    try {
      return do_run(plan_, runs_.at(index), std::move(base_), folder_, options_.versions, message);
    } catch (const record::RecordError& error) {
      message = error.what();
      return static_cast<int>(ExitCode::cannot_write);
    }
  }

  void on_end(const ForkedRun& ended, bool interrupted) {
    const RunId run = runs_.at(ended.index);
    runs_.erase(ended.index);
    if (ended.exit_code == 0 && ended.signal == 0) {
      in_a_row_ = 0;
      const std::string key = plan_.key_of(plan_.points[run.point], run.repetition);
      if (failures_.erase(key) > 0) folder_.remove_failure(key);
      schedule_.ended(run, false);
      told_(std::nullopt);
      return;
    }
    if (ended.signal == 0 && ended.exit_code == static_cast<int>(ExitCode::cannot_write)) {
      if (end_.cannot_go_on.empty()) end_.cannot_go_on = ended.message;
      end_.cannot_write = true;
      return;
    }
    if (interrupted && ended.signal != 0) return;  // by us: it is missing
    const std::uint64_t attempt = ++attempts_[{run.point, run.repetition}];
    if (ended.signal != 0 && !ended.timed_out && attempt < options_.attempts) return schedule_.again(run);
    failed(run, ended);
  }

  [[nodiscard]] LocalEnd end(bool interrupted) const {
    LocalEnd result = end_;
    result.interrupted = interrupted;
    return result;
  }

 private:
  [[nodiscard]] std::uint64_t number_of(RunId run) const {
    return run.point * plan_.most_repetitions() + run.repetition;
  }

  void failed(RunId run, const ForkedRun& ended) {
    const Point& point = plan_.points[run.point];
    const RunFailure failure{plan_.key_of(point, run.repetition),
                             plan_.words_of(point),
                             run.repetition,
                             plan_.seed_of(point, run.repetition),
                             ended.exit_code,
                             ended.signal,
                             ended.timed_out,
                             words_of(ended),
                             plan_.command_of(point, run.repetition)};
    folder_.put_failure(failure);
    failures_.insert(failure.key);
    schedule_.ended(run, true);
    told_(failure);
    in_a_row_ = failure.kind() == last_kind_ ? in_a_row_ + 1 : 1;
    last_kind_ = failure.kind();
    if (options_.equal_failures > 0 && in_a_row_ >= options_.equal_failures && end_.cannot_go_on.empty())
      end_.cannot_go_on = fmt::format("{} runs in a row failed alike: {}", in_a_row_, failure.message);
  }

  [[nodiscard]] std::string words_of(const ForkedRun& ended) const {
    if (ended.timed_out) return fmt::format("took longer than {} s", static_cast<double>(plan_.time_limit_ns) / 1e9);
    if (ended.signal != 0) return fmt::format("killed by signal {}", ended.signal);
    return ended.message.empty() ? fmt::format("exit code {}", ended.exit_code) : ended.message;
  }

  const SweepPlan& plan_;
  const SweepFolder& folder_;
  Schedule& schedule_;
  const LocalOptions& options_;
  const std::function<void(const std::optional<RunFailure>&)>& told_;
  scenario::ParsedScenario base_;
  std::set<std::string> failures_;
  std::map<std::size_t, RunId> runs_;  ///< that are under way
  std::size_t number_ = 0;
  std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t> attempts_;
  std::uint64_t in_a_row_ = 0;
  std::string last_kind_;
  LocalEnd end_;
};

}  // namespace

LocalEnd run_locally(const SweepPlan& plan, const SweepFolder& folder, Schedule& schedule, const LocalOptions& options,
                     const std::function<void(const std::optional<RunFailure>&)>& told,
                     const std::function<bool()>& interrupted) {
  LocalRuns runs(plan, folder, schedule, options, told);
  run_forked_while([&]() { return runs.next(); }, options.jobs, std::chrono::nanoseconds(plan.time_limit_ns),
                   [&](std::size_t index, std::string& message) { return runs.work(index, message); },
                   [&](const ForkedRun& ended) { runs.on_end(ended, interrupted()); }, interrupted);
  return runs.end(interrupted());
}

}  // namespace roamsim::study
