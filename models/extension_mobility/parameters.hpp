#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::em {

/// The service parameter "Multiple Login Behavior"; it acts within one cluster.
enum class MultipleLogin : std::uint8_t { allowed, not_allowed, auto_logout };

/// Extension Mobility in one cluster. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  std::uint32_t max_concurrent_requests = 5;  ///< "Maximum Concurrent Requests", per EM node
  MultipleLogin multiple_login = MultipleLogin::not_allowed;
  Duration sign_in_page = 180 * millisecond;  ///< from the EM item of the service list to the sign-in page
  Duration typing = 11'700 * millisecond;     ///< the user enters user id and PIN
  Duration service = 261 * millisecond;       ///< the EM service checks the request
  Duration commit = 50 * millisecond;         ///< the EM node's database takes the login
  Duration rebuild =
      100 * millisecond;  ///< work of the EM node: change notification, and the phone's configuration is built anew
  Duration restart = 16 * second;             ///< the phone restarts with the new configuration
  Duration registration = 135 * millisecond;  ///< REGISTER until 200 OK
  bool operator==(const Parameters&) const = default;
};

}  // namespace roamsim::em
