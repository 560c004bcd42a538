#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/catalogue/errors.hpp"
#include "models/extension_mobility/parameters.hpp"

namespace roamsim::em {

/// Where in a login or logout a check is made.
enum class CheckPoint : std::uint8_t {
  button,  ///< the user presses the services button
  item,    ///< the user picks Extension Mobility; the application asks the service who is on the phone
  submit,  ///< the application has what the user typed
  service  ///< the service has admitted the request
};

/// What the phone, the application and the service see of one login.
struct LoginFacts {
  bool tomcat = true;          ///< the node that the phone asks answers
  bool phone_services = true;  ///< Cisco IP Phone Services runs there
  bool em_item = true;         ///< the phone's list has Extension Mobility
  bool em_application = true;
  bool device_name = true;       ///< the URL has the device name
  bool login_type_valid = true;  ///< the URL's loginType exists
  bool em_service = true;
  bool blank = false;           ///< user id or PIN was left empty
  bool several_users = false;   ///< the primary extension typed belongs to several users
  bool proxy_allowed = true;    ///< the request came by no proxy, or may
  bool address_trusted = true;  ///< the request came from an address that may ask
  bool user_known = true;       ///< home user, or learned over ILS, and recorded in the cluster
  bool pin_right = true;
  bool at_home = true;            ///< the cluster is the user's home cluster
  bool roaming_supported = true;  ///< by the cluster's release
  bool super_user = true;
  bool profile = true;  ///< a device profile is associated with the user
  bool em_flag_readable = true;
  bool em_enabled = true;        ///< on the phone
  bool phone_in_use = false;     ///< somebody is logged in on the phone
  std::size_t devices_here = 0;  ///< phones of this cluster on which the user is logged in
  MultipleLogin multiple_login = MultipleLogin::not_allowed;
};

/// One check: what it finds, where it stands, and whether its place in the order is documented or assumed.
struct Check {
  CheckPoint at;
  catalogue::Cause cause;
  bool (*fails)(const LoginFacts& facts);
  bool assumed_place;
  std::string_view source;  ///< of its place
};

/// The checks of a login in their order. "Busy" stands before those of CheckPoint::service.
std::span<const Check> login_checks();

/// The first check at the point that fails, or none.
catalogue::Cause check_login(CheckPoint at, const LoginFacts& facts);

/// Whether a further request may enter a node that handles `in_progress`.
constexpr bool admits(const ServiceParameters& parameters, std::uint32_t slots_taken) {
  return slots_taken < parameters.max_concurrent_requests;
}

/// Whether one for a user of another cluster can be, which needs a slot as well.
constexpr bool admits_from_elsewhere(const ServiceParameters& parameters, std::uint32_t slots_taken_by_others) {
  return parameters.max_concurrent_inter_cluster_requests == 0 ||
         slots_taken_by_others < parameters.max_concurrent_inter_cluster_requests;
}

}  // namespace roamsim::em
