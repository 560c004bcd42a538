#pragma once

#include <array>
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
  std::int32_t code;      ///< 0: none, the phone shows a text only
  std::string_view name;  ///< as in scenarios, tables and reports
  std::string_view shown;
  std::string_view source;
};

/// Codes and texts: the feature guide and the vendor's tables; `assumed` where neither says.
inline constexpr std::array<Error, 8> errors{{
    {Cause::none, 0, "success", "", "guide"},
    {Cause::busy, 26, "busy", "Busy, please try again (26)", "guide"},
    {Cause::unknown_user, 201, "unknown_user", "Please try to login again (201)", "guide"},
    {Cause::not_a_super_user, 201, "not_a_super_user", "Please try to login again (201)", "assumed"},
    {Cause::multiple_login, 25, "multiple_login", "Multi-Login Not Allowed (25)", "guide"},
    {Cause::no_user_on_phone, 19, "no_user_on_phone", "Logout is unavailable (19)", "EM error codes, 12.5"},
    {Cause::no_service, -1, "no_service", "Host Not Found", "guide"},
    {Cause::no_free_phone, -2, "no_free_phone", "", "assumed"},
}};

constexpr const Error& error_of(Cause cause) {
  return errors[static_cast<std::size_t>(cause)];
}

}  // namespace roamsim::catalogue
