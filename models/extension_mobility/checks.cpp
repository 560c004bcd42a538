#include "models/extension_mobility/checks.hpp"

namespace roamsim::em {

catalogue::Cause check_login(const LoginFacts& facts) {
  using catalogue::Cause;
  if (!facts.user_known) return Cause::unknown_user;
  if (!facts.at_home && !facts.super_user) return Cause::not_a_super_user;
  if (facts.devices_here > 0 && facts.multiple_login == MultipleLogin::not_allowed) return Cause::multiple_login;
  return Cause::none;
}

}  // namespace roamsim::em
