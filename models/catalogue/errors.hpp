#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::catalogue {

/// Why a login or logout failed, one name per internal cause.
enum class Cause : std::uint8_t {
  none,
  tomcat_stopped,           ///< the phone finds no web server: Tomcat is stopped, or the node is down
  phone_services_stopped,   ///< Cisco IP Phone Services does not run
  em_item_missing,          ///< the phone's list of services has no Extension Mobility
  em_application_stopped,   ///< Cisco Extension Mobility Application does not run
  device_name_empty,        ///< the URL of the phone service lacks the device name
  login_type_invalid,       ///< the URL of the phone service asks for a sign-in that does not exist
  em_service_unreachable,   ///< Cisco Extension Mobility does not run
  blank_credentials,        ///< user id or PIN is empty
  dn_has_multiple_users,    ///< the primary extension typed is that of several users
  busy,                     ///< over Maximum Concurrent Requests
  database_error,           ///< the transaction waited too long for the database, or too many did
  proxy_not_allowed,        ///< the request came by a proxy
  untrusted_address,        ///< the request came from an address that is not trusted
  unknown_user,             ///< the cluster does not know the user
  wrong_pin,                ///< another PIN than the cluster has
  version_without_roaming,  ///< a roaming login in a cluster before 12.0(1)SU1
  not_a_super_user,         ///< a roaming login of a user outside the super users' group
  profile_absent,           ///< no device profile is associated with the user
  em_flag_unreadable,       ///< the phone's Extension Mobility setting has no value
  em_disabled,              ///< Extension Mobility is not enabled on the phone
  phone_in_use,             ///< somebody is logged in on the phone
  multiple_login,           ///< logged in on another device of the cluster, and that is not allowed
  no_user_on_phone,         ///< logout of an empty phone
  no_service,               ///< the cluster or its EM node went down during the request
  no_free_phone,            ///< nothing to log in on; the user never reaches a sign-in page
  emcc_no_remote_cluster,   ///< EMCC: no remote cluster is configured
  emcc_home_down,           ///< EMCC: the home cluster is known to be down
  emcc_no_response,         ///< EMCC: a remote cluster that counts as up does not answer
  emcc_user_not_found,      ///< EMCC: no remote cluster has the user
  emcc_link_cut,            ///< EMCC: the connection to the home cluster broke during the login
  emcc_visiting_unknown,    ///< EMCC: the home cluster has no entry for the visiting one
  emcc_refused_by_home,     ///< EMCC: the home cluster does not allow it
  emcc_not_activated,       ///< EMCC: not activated for the user
  emcc_wrong_pin,           ///< EMCC: another PIN than the home cluster has
  emcc_device_unsupported,  ///< EMCC: the model of the phone does not support it
  emcc_duplicate_device,    ///< EMCC: the home cluster has a device of this name
  emcc_no_tftp_server,      ///< EMCC: the home cluster has no TFTP server for it
  emcc_no_base_device       ///< EMCC: no base device is free at home
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

/// Which number the failed connection to the Extension Mobility service shows: the feature guide prints 207, the
/// reference table of codes 208.
enum class Numbering : std::uint8_t { guide, reference };

/// The causes that the models have, by cause. Codes, texts and remedies: the feature guide, else documented_codes().
inline constexpr std::array<Error, 39> errors{{
    {Cause::none, 0, "success", "", false, ""},
    {Cause::tomcat_stopped, -1, "tomcat_stopped", "Host Not Found", false,
     "Check that Cisco Tomcat is started (Control Center, Network Services)."},
    {Cause::phone_services_stopped, -3, "phone_services_stopped", "HTTP 503", false,
     "Check that Cisco IP Phone Services is started (Control Center, Network Services)."},
    {Cause::em_item_missing, -5, "em_item_missing", "", true,
     "Configure the Extension Mobility phone service and subscribe the phone, or the profile in use on it."},
    {Cause::em_application_stopped, -4, "em_application_stopped", "HTTP 503", false,
     "Check that Cisco Extension Mobility Application is started (Control Center, Network Services)."},
    {Cause::device_name_empty, 207, "device_name_empty", "Login/Logout is unavailable(207)", false,
     "Correct the URL of the phone service."},
    {Cause::login_type_invalid, 215, "login_type_invalid", "LoginType invalid(215)", false,
     "Let loginType in the URL of the phone service be SP, DN or UID, or leave it out."},
    {Cause::em_service_unreachable, 207, "em_service_unreachable", "Login/Logout is unavailable(207)", false,
     "Check that Cisco Extension Mobility is started (Control Center, Feature Services)."},
    {Cause::blank_credentials, 202, "blank_credentials", "Please try to login again (202)", false,
     "Enter a user id and a PIN."},
    {Cause::dn_has_multiple_users, 216, "dn_has_multiple_users", "DN has multiple users(216)", false,
     "Let the number be the primary extension of one user only, or sign in by user id."},
    {Cause::busy, 26, "busy", "Busy, please try again (26)", false,
     "See whether the requests in progress reach Maximum Concurrent Requests (RTMT: RequestsInProgress, "
     "RequestsThrottled); "
     "let fewer users log in at once, or raise the parameter."},
    {Cause::database_error, 6, "database_error", "Login is unavailable(6)", false,
     "Look for a heavy load of requests (RTMT: RequestsInProgress, RequestsThrottled), and let fewer users log in at "
     "once."},
    {Cause::proxy_not_allowed, 30, "proxy_not_allowed", "Login is unavailable(30)", false,
     "Set Allow Proxy to True, or let the phone reach the service without a proxy."},
    {Cause::untrusted_address, 28, "untrusted_address", "Login is unavailable(28)", false,
     "Put the address into Trusted List of IPs, or set Validate IP Address to False."},
    {Cause::unknown_user, 201, "unknown_user", "Please try to login again (201)", false,
     "Check user id and PIN, and whether the synchronisation tool has carried the user to this cluster."},
    {Cause::wrong_pin, 201, "wrong_pin", "Please try to login again (201)", false,
     "Enter the right PIN; after a change of it, let the synchronisation tool run."},
    {Cause::version_without_roaming, 201, "version_without_roaming", "Please try to login again (201)", true,
     "Upgrade the cluster to 12.0(1)SU1 or later."},
    {Cause::not_a_super_user, 201, "not_a_super_user", "Please try to login again (201)", true,
     "Put the user into the group Standard EM Roaming Across Clusters Super Users."},
    {Cause::profile_absent, 205, "profile_absent", "Login/Logout is unavailable (205)", false,
     "Associate a device profile with the user."},
    {Cause::em_flag_unreadable, 20, "em_flag_unreadable", "Login is unavailable(20)", false,
     "Save Enable Extension Mobility in the phone's configuration."},
    {Cause::em_disabled, 22, "em_disabled", "Login is unavailable(22)", false,
     "Tick Enable Extension Mobility in the phone's configuration."},
    {Cause::phone_in_use, 18, "phone_in_use", "Login is unavailable(18)", false,
     "Log the other user out of the phone, or use another one."},
    {Cause::multiple_login, 25, "multiple_login", "Multi-Login Not Allowed (25)", false,
     "Log the user out of the other phone, or set Multiple Login Behavior to Multiple Logins Allowed."},
    {Cause::no_user_on_phone, 19, "no_user_on_phone", "Logout is unavailable (19)", false,
     "Nobody is logged in on this phone; nothing is to be done."},
    {Cause::no_service, -1, "no_service", "Host Not Found", false,
     "Check that the node is up and Cisco Tomcat is started (Control Center, Network Services)."},
    {Cause::no_free_phone, -2, "no_free_phone", "", true,
     "Provide more phones on which Extension Mobility is enabled."},
    {Cause::emcc_no_remote_cluster, 36, "emcc_no_remote_cluster", "Login is unavailable(36)", false,
     "Add the remote clusters to the EMCC configuration."},
    {Cause::emcc_home_down, -6, "emcc_home_down", "Login is unavailable", false,
     "Wait until the home cluster is up and its status is refreshed, or press Update Remote Cluster Now."},
    {Cause::emcc_no_response, 40, "emcc_no_response", "Login is unavailable(23)", false,
     "Wait until the remote cluster answers again."},
    {Cause::emcc_user_not_found, 23, "emcc_user_not_found", "Login is unavailable(23)", false,
     "Check the user id, and that the home cluster is among the remote clusters."},
    {Cause::emcc_link_cut, 208, "emcc_link_cut", "Login/Logout is unavailable(208)", false,
     "Check the line to the home cluster and its certificates."},
    {Cause::emcc_visiting_unknown, 35, "emcc_visiting_unknown", "Login is unavailable(35)", false,
     "Add the visiting cluster to the home cluster's remote clusters."},
    {Cause::emcc_refused_by_home, 38, "emcc_refused_by_home", "Login is unavailable(38)", false,
     "Allow EMCC at the home cluster."},
    {Cause::emcc_not_activated, 31, "emcc_not_activated", "Login is unavailable(31)", false,
     "Tick Enable Extension Mobility Cross Cluster for the user at home."},
    {Cause::emcc_wrong_pin, 2, "emcc_wrong_pin", "Login is unavailable(2)", false, "Enter the right PIN."},
    {Cause::emcc_device_unsupported, 32, "emcc_device_unsupported", "Login is unavailable(32)", false,
     "Use a phone whose model supports EMCC."},
    {Cause::emcc_duplicate_device, 37, "emcc_duplicate_device", "Login is unavailable(37)", false,
     "Remove the device of the same name from one of the clusters."},
    {Cause::emcc_no_tftp_server, 39, "emcc_no_tftp_server", "Please try to login again (201)", false,
     "Configure the EMCC TFTP servers of the home cluster."},
    {Cause::emcc_no_base_device, 33, "emcc_no_base_device", "Login is unavailable(33)", false,
     "Add EMCC base devices at home."},
}};

/// What the reference table of codes shows for a failed connection to the Extension Mobility service.
inline constexpr Error em_service_unreachable_by_reference{
    Cause::em_service_unreachable,
    208,
    "em_service_unreachable",
    "Login/Logout is unavailable(208)",
    false,
    "Check that Cisco Extension Mobility is started (Control Center, Feature Services)."};

constexpr const Error& error_of(Cause cause, Numbering numbering = Numbering::guide) {
  if (cause == Cause::em_service_unreachable && numbering == Numbering::reference) {
    return em_service_unreachable_by_reference;
  }
  return errors[static_cast<std::size_t>(cause)];
}

/// The one that showed this code.
constexpr const Error& error_of(Cause cause, std::int32_t code) {
  return error_of(cause, code == em_service_unreachable_by_reference.code ? Numbering::reference : Numbering::guide);
}

}  // namespace roamsim::catalogue
