#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sim/study/sweep/one_run.hpp"

namespace roamsim::study {

/// How the runs of a sweep are done on this machine.
struct LocalOptions {
  std::size_t jobs = 1;
  std::uint64_t attempts = 3;  ///< at a run that is killed by a signal
  std::uint64_t equal_failures =
      10;                    ///< so many in a row, without a run that succeeds between, end the sweep; 0: no end
  std::uint64_t chunk = 0;   ///< only runs whose number of the plan leaves this remainder
  std::uint64_t chunks = 1;  ///< after division by this
  Versions versions;
};

/// How it ended.
struct LocalEnd {
  bool interrupted = false;
  std::string cannot_go_on;  ///< the folder cannot be written to, or too many equal failures; empty: neither
  bool cannot_write = false;
};

/// Does the runs that the schedule wants, each in a process forked from this one, where the base scenario is parsed
/// already. Failures are put in the folder. `told` is called after each end, with the failure if it was one.
[[nodiscard]] LocalEnd run_locally(const SweepPlan& plan, const SweepFolder& folder, Schedule& schedule,
                                   const LocalOptions& options,
                                   const std::function<void(const std::optional<RunFailure>&)>& told,
                                   const std::function<bool()>& interrupted);

}  // namespace roamsim::study
