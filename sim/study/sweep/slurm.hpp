#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/sweep/folder.hpp"
#include "sim/study/sweep/schedule.hpp"

namespace roamsim::study {

/// How a program ended and what it wrote to standard output and error; 127: it is not there.
struct CommandEnd {
  int code = 0;
  std::string output;
};

/// Runs a program that is looked for on PATH, without a shell, and waits for it.
using RunCommand = std::function<CommandEnd(const std::vector<std::string>& words)>;

/// How the runs of a sweep are handed to Slurm.
struct SlurmOptions {
  std::uint64_t chunks = 64;           ///< tasks of one submission, at most
  std::uint64_t attempts = 3;          ///< submissions in a row that bring no new result
  std::vector<std::string> arguments;  ///< of sbatch, after our own
  bool detach = false;                 ///< submit and come back, leaving the tasks to themselves
  double poll_seconds = 1;             ///< between two looks at the queue at first; grows to ten times that
};

/// How it ended.
struct SlurmEnd {
  bool interrupted = false;
  bool detached = false;
  std::string job;       ///< of the last submission
  std::string unusable;  ///< why Slurm cannot be used; empty: it can
};

/// The words of a shell-like text: blanks between, quotes and backslashes as in a POSIX shell. Nothing if a quote is
/// not closed.
[[nodiscard]] std::optional<std::vector<std::string>> split_words(std::string_view text);

/// What each task of a submission runs: one exec'ed worker with its part of what is missing.
[[nodiscard]] std::string submission_script(const std::filesystem::path& folder, std::uint64_t chunks);

/// The command that submits the script.
[[nodiscard]] std::vector<std::string> submission(const std::filesystem::path& script, const SlurmOptions& options);

/// Submits what is missing as an array of tasks, waits until none of them is in the queue any more, and submits what is
/// still missing again. What counts are the records in the folder, never what Slurm says about its tasks: one that was
/// killed, lost its node or was run twice makes no difference. A controller that does not answer is waited for. Goes on
/// with a job that an earlier start has submitted and that is still in the queue. `told` is called after each look.
[[nodiscard]] SlurmEnd run_on_slurm(const SweepPlan& plan, const SweepFolder& folder, const SlurmOptions& options,
                                    const RunCommand& run, const std::function<void(const Schedule& schedule)>& told,
                                    const std::function<bool()>& interrupted);

/// Takes the sweep's tasks out of the queue. False if there are none, or Slurm does not answer.
[[nodiscard]] bool cancel_on_slurm(const SweepFolder& folder, const RunCommand& run);

}  // namespace roamsim::study
