#pragma once

#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/explain/journey.hpp"
#include "sim/explain/outages.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/wait.hpp"

namespace roamsim::explain {

/// Where a cluster believed a user to be at a date, and why.
struct Belief {
  ClusterId cluster = {};
  UserId user = {};
  Time at = 0;
  ClusterId location = {};                    ///< where it sent calls for the user; none: nowhere
  Time since = 0;                             ///< from when on
  std::optional<LocationChange> update = {};  ///< by which it did; none: what was known when the run began
  std::vector<Hop> path = {};                 ///< by which that came; empty: of its own, or known from the start
  ClusterId truth = {};                       ///< where calls should have gone; none: nowhere
  std::vector<Journey> not_heard = {};        ///< location changes committed by then and not applied by then, by date
  std::optional<Wait> prevented = {};         ///< why it routed otherwise although it had heard all that counts

  [[nodiscard]] bool right() const { return location == truth; }
};

/// Needs all tables of the level `everything`.
[[nodiscard]] Belief belief_of(const Run& run, const Outages& outages, ClusterId cluster, UserId user, Time at);

}  // namespace roamsim::explain
