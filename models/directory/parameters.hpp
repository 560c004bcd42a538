#pragma once

#include "models/base/time.hpp"

namespace roamsim::directory {

/// How a cluster and its phones come back after an outage. Provenance stands in the scenario registry.
struct RecoveryParameters {
  Duration boot = 3 * minute;                   ///< from power to running services
  Duration phone_reregistration = 30 * second;  ///< from running services until its phones are registered again
  bool operator==(const RecoveryParameters&) const = default;
};

}  // namespace roamsim::directory
