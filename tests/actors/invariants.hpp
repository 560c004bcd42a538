#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What holds in every run, whatever the plan: each request goes through its stages in order without a gap and has one
/// end, each call has one, both unless the run ends first; phones register and are lost by turns; changes are known
/// after they were made; counts add up. Says in words what does not hold.
std::string violations(const Plan& plan, const record::Journal& journal);

/// Where a user is at the end of a run.
struct Whereabouts {
  ClusterId cluster;               ///< where calls should go
  std::vector<ClusterId> devices;  ///< where the user is logged in, by device, the one used last at the end
  [[nodiscard]] bool has_device_in(ClusterId id) const {
    return std::find(devices.begin(), devices.end(), id) != devices.end();
  }
};

/// By user, found without the simulation's own stays: calls should go to the cluster of the last login committed whose
/// phone the user has not been logged out of since, else home.
std::vector<Whereabouts> truth_at_end(const Plan& plan, const record::Journal& journal);

}  // namespace roamsim::actors
