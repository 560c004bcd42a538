#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::sync {

/// What the Super User Synchronization Tool carries of a user.
struct Carried {
  bool record = true;  ///< that there is a record, and what the user signs in with beside the PIN
  bool pin = true;
  bool group = true;  ///< membership in Standard EM Roaming Across Clusters Super Users
  bool user_locale = true;
  bool profiles = false;  ///< device profiles, which are otherwise set up in each cluster
  bool operator==(const Carried&) const = default;
};

/// The Super User Synchronization Tool. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  bool enabled = false;  ///< whether it runs by its schedule
  Duration at = 0;       ///< time of day of the first run; the simulation starts at midnight
  Duration interval = 24 * hour;
  Carried carries;
  std::uint32_t bytes_per_user = 2'000;
  std::uint32_t bytes_per_transfer = 4'000;  ///< the fixed part, of each cluster that users are carried to
  Duration processing = 20 * millisecond;    ///< work of the receiving publisher for each user
  bool operator==(const Parameters&) const = default;
};

/// The date of the first run. The clusters are configured as the run of the very start has left them, so that there is
/// none at date 0.
constexpr Time first_run(const Parameters& parameters) {
  return parameters.at > 0 ? parameters.at : parameters.interval;
}

constexpr std::uint64_t bytes_of(const Parameters& parameters, std::uint64_t users) {
  return parameters.bytes_per_transfer + users * parameters.bytes_per_user;
}

}  // namespace roamsim::sync
