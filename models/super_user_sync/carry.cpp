#include "models/super_user_sync/carry.hpp"

#include <algorithm>

namespace roamsim::sync {
namespace {

using Profiles = std::vector<directory::DeviceProfile>;

/// Profiles are the same by name. None loses its place: logins refer to it.
void carry_profiles(const Profiles& home, Profiles& elsewhere) {
  const auto named = [](auto& profiles, const std::string& name) {
    return std::find_if(profiles.begin(), profiles.end(),
                        [&](const directory::DeviceProfile& profile) { return profile.name == name; });
  };
  for (directory::DeviceProfile& profile : elsewhere) {
    if (named(home, profile.name) == home.end()) profile.present = false;
  }
  for (const directory::DeviceProfile& profile : home) {
    const auto same = named(elsewhere, profile.name);
    if (same != elsewhere.end()) {
      *same = profile;
    } else if (profile.present) {
      elsewhere.push_back(profile);
    }
  }
}

}  // namespace

void carry(const Carried& what, const directory::UserRecord& home, directory::UserRecord& elsewhere) {
  if (what.record) elsewhere.present = home.present;
  if (!elsewhere.present) return;
  if (what.record) {
    elsewhere.self_service_id = home.self_service_id;
    elsewhere.primary_extension = home.primary_extension;
  }
  if (what.pin) elsewhere.pin = home.pin;
  if (what.group) elsewhere.super_user = home.super_user;
  if (what.user_locale) elsewhere.user_locale = home.user_locale;
  if (what.profiles) carry_profiles(home.profiles, elsewhere.profiles);
}

bool differs(const Carried& what, const directory::UserRecord& home, const directory::UserRecord& elsewhere) {
  directory::UserRecord after = elsewhere;
  carry(what, home, after);
  return after != elsewhere;
}

}  // namespace roamsim::sync
