#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/extension_mobility/parameters.hpp"

namespace roamsim::em {

/// Service parameters that an administrator changes; what is absent stays.
struct ServiceParameterPatch {
  std::optional<std::uint32_t> max_concurrent_requests;
  std::optional<MultipleLogin> multiple_login;
  std::optional<bool> enforce_maximum_login_time;
  std::optional<Duration> maximum_login_time;
  std::optional<bool> alphanumeric_user_id, remember_last_user, clear_call_logs, validate_ip_address, allow_proxy;
  std::vector<std::string> trusted_addresses;  ///< empty: stays
  bool operator==(const ServiceParameterPatch&) const = default;
};

inline void apply(const ServiceParameterPatch& patch, ServiceParameters& parameters) {
  const auto set = [](auto& value, const auto& change) {
    if (change) value = *change;
  };
  set(parameters.max_concurrent_requests, patch.max_concurrent_requests);
  set(parameters.multiple_login, patch.multiple_login);
  set(parameters.enforce_maximum_login_time, patch.enforce_maximum_login_time);
  set(parameters.maximum_login_time, patch.maximum_login_time);
  set(parameters.alphanumeric_user_id, patch.alphanumeric_user_id);
  set(parameters.remember_last_user, patch.remember_last_user);
  set(parameters.clear_call_logs, patch.clear_call_logs);
  set(parameters.validate_ip_address, patch.validate_ip_address);
  set(parameters.allow_proxy, patch.allow_proxy);
  if (!patch.trusted_addresses.empty()) parameters.trusted_addresses = patch.trusted_addresses;
}

}  // namespace roamsim::em
