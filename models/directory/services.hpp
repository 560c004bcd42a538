#pragma once

#include <cstdint>
#include <string_view>

namespace roamsim::directory {

/// What the nodes of a cluster run. Feature services are activated per node; network services always are, and are only
/// started and stopped.
enum class Service : std::uint8_t {
  ils,                             ///< Intercluster Lookup Service; on the publisher only
  extension_mobility,              ///< Cisco Extension Mobility, the EM service
  call_processing,                 ///< Cisco CallManager
  tftp,                            ///< Cisco Tftp
  extension_mobility_application,  ///< Cisco Extension Mobility Application; a network service, as the next two
  ip_phone_services,               ///< Cisco IP Phone Services
  tomcat  ///< Cisco Tomcat, which hosts the web applications: both of Extension Mobility, and the phone services
};

constexpr bool is_feature(Service service) {
  return service <= Service::tftp;
}

/// Whether the service is a web application, which runs only while Tomcat does.
constexpr bool in_tomcat(Service service) {
  return service == Service::extension_mobility || service == Service::extension_mobility_application ||
         service == Service::ip_phone_services;
}

/// As a scenario names the service.
constexpr std::string_view name_of(Service service) {
  switch (service) {
    case Service::ils:
      return "ils";
    case Service::extension_mobility:
      return "extension_mobility";
    case Service::call_processing:
      return "call_processing";
    case Service::tftp:
      return "tftp";
    case Service::extension_mobility_application:
      return "extension_mobility_application";
    case Service::ip_phone_services:
      return "ip_phone_services";
    case Service::tomcat:
      return "tomcat";
  }
  return "unknown";
}

/// The feature services activated on a node.
struct ActivatedServices {
  bool ils = true;
  bool extension_mobility = true;
  bool call_processing = true;
  bool tftp = true;

  [[nodiscard]] constexpr bool has(Service service) const {
    switch (service) {
      case Service::ils:
        return ils;
      case Service::extension_mobility:
        return extension_mobility;
      case Service::call_processing:
        return call_processing;
      case Service::tftp:
        return tftp;
      case Service::extension_mobility_application:
      case Service::ip_phone_services:
      case Service::tomcat:
        break;
    }
    return true;
  }
  constexpr void set(Service service, bool active) {
    if (service == Service::ils) ils = active;
    if (service == Service::extension_mobility) extension_mobility = active;
    if (service == Service::call_processing) call_processing = active;
    if (service == Service::tftp) tftp = active;
  }
  bool operator==(const ActivatedServices&) const = default;
};

}  // namespace roamsim::directory
