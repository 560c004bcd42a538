#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/actors/storm_plan.hpp"
#include "sim/scenario/selector.hpp"
#include "sim/scenario/spec_moment.hpp"

namespace roamsim::scenario {

/// Where users of a storm go: to clusters, or home.
struct StormTargetSpec {
  std::optional<ClusterSelector> clusters;
  bool home = StormTarget{}.home;
  std::optional<NamesSpec> phones;  ///< by name
  double weight = StormTarget{}.weight;
};

/// A row of a trace.
struct StormTraceRowSpec {
  Duration at = 0;
  std::string user;
  std::optional<std::string> cluster;
};

/// Many users log in, or out.
struct StormSpec {
  std::string name;
  StormPlan::Action action = StormPlan{}.action;
  std::optional<UserSelector> users;   ///< all but a trace
  std::optional<std::uint32_t> count;  ///< of them; none: all
  MomentSpec at;
  StormPlan::Arrivals arrivals = StormPlan{}.arrivals;
  std::optional<Duration> over;
  std::optional<double> per_minute;
  std::vector<ProfileStep> profile;
  Duration period = RateProfile{}.period;
  std::vector<StormTraceRowSpec> trace;
  std::optional<std::string> trace_from;  ///< becomes part of the trace before the keys are read
  std::vector<StormTargetSpec> to;        ///< none: home
  SpreadPlan walking;
  std::optional<SpreadPlan> typing;
  RetryPlan retry;
  std::uint32_t attempts = StormPlan{}.attempts;
  Duration patience = StormPlan{}.patience;
  bool waits_for_phone = StormPlan{}.waits_for_phone;
  std::optional<SpreadPlan> stays;
  StormPlan::Loop loop = StormPlan{}.loop;
  SpreadPlan think;
  std::optional<Duration> until;
  Duration interval = StormPlan{}.interval;
};

}  // namespace roamsim::scenario
