#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roamsim::directory {

/// The button of the phone under which a service stands.
enum class ServiceType : std::uint8_t { services, directories, messages };

/// The button's name, as in a scenario.
constexpr std::string_view name_of(ServiceType type) {
  switch (type) {
    case ServiceType::services:
      return "services";
    case ServiceType::directories:
      return "directories";
    case ServiceType::messages:
      return "messages";
  }
  return "unknown";
}

/// What a user signs in with beside the PIN; `invalid`: the URL says something else.
enum class LoginType : std::uint8_t { user_id, primary_extension, self_service_id, invalid };

/// What the URL of an Extension Mobility phone service says.
struct PhoneServiceUrl {
  std::string host;         ///< an IPv4 address, an IPv6 address without brackets, or a name
  bool device_name = true;  ///< it has device=#DEVICENAME#
  LoginType login_type = LoginType::user_id;
  bool operator==(const PhoneServiceUrl&) const = default;
};

/// Reads `http://HOST:8080/emapp/EMAppServlet?device=#DEVICENAME#` with an optional `&loginType=DN`, `SP` or `UID`
/// (https with any port as well); none if the text is no URL. One that lacks the device name or has another login type
/// is a URL: the phone shows what it does.
std::optional<PhoneServiceUrl> parse_phone_service_url(std::string_view text);

/// The phone service of a cluster.
struct PhoneService {
  std::string url = "http://extension-mobility:8080/emapp/EMAppServlet?device=#DEVICENAME#";
  std::string backup_url;  ///< of a second service, which users try when the first is not found; empty: there is none
  ServiceType type = ServiceType::services;
  bool operator==(const PhoneService&) const = default;
};

}  // namespace roamsim::directory
