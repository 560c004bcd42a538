#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/actors/trunks.hpp"
#include "sim/study/single_faults.hpp"

namespace roamsim::study {

/// Time summed over pairs of cluster and user, exactly, also beyond 63 bits of nanoseconds.
struct PairTime {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;  ///< at least 0, below 10^9

  void add(Duration span);
  [[nodiscard]] PairTime minus(const PairTime& other) const;
  [[nodiscard]] double in_seconds() const;
  auto operator<=>(const PairTime&) const = default;
};

/// The users whom the measure looks at: all, or every n-th of the plan where all pairs would be too many.
struct Sample {
  std::size_t every = 1;
  std::vector<UserId> users;
};
[[nodiscard]] Sample sample_of(const Plan& plan);

/// A number that one cluster has more of than any other; the first of the plan among equals.
struct Most {
  std::uint64_t number = 0;
  ClusterId cluster;  ///< none if the number is 0
};

using actors::TrunkPeak;

/// What a run came to. Spans of a fault begin with it and last as long as it does.
struct Figures {
  PairTime unreachable;  ///< each cluster, each user of the sample: how long a call would not have found a phone
  std::uint64_t calls_failed = 0;    ///< of the run, without probes: neither connected, nor busy, nor not answered
  std::uint64_t calls_cut = 0;       ///< established ones of the run that lost their media
  std::uint64_t logins_made = 0;     ///< of those that begin within the fault
  std::uint64_t logins_refused = 0;  ///< of the same
  Most logins_in_a_minute;           ///< of the same, that begin within 60 s of each other at one cluster
  Most visitors;     ///< phones that are registered to users of other clusters at once, within the fault
  Most spare_taken;  ///< the same where the visitors are the greatest share of the cluster's spare phones
  TrunkPeak trunk;   ///< of the run, the fullest: by share of its channels where it has a limit, else by calls
  std::optional<std::uint64_t> calls;  ///< offered within the fault; none if its dates are too fine to count by
  std::uint64_t outages_left_out = 0;  ///< because the thing was out of service already
};

/// How one run went.
struct ChaosRun {
  Figures figures;      ///< if there is no problem
  std::string problem;  ///< why it did not come to its end
};

/// All runs of a study; `runs` by trial, `baseline` without any.
struct Chaos {
  ChaosRun baseline;
  std::vector<Figures> baseline_at;  ///< by date of the list: of the time that a fault of that date would take
  std::vector<ChaosRun> runs;
};

/// The plan with the faults of a trial (none: as it is), as it is run: without its expectations and probes, with all
/// pairs of the sample looked at.
[[nodiscard]] Plan plan_of(const Plan& plan, const Sample& sample, const FaultList& list, const Trial* trial);

/// Runs the plan as it is, and then once for each trial, each in a process of its own, at most `jobs` at a time (see
/// run_forked). `on_end` is called after each. If the first run fails, or `interrupted()`, there are no further runs.
[[nodiscard]] Chaos run_chaos(const Plan& plan, const Sample& sample, const FaultList& list, std::size_t jobs,
                              const std::function<void(std::size_t ended, std::size_t of)>& on_end,
                              const std::function<bool()>& interrupted);

/// What the run without a fault has in the time of the trial.
[[nodiscard]] const Figures& baseline_of(const Chaos& chaos, const FaultList& list, const Trial& trial);

/// The trials by unreachable time, the most first, equal ones in the order of the list; those that failed at the end.
[[nodiscard]] std::vector<std::size_t> ranking(const Chaos& chaos);

/// Visitors as a share of the spare phones of the cluster where that is greatest; none if there were no visitors.
[[nodiscard]] std::optional<double> share_of_spare_phones(const Plan& plan, const Figures& figures);

/// Minutes for which users were unreachable, seen from an average cluster; of a sample, stretched to all users.
[[nodiscard]] double user_minutes(const Plan& plan, const Sample& sample, const PairTime& time);

}  // namespace roamsim::study
