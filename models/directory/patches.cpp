#include "models/directory/patches.hpp"

#include <algorithm>

namespace roamsim::directory {
namespace {

template <class T>
void set(T& value, const std::optional<T>& change) {
  if (change) value = *change;
}

}  // namespace

void apply(const UserPatch& patch, UserRecord& record) {
  set(record.present, patch.present);
  set(record.pin, patch.pin);
  set(record.user_locale, patch.user_locale);
  set(record.super_user, patch.super_user);
  if (patch.home_cluster) record.home_cluster = patch.home_cluster;
  set(record.emcc, patch.emcc);
  const auto meant = [&](const DeviceProfile& profile) { return !patch.profile || profile.name == *patch.profile; };
  std::vector<DeviceProfile>& profiles = record.profiles;
  if (patch.profile_present == true && std::none_of(profiles.begin(), profiles.end(), meant)) {
    DeviceProfile added;
    added.name = patch.profile.value_or(added.name);
    profiles.push_back(added);
  }
  for (DeviceProfile& profile : profiles) {
    if (!meant(profile)) continue;
    set(profile.present, patch.profile_present);
    set(profile.associated, patch.profile_associated);
    set(profile.subscribed, patch.profile_subscribed);
    set(profile.user_locale, patch.profile_locale);
  }
}

void apply(const PhonePatch& patch, PhoneSettings& phone) {
  set(phone.extension_mobility, patch.extension_mobility);
  set(phone.subscribed, patch.subscribed);
  set(phone.em_in_configuration, patch.em_in_configuration);
  set(phone.user_locale, patch.user_locale);
}

void apply(const ClusterPatch& patch, ClusterSettings& cluster) {
  set(cluster.phone_service.url, patch.url);
  if (patch.url) cluster.url = parse_phone_service_url(*patch.url).value_or(cluster.url);
  set(cluster.synchronize_auto_profile, patch.synchronize_auto_profile);
  TaskFlow& done = cluster.set_up;
  set(done.services, patch.set_up.services);
  set(done.phone_service, patch.set_up.phone_service);
  set(done.device_profiles, patch.set_up.device_profiles);
  set(done.profile_association, patch.set_up.profile_association);
  set(done.phone_subscription, patch.set_up.phone_subscription);
  set(done.profile_subscription, patch.set_up.profile_subscription);
  set(done.super_user_group, patch.set_up.super_user_group);
}

}  // namespace roamsim::directory
