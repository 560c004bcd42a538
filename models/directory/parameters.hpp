#pragma once

#include <algorithm>
#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::directory {

/// How a cluster and its phones come back after an outage. Provenance stands in the scenario registry.
struct RecoveryParameters {
  Duration boot = 3 * minute;                   ///< from power to running services
  Duration operating_system = 90 * second;      ///< the first stage of `boot`
  Duration database = 60 * second;              ///< the second one; the services take the rest
  Duration tomcat = 0;                          ///< from running services until Extension Mobility answers
  Duration phone_reregistration = 30 * second;  ///< from running services until its phones are registered again
  Duration phone_failover = 30 * second;        ///< from the loss of a node until its phones are registered elsewhere
  std::uint32_t registrations_per_second = 1'000;  ///< how fast the phones of a cluster begin to come back
  bool registration_queue = true;                  ///< they join the registration queue of their node
  bool fetch_configuration = false;  ///< phones whose cluster had lost all call processing get their files first
  Duration shutdown = 1 * minute;    ///< that what is in hand is given before a clean shutdown ends it
  bool operator==(const RecoveryParameters&) const = default;
};

/// When each stage of a node's recovery is over, from the return of power. No stage ends later than the next.
struct BootStages {
  Duration operating_system = 0;
  Duration database = 0;
  Duration services = 0;  ///< call processing, ILS
  Duration tomcat = 0;    ///< Extension Mobility
  bool operator==(const BootStages&) const = default;
};

/// `boot` holds whatever the stages say: a stage that does not fit into it is cut short.
constexpr BootStages boot_stages(const RecoveryParameters& parameters) {
  BootStages stages;
  stages.operating_system = std::min(parameters.operating_system, parameters.boot);
  stages.database = std::min(stages.operating_system + parameters.database, parameters.boot);
  stages.services = parameters.boot;
  stages.tomcat = parameters.boot + parameters.tomcat;
  return stages;
}

/// How long after the first phones of a wave the n-th one, counted from 0, asks to be registered: so many at once each
/// second.
constexpr Duration wave_offset(const RecoveryParameters& parameters, std::uint64_t n) {
  return static_cast<Duration>(n / std::max<std::uint64_t>(parameters.registrations_per_second, 1)) * second;
}

}  // namespace roamsim::directory
