#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/directory/phone_service.hpp"
#include "models/directory/settings.hpp"
#include "models/directory/users.hpp"

namespace roamsim::directory {

/// What administrators have configured in a cluster as a whole.
struct ClusterSettings {
  PhoneService phone_service;
  PhoneServiceUrl url;  ///< what `phone_service.url` says
  std::optional<PhoneServiceUrl> backup_url;
  TaskFlow set_up;
  bool synchronize_auto_profile = true;  ///< "Synchronization Between Auto Device Profile and Phone Configuration"
  bool roaming_supported = true;         ///< the release is 12.0(1)SU1 or later
  bool operator==(const ClusterSettings&) const = default;
};

/// What each cluster has configured: itself, its phones, and the users. Most users are the same in every cluster, and
/// phones without a name of their own are alike in each, so only what differs takes memory of its own.
class Configuration {
 public:
  /// `records`: by User::record, those of users who are no super users; then those of super users.
  Configuration(std::vector<ClusterSettings> clusters, std::vector<UserRecord> records, Users users,
                std::vector<PhoneSettings> common_phones, std::vector<PhoneSettings> named_phones)
      : clusters_(std::move(clusters)),
        records_(std::move(records)),
        users_(std::move(users)),
        common_(std::move(common_phones)),
        named_(std::move(named_phones)) {}

  [[nodiscard]] const ClusterSettings& cluster(ClusterId id) const { return clusters_[id.index()]; }
  [[nodiscard]] ClusterSettings& change(ClusterId id) { return clusters_[id.index()]; }

  /// The user as the cluster has it.
  [[nodiscard]] const UserRecord& user(ClusterId cluster, UserId user) const {
    const auto own = own_.find({cluster, user});
    return own == own_.end() ? record_of(user) : own->second;
  }
  /// The same, to be changed in that cluster only.
  [[nodiscard]] UserRecord& change(ClusterId cluster, UserId user) {
    return own_.try_emplace({cluster, user}, record_of(user)).first->second;
  }

  /// A phone with a name of its own, by its number among those.
  [[nodiscard]] const PhoneSettings& named_phone(std::size_t index) const { return named_[index]; }
  [[nodiscard]] PhoneSettings& change_named_phone(std::size_t index) { return named_[index]; }
  /// Every other phone of the cluster.
  [[nodiscard]] const PhoneSettings& common_phone(ClusterId id) const { return common_[id.index()]; }

 private:
  [[nodiscard]] const UserRecord& record_of(UserId user) const {
    const std::size_t i = user.index();
    return records_[users_.record(i) + (users_.super_user(i) ? records_.size() / 2 : 0)];
  }

  std::vector<ClusterSettings> clusters_;
  std::vector<UserRecord> records_;
  Users users_;
  std::map<std::pair<ClusterId, UserId>, UserRecord> own_;
  std::vector<PhoneSettings> common_;  ///< by cluster
  std::vector<PhoneSettings> named_;
};

}  // namespace roamsim::directory
