#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace roamsim::study {

/// What became of one run in a process of its own.
struct ForkedRun {
  std::size_t index = 0;
  int exit_code = 0;       ///< if `signal` is 0
  int signal = 0;          ///< that killed it; 0: none
  std::string message;     ///< what the run reported, at most 64 KiB
  bool timed_out = false;  ///< it was killed because it took longer than allowed
};

/// SIGTERM in a child of run_forked ends it at once.
void end_at_once() noexcept;

/// Runs `work(index)` for 0 <= index < count, each in a child forked from this process, at most `jobs` at a time:
/// SimGrid allows one engine in the life of a process. The child reports what `work` puts into `message` and ends with
/// the code that `work` returns. `on_end` is called in the parent as each ends. No threads may run and no database may
/// be open in the parent. When `interrupted()` becomes true no further runs are started and the running ones get
/// SIGTERM, as they do when the parent dies or an exception leaves this function. `on_term` is called in the child and
/// sets what SIGTERM does there; none arrives before. Returns the runs that were started, by index. Throws
/// std::system_error if no process can be started.
std::vector<ForkedRun> run_forked(std::size_t count, std::size_t jobs,
                                  const std::function<int(std::size_t index, std::string& message)>& work,
                                  const std::function<void(const ForkedRun&)>& on_end,
                                  const std::function<bool()>& interrupted, void (*on_term)() noexcept = end_at_once);

/// The same for runs that are asked for one by one: `next` gives an index, or nothing for now; it is asked again after
/// each end, and when it has nothing and nothing runs, that is all. A run that takes longer than `limit` (0: no limit)
/// is killed. Ends are told to `on_end` and not kept.
void run_forked_while(const std::function<std::optional<std::size_t>()>& next, std::size_t jobs,
                      std::chrono::nanoseconds limit,
                      const std::function<int(std::size_t index, std::string& message)>& work,
                      const std::function<void(const ForkedRun&)>& on_end, const std::function<bool()>& interrupted,
                      void (*on_term)() noexcept = end_at_once);

/// Processors that this process may use.
std::size_t usable_processors();

}  // namespace roamsim::study
