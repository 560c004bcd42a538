#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

namespace roamsim {

/// How long calls of the background last from the answer on.
struct HoldingPlan {
  enum class Distribution : std::uint8_t { exponential, fixed, lognormal };
  Distribution distribution = Distribution::exponential;
  Duration mean = 3 * minute;
  double sigma = 1;  ///< of the logarithm, of a lognormal one
  bool operator==(const HoldingPlan&) const = default;
};

/// From a date within the period on, the arrival rate is so many times the plain one.
struct ProfileStep {
  Duration at = 0;
  double factor = 1;
  bool operator==(const ProfileStep&) const = default;
};

/// The rate of arrivals over a period that repeats from the start of the run. No step: always the plain rate.
struct RateProfile {
  Duration period = 24 * hour;
  std::vector<ProfileStep> steps;  ///< ascending, the first at 0, all below the period
  bool operator==(const RateProfile&) const = default;
};

/// A part of the calls, dealt evenly among the users whose home is one of the clusters.
struct CalleeShare {
  std::vector<ClusterId> clusters;  ///< ascending, each once
  double share = 0;
  bool operator==(const CalleeShare&) const = default;
};

/// Whom callers call whose home is one of `from`.
struct CommunityRow {
  std::vector<ClusterId> from;
  std::vector<CalleeShare> to;  ///< the shares add up to 1
  bool operator==(const CommunityRow&) const = default;
};

/// Calls in the background: a Poisson process for each home cluster of the users.
struct TrafficPlan {
  std::string name;
  std::vector<UserId> users;  ///< who calls; ascending, each once
  double calls_per_hour = 0;  ///< of each of them, at the plain rate
  HoldingPlan holding;
  std::vector<CommunityRow> community;  ///< one row for each home cluster of the users; empty: evenly among all users
  RateProfile profile;
  Time from = 0;       ///< no call is earlier
  Time until = never;  ///< no call is later
  bool operator==(const TrafficPlan&) const = default;
};

/// Questions whether calls from clusters would find users: they load nothing and change nothing.
struct ProbePlan {
  enum class Process : std::uint8_t { poisson, periodic };
  enum class Of : std::uint8_t { one, each_pair };
  std::string name;
  std::vector<ClusterId> clusters;  ///< where they are placed; ascending, each once
  std::vector<UserId> users;        ///< whom they are for; ascending, each once
  Duration every = 0;               ///< the mean time from one date to the next
  Process process = Process::poisson;
  Of of = Of::one;     ///< at each date: one pair of cluster and user, drawn evenly, or every pair
  Time from = 0;       ///< no probe is earlier
  Time until = never;  ///< no probe is later
  bool operator==(const ProbePlan&) const = default;
};

/// What calls are counted by, beside source, origin, outcome and whether the callee roams.
struct CallCounting {
  bool by_pairs = false;  ///< by the cluster they are sent to as well
  Duration interval = 0;  ///< of so long spans each on its own; 0: the whole run is one
  bool operator==(const CallCounting&) const = default;
};

/// The pairs of cluster and user of all probes of a plan; no more, because each has a row in the results.
inline constexpr std::uint64_t most_probed_pairs = 100'000;
/// The spans of a run in which calls are counted; no more, because each has rows in the results.
inline constexpr std::uint64_t most_counting_spans = 100'000;

}  // namespace roamsim
