#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/explain/belief.hpp"

namespace roamsim::explain {

/// What a call from a cluster to a user would have met at a date, as the run recorded it.
struct Met {
  bool reachable = false;
  std::string reason = {};  ///< as in calls.reason
  ClusterId target = {};    ///< where it would have been sent last; none: nowhere
  Time since = 0;           ///< from when on
};

/// What stood in the way of calls, beside a route to the wrong place.
struct CallFacts {
  std::optional<Met> met = {};  ///< none: the run does not keep it
  std::vector<Wait> hindrances =
      {};  ///< the trunk, the phone that restarts, logins elsewhere that are still to be ended
};

[[nodiscard]] CallFacts call_of(const Run& run, const Outages& outages, const Belief& belief);

}  // namespace roamsim::explain
