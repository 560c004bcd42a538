#pragma once

#include <optional>
#include <string>

#include "models/directory/configuration.hpp"
#include "models/directory/settings.hpp"

namespace roamsim::directory {

/// What an administrator changes of a user in one cluster; what is absent stays.
struct UserPatch {
  std::optional<bool> present;
  std::optional<std::string> pin;
  std::optional<std::string> user_locale;
  std::optional<bool> super_user;
  std::optional<bool> home_cluster;
  std::optional<bool> emcc;
  std::optional<std::string> profile;   ///< which device profile the next ones are about; absent: all of the user
  std::optional<bool> profile_present;  ///< false: it is deleted; true: it is added where it is missing
  std::optional<bool> profile_associated;
  std::optional<bool> profile_subscribed;
  std::optional<std::string> profile_locale;
  bool operator==(const UserPatch&) const = default;
};

/// What an administrator changes of a phone.
struct PhonePatch {
  std::optional<EmSetting> extension_mobility;
  std::optional<bool> subscribed;
  std::optional<bool> em_in_configuration;
  std::optional<std::string> user_locale;
  bool operator==(const PhonePatch&) const = default;
};

/// Steps of the task flow done later, or undone.
struct TaskFlowPatch {
  std::optional<bool> services, phone_service, device_profiles, profile_association, phone_subscription,
      profile_subscription, super_user_group;
  bool operator==(const TaskFlowPatch&) const = default;
};

/// What an administrator changes of a cluster as a whole. `url` must be one.
struct ClusterPatch {
  std::optional<std::string> url;
  std::optional<bool> synchronize_auto_profile;
  TaskFlowPatch set_up;
  bool operator==(const ClusterPatch&) const = default;
};

void apply(const UserPatch& patch, UserRecord& record);
void apply(const PhonePatch& patch, PhoneSettings& phone);
void apply(const ClusterPatch& patch, ClusterSettings& cluster);

}  // namespace roamsim::directory
