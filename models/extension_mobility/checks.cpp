#include "models/extension_mobility/checks.hpp"

#include <array>

namespace roamsim::em {
namespace {

using catalogue::Cause;
using F = LoginFacts;

constexpr std::string_view guide = "feature guide, troubleshooting";
constexpr std::string_view trace = "annotated trace of a login (TAC document 214535)";
constexpr std::string_view nothing = "";

constexpr std::array checks{
    Check{CheckPoint::button, Cause::tomcat_stopped, [](const F& f) { return !f.tomcat; }, false, guide},
    Check{CheckPoint::button, Cause::phone_services_stopped, [](const F& f) { return !f.phone_services; }, false,
          guide},
    Check{CheckPoint::button, Cause::em_item_missing, [](const F& f) { return !f.em_item; }, true, nothing},
    Check{CheckPoint::item, Cause::em_application_stopped, [](const F& f) { return !f.em_application; }, false, guide},
    Check{CheckPoint::item, Cause::device_name_empty, [](const F& f) { return !f.device_name; }, true, nothing},
    Check{CheckPoint::item, Cause::login_type_invalid, [](const F& f) { return !f.login_type_valid; }, true, nothing},
    Check{CheckPoint::item, Cause::em_service_unreachable, [](const F& f) { return !f.em_service; }, false, trace},
    Check{CheckPoint::submit, Cause::blank_credentials, [](const F& f) { return f.blank; }, true, nothing},
    Check{CheckPoint::submit, Cause::dn_has_multiple_users, [](const F& f) { return f.several_users; }, true, nothing},
    Check{CheckPoint::service, Cause::proxy_not_allowed, [](const F& f) { return !f.proxy_allowed; }, true, nothing},
    Check{CheckPoint::service, Cause::untrusted_address, [](const F& f) { return !f.address_trusted; }, true, nothing},
    Check{CheckPoint::service, Cause::unknown_user, [](const F& f) { return !f.user_known; }, false, trace},
    Check{CheckPoint::service, Cause::wrong_pin, [](const F& f) { return !f.pin_right; }, false, trace},
    Check{CheckPoint::service, Cause::version_without_roaming,
          [](const F& f) { return !f.at_home && !f.roaming_supported; }, true, nothing},
    Check{CheckPoint::service, Cause::not_a_super_user, [](const F& f) { return !f.at_home && !f.super_user; }, true,
          nothing},
    Check{CheckPoint::service, Cause::profile_absent, [](const F& f) { return !f.profile; }, true, nothing},
    Check{CheckPoint::service, Cause::em_flag_unreadable, [](const F& f) { return !f.em_flag_readable; }, true,
          nothing},
    Check{CheckPoint::service, Cause::em_disabled, [](const F& f) { return !f.em_enabled; }, false, trace},
    Check{CheckPoint::service, Cause::phone_in_use, [](const F& f) { return f.phone_in_use; }, false, trace},
    Check{CheckPoint::service, Cause::multiple_login,
          [](const F& f) { return f.devices_here > 0 && f.multiple_login == MultipleLogin::not_allowed; }, false,
          trace},
};

}  // namespace

std::span<const Check> login_checks() {
  return checks;
}

Cause check_login(CheckPoint at, const LoginFacts& facts) {
  for (const Check& check : checks) {
    if (check.at == at && check.fails(facts)) return check.cause;
  }
  return Cause::none;
}

}  // namespace roamsim::em
