#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/moment.hpp"
#include "sim/actors/traffic_plan.hpp"

namespace roamsim {

/// A time that varies from one user to the next.
struct SpreadPlan {
  HoldingPlan::Distribution distribution = HoldingPlan::Distribution::fixed;
  Duration mean = 0;
  double sigma = 1;  ///< of the logarithm, of a lognormal one
  bool operator==(const SpreadPlan&) const = default;
};

/// Where users of a storm go.
struct StormTarget {
  double weight = 1;
  bool home = false;                 ///< each to the home cluster, in place of `clusters`
  std::vector<ClusterId> clusters;   ///< evenly among them; ascending, each once
  std::vector<std::uint32_t> phones; /**< to these only, indexes into Plan::phones, all of `clusters`, which is one;
                                          empty: the user's own phone or a spare one */
  bool operator==(const StormTarget&) const = default;
};

/// What users do who are refused.
struct RetryPlan {
  enum class Policy : std::uint8_t {
    gives_up,
    immediately,
    fixed,
    exponential,
    reads_message  ///< what the phone shows says whether it is worth while, and when
  };
  Policy policy = Policy::reads_message;
  Duration reaction = 1 * second;  ///< no user tries again earlier than this after a refusal
  Duration after = 10 * second;    ///< until the next attempt; the first wait, where it grows
  double factor = 2;               ///< by which the wait grows with each refusal, of exponential
  Duration most = 5 * minute;      ///< no wait grows beyond
  double jitter = 0.5;             ///< so much of a wait is left out at the most, evenly drawn; not of fixed
  Duration away = 5 * minute;      ///< until the next attempt of a user who was shown that there is no service
  bool operator==(const RetryPlan&) const = default;
};

/// One user of a trace.
struct StormTraceRow {
  Duration at = 0;  ///< after the storm began
  UserId user;
  ClusterId cluster;  ///< none: one of the targets
  bool operator==(const StormTraceRow&) const = default;
};

/// Many users log in, or out, each at a time of his own, and try again when they are refused.
struct StormPlan {
  enum class Action : std::uint8_t { login, logout };
  enum class Arrivals : std::uint8_t {
    burst,    ///< all at once
    even,     ///< evenly over `over`
    ramp,     ///< more and more of them over `over`
    poisson,  ///< a Poisson process
    profile,  ///< one whose rate follows a profile
    trace     ///< as the trace says
  };
  enum class Loop : std::uint8_t {
    open,   ///< each user comes once
    closed  ///< a user who has left thinks and comes again
  };
  std::string name;
  Action action = Action::login;
  Moment at;                  ///< when it begins
  std::vector<UserId> users;  ///< of whom `count` come, in an order that is drawn; each once
  std::size_t count = 0;
  std::optional<ClusterId> only_at;  ///< who is elsewhere when the turn comes does nothing
  Arrivals arrivals = Arrivals::burst;
  Duration over = 0;
  double per_hour = 0;  ///< of poisson, and of a profile at the plain rate
  RateProfile profile;  ///< from the start of the storm on
  std::vector<StormTraceRow> trace;
  std::vector<StormTarget> targets;  ///< of logins; at least one
  SpreadPlan walking;                ///< from the turn of a user to the first key press
  std::optional<SpreadPlan> typing;  ///< none: as the cluster has it
  RetryPlan retry;
  std::uint32_t attempts = 10;      ///< a user gives up after so many
  Duration patience = 30 * minute;  ///< and after so long since the first key press
  bool waits_for_phone = false;     ///< where no phone is free, users line up for one
  std::optional<SpreadPlan> stays;  ///< until a user logs out again; none: for good
  Loop loop = Loop::open;
  SpreadPlan think;                 ///< until a user who has left comes again
  Duration until = never;           ///< after the begin of the storm, no user comes later
  Duration interval = 10 * second;  ///< of the spans in which attempts are counted
  bool operator==(const StormPlan&) const = default;
};

}  // namespace roamsim
