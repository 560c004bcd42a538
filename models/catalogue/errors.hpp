#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::catalogue {

/// Why a login or logout failed, one name per internal cause.
enum class Cause : std::uint8_t {
  none,
  busy,              ///< over Maximum Concurrent Requests
  unknown_user,      ///< the cluster does not know the user
  not_a_super_user,  ///< a roaming login of a user outside the super users' group
  multiple_login,    ///< logged in on another device of the cluster, and that is not allowed
  no_user_on_phone,  ///< logout of an empty phone
  no_service,        ///< the cluster or its EM node went down
  no_free_phone      ///< nothing to log in on; the user never reaches a sign-in page
};

/// What a cause shows on the phone.
struct Error {
  Cause cause;
  std::int32_t code;      ///< 0: none; negative: the phone shows a text without a code
  std::string_view name;  ///< as in scenarios, tables and reports
  std::string_view shown;
  bool assumed;  ///< that this cause shows this code; else documented
  std::string_view remedy;
};

/// The causes that the models have, by cause. Codes, texts and remedies: the feature guide, else documented_codes().
inline constexpr std::array<Error, 8> errors{{
    {Cause::none, 0, "success", "", false, ""},
    {Cause::busy, 26, "busy", "Busy, please try again (26)", false,
     "See whether the requests in progress reach Maximum Concurrent Requests (RTMT: RequestsInProgress, "
     "RequestsThrottled); "
     "let fewer users log in at once, or raise the parameter."},
    {Cause::unknown_user, 201, "unknown_user", "Please try to login again (201)", false,
     "Check user id and PIN, and whether the synchronisation tool has carried the user to this cluster."},
    {Cause::not_a_super_user, 201, "not_a_super_user", "Please try to login again (201)", true,
     "Put the user into the group Standard EM Roaming Across Clusters Super Users."},
    {Cause::multiple_login, 25, "multiple_login", "Multi-Login Not Allowed (25)", false,
     "Log the user out of the other phone, or set Multiple Login Behavior to Multiple Logins Allowed."},
    {Cause::no_user_on_phone, 19, "no_user_on_phone", "Logout is unavailable (19)", false,
     "Nobody is logged in on this phone; nothing is to be done."},
    {Cause::no_service, -1, "no_service", "Host Not Found", false,
     "Check that the node is up and Cisco Tomcat is started (Control Center, Network Services)."},
    {Cause::no_free_phone, -2, "no_free_phone", "", true,
     "Provide more phones on which Extension Mobility is enabled."},
}};

constexpr const Error& error_of(Cause cause) {
  return errors[static_cast<std::size_t>(cause)];
}

}  // namespace roamsim::catalogue
