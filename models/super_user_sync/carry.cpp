#include "models/super_user_sync/carry.hpp"

namespace roamsim::sync {

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
  if (what.profiles) elsewhere.profiles = home.profiles;
}

bool differs(const Carried& what, const directory::UserRecord& home, const directory::UserRecord& elsewhere) {
  directory::UserRecord after = elsewhere;
  carry(what, home, after);
  return after != elsewhere;
}

}  // namespace roamsim::sync
