#include "models/catalogue/documented_codes.hpp"

#include <array>

namespace roamsim::catalogue {
namespace {

constexpr auto application = Layer::application;
constexpr auto service = Layer::service;
constexpr auto web = Layer::web;

constexpr std::array<DocumentedCode, 57> codes{{
    {application, 201, "Please try to login again (201)",
     "wrong user id or PIN; EMCC is not activated in the intercluster service profile",
     "Enter the right user id and PIN; have the administrator check both."},
    {application, 202, "Please try to login again (202)", "user id or PIN is empty", "Enter a user id and a PIN."},
    {application, 204, "Login is unavailable (204)", "the directory could not check the PIN", ""},
    {application, 205, "Login/Logout is unavailable (205)", "the user has no device profile",
     "Associate a device profile with the user."},
    {application, 207, "Login/Logout is unavailable(207)", "the device name in the service's URL is empty",
     "Correct the URL of the phone service. The feature guide prints 207 for 208 as well."},
    {application, 208, "Login/Logout is unavailable(208)", "no connection to the Extension Mobility service",
     "Check that Cisco Extension Mobility is started (Control Center, Feature Services)."},
    {application, 210, "Login/Logout is unavailable(210)", "the application could not initialise (database)", ""},
    {application, 211, "Login/Logout is unavailable(211)",
     "EMCC or PSTN access is not activated in the visiting cluster's profile", ""},
    {application, 212, "Login is unavailable(212)", "the cluster id is not valid", ""},
    {application, 213, "Login/Logout is unavailable(213)", "the phone does not support EMCC", ""},
    {application, 215, "LoginType invalid(215)", "loginType is none of SP, DN and UID", ""},
    {application, 216, "DN has multiple users(216)", "the number is the primary extension of several users", ""},
    {service, 0, "Login is unavailable(0)", "unknown", ""},
    {service, 1, "Login is unavailable(1)",
     "the request cannot be parsed, or home and visiting cluster have different versions", ""},
    {service, 2, "Login is unavailable(2)", "EMCC: wrong PIN", ""},
    {service, 3, "Login is unavailable(3)", "the application user is not valid", ""},
    {service, 4, "Login is unavailable(4)", "the policy cannot be validated (database or cache)", ""},
    {service, 5, "Login is unavailable(5)", "Extension Mobility is not enabled on the phone", ""},
    {service, 6, "Login is unavailable(6)", "database error",
     "See whether there are very many requests (RTMT: RequestsInProgress, RequestsThrottled); collect the database "
     "logs."},
    {service, 7, "Logout is unavailable(7)", "the timer of the automatic logout cannot be set or removed", ""},
    {service, 8, "Login is unavailable(8)", "the query cannot be understood", ""},
    {service, 9, "Login is unavailable(9)", "the directory has no information on the user", ""},
    {service, 10, "Login is unavailable(10)", "the user may not act for another user", ""},
    {service, 11, "Login is unavailable(11)", "the device does not exist", ""},
    {service, 12, "Login is unavailable(12)", "there is no device profile for the user", ""},
    {service, 18, "Login is unavailable(18)", "another user is logged in on the phone", ""},
    {service, 19, "Logout is unavailable (19)", "nobody is logged in on the phone", ""},
    {service, 20, "Login is unavailable(20)", "the phone's Extension Mobility setting cannot be read", ""},
    {service, 21, "Login is unavailable(21)", "the phone's login status cannot be read", ""},
    {service, 22, "Login is unavailable(22)", "Extension Mobility is not enabled on the phone",
     "Tick Enable Extension Mobility in the phone's configuration."},
    {service, 23, "Login is unavailable(23)", "the user is found neither here nor in any remote cluster", ""},
    {service, 25, "Multi-Login Not Allowed (25)", "the user is logged in elsewhere",
     "Log the user out there, or set Multiple Login Behavior to Multiple Logins Allowed."},
    {service, 26, "Busy, please try again (26)", "Maximum Concurrent Requests is reached",
     "See whether the requests at once are more than Maximum Concurrent Requests (RTMT: RequestsInProgress); make them "
     "fewer."},
    {service, 27, "Login is unavailable(27)", "the PIN must be changed or has expired", ""},
    {service, 28, "Login is unavailable(28)", "Validate IP Address is on and the source is not trusted", ""},
    {service, 29, "Login is unavailable(29)", "the RIS data collector has no cache", ""},
    {service, 30, "Login is unavailable(30)", "the request came by a proxy, and proxies are not allowed", ""},
    {service, 31, "Login is unavailable(31)", "EMCC is not activated for the user at home", ""},
    {service, 32, "Login is unavailable(32)", "the phone's model does not support EMCC", ""},
    {service, 33, "Login is unavailable(33)", "no EMCC base device is free", ""},
    {service, 35, "Login is unavailable(35)", "the home cluster does not know the visiting cluster", ""},
    {service, 36, "Login is unavailable(36)", "no remote cluster is configured", ""},
    {service, 37, "Login is unavailable(37)", "the device's name exists in both clusters", ""},
    {service, 38, "Login is unavailable(38)", "the home cluster does not allow EMCC", ""},
    {service, 39, "Please try to login again (201)", "EMCC: no TFTP server is configured (39, shown as 201)", ""},
    {service, 40, "Login is unavailable(23)", "the remote cluster does not answer (40, shown as 23)", ""},
    {service, 41, "Login is unavailable(41)", "the PIN must be changed", ""},
    {service, 42, "Login is unavailable(42)", "the cluster id is not valid", ""},
    {service, 43, "Login is unavailable(43)", "the EMCC base device must be non-secure", ""},
    {service, 44, "Please try to login again (201)", "the cluster id is not valid (44, shown as 201)", ""},
    {service, 45, "Login is unavailable(45)", "the remote cluster's version is not supported", ""},
    {service, 46, "Login is unavailable(46)", "the remote cluster's security mode is not supported", ""},
    {service, 47, "DN has multiple users(47)", "EMCC: the number belongs to several users", ""},
    {service, -6, "Login is unavailable", "EMCC: the home cluster is known to be down (no number is shown)",
     "Wait until the home cluster is up and its status is refreshed, or press Update Remote Cluster Now."},
    {web, -1, "Host Not Found", "Cisco Tomcat is not started, or the node is down",
     "Check that Cisco Tomcat is started (Control Center, Network Services)."},
    {web, -3, "HTTP 503", "at the services button: Cisco IP Phone Services is not started",
     "Check that Cisco IP Phone Services is started (Control Center, Network Services)."},
    {web, -4, "HTTP 503", "at the Extension Mobility item: Cisco Extension Mobility Application is not started",
     "Check that Cisco Extension Mobility Application is started (Control Center, Network Services)."},
}};

}  // namespace

std::span<const DocumentedCode> documented_codes() {
  return codes;
}

std::string_view name_of(Layer layer) {
  switch (layer) {
    case Layer::application:
      return "application";
    case Layer::service:
      return "service";
    case Layer::web:
      return "web";
  }
  return "unknown";
}

}  // namespace roamsim::catalogue
