#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/actors/traffic_plan.hpp"
#include "sim/scenario/selector.hpp"

namespace roamsim::scenario {

struct CalleeShareSpec {
  ClusterSelector clusters;
  double share = 0;
};

struct CommunityRowSpec {
  ClusterSelector from;
  std::vector<CalleeShareSpec> to;
};

/// Calls in the background.
struct TrafficSpec {
  std::string name;
  UserSelector users;
  std::optional<double> bhca, erlangs;  ///< one of the two, of each user
  HoldingPlan holding;
  std::vector<CommunityRowSpec> to;
  std::vector<ProfileStep> profile;
  Duration period = RateProfile{}.period;
  Duration from = TrafficPlan{}.from;
  std::optional<Duration> until;
};

/// Questions whether users are within reach.
struct ProbesSpec {
  std::string name;
  ClusterSelector from;
  UserSelector users;
  Duration every = 0;
  ProbePlan::Process process = ProbePlan{}.process;
  ProbePlan::Of of = ProbePlan{}.of;
  Duration from_time = ProbePlan{}.from;
  std::optional<Duration> until;
};

}  // namespace roamsim::scenario
