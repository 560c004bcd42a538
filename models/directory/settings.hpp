#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace roamsim::directory {

/// What the "Enable Extension Mobility" box of a phone says; `unreadable`: the database has no value for it.
enum class EmSetting : std::uint8_t { enabled, disabled, unreadable };

enum class Protocol : std::uint8_t { sip, sccp };

/// A phone as administrators configure it.
struct PhoneSettings {
  std::string model = "Cisco 8845";
  Protocol protocol = Protocol::sip;
  std::string user_locale = "en_US";
  EmSetting extension_mobility = EmSetting::enabled;
  bool subscribed = true;            ///< to the Extension Mobility phone service; what its auto device profile has
  bool em_in_configuration = false;  ///< its configuration has Extension Mobility whatever profile is loaded
  std::string source_address;        ///< where its requests come from, if not from its own address
  bool proxy = false;                ///< its requests come by a proxy, which adds a Via header
  bool emcc = true;                  ///< its model supports Extension Mobility Cross Cluster
  bool operator==(const PhoneSettings&) const = default;
};

/// A line of a device profile: the line appearance and the dial plan that its user has on any phone.
struct Line {
  std::string dn;
  std::string label;
  std::string partition;
  std::string calling_search_space;
  bool operator==(const Line&) const = default;
};

/// A virtual device, which is mapped to the phone that its user logs in on.
struct DeviceProfile {
  std::string name;
  std::string model;  ///< of the phones that it matches; empty: all
  Protocol protocol = Protocol::sip;
  std::string user_locale;  ///< empty: the user's
  bool subscribed = true;   ///< to the Extension Mobility phone service
  bool associated = true;   ///< it is among the user's controlled profiles
  bool present = true;      ///< false: deleted; it keeps its place, which logins refer to
  std::vector<Line> lines;  ///< empty: the user's number
  bool operator==(const DeviceProfile&) const = default;
};

/// An end user as one cluster has it.
struct UserRecord {
  bool present = true;  ///< the cluster has a record of the user
  std::string pin = "12345";
  std::string self_service_id;       ///< empty: the user's number
  std::string primary_extension;     ///< empty: the user's number
  std::string user_locale;           ///< empty: the phone's
  bool super_user = false;           ///< member of Standard EM Roaming Across Clusters Super Users
  std::optional<bool> home_cluster;  ///< the flag; absent: set in the home cluster and nowhere else
  bool emcc = true;                  ///< may use Extension Mobility Cross Cluster
  std::vector<DeviceProfile> profiles{DeviceProfile{}};
  bool operator==(const UserRecord&) const = default;
};

/// The steps of the guide's task flow, each of which may have been left out in a cluster.
struct TaskFlow {
  bool services = true;              ///< Extension Mobility is activated on its nodes
  bool phone_service = true;         ///< the Extension Mobility phone service is configured
  bool device_profiles = true;       ///< users have device profiles
  bool profile_association = true;   ///< the profiles are associated with their users
  bool phone_subscription = true;    ///< phones are subscribed to the phone service
  bool profile_subscription = true;  ///< profiles are subscribed to the phone service
  bool super_user_group = true;      ///< the users who may roam are in the group
  bool operator==(const TaskFlow&) const = default;
};

}  // namespace roamsim::directory
