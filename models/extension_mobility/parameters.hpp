#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/time.hpp"
#include "models/catalogue/errors.hpp"

namespace roamsim::em {

/// How a user may log in away from home: not at all (EM), on a phone that registers back home (EMCC), or on one that
/// registers where it stands.
enum class Mobility : std::uint8_t { em, emcc, roaming };

/// The service parameter "Multiple Login Behavior"; it acts within one cluster.
enum class MultipleLogin : std::uint8_t { allowed, not_allowed, auto_logout };

/// How the load balancer in front of the Extension Mobility nodes deals the phones.
enum class LoadBalancing : std::uint8_t { round_robin, least_in_progress, failover };

/// How the work of the EM service varies from request to request about its mean.
enum class WorkDistribution : std::uint8_t { constant, exponential, lognormal };

/// The service parameters that administrators change while the cluster runs.
struct ServiceParameters {
  std::uint32_t max_concurrent_requests = 5;  ///< "Maximum Concurrent Requests", per EM node
  /// Of those, for users of other clusters; 0: no limit of their own.
  std::uint32_t max_concurrent_inter_cluster_requests = 0;
  MultipleLogin multiple_login = MultipleLogin::not_allowed;
  bool enforce_maximum_login_time = false;     ///< "Enforce Intra-cluster Maximum Login Time"
  Duration maximum_login_time = 8 * hour;      ///< "Intra-cluster Maximum Login Time"
  bool alphanumeric_user_id = true;            ///< "Alphanumeric User ID"; else only digits can be typed
  bool remember_last_user = false;             ///< "Remember the Last User Logged In"
  bool clear_call_logs = false;                ///< "Clear Call Logs on Intra-cluster EM"
  bool validate_ip_address = false;            ///< "Validate IP Address"
  std::vector<std::string> trusted_addresses;  ///< "Trusted List of IPs"
  bool allow_proxy = false;                    ///< "Allow Proxy"; acts where addresses are validated
  bool operator==(const ServiceParameters&) const = default;
};

/// Extension Mobility in one cluster. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  ServiceParameters service_parameters;
  LoadBalancing load_balancing = LoadBalancing::round_robin;
  catalogue::Numbering service_error = catalogue::Numbering::guide;
  Duration services_list = 200 * millisecond;  ///< from the services button to the list of services
  Duration sign_in_page = 180 * millisecond;   ///< from the EM item of the service list to the sign-in page
  Duration state_query = 68 * millisecond;     ///< so much of that is the EM service's work: who is on the phone?
  bool state_query_takes_slot = false;         ///< whether that request counts for "Maximum Concurrent Requests"
  Duration typing = 11'700 * millisecond;      ///< the user enters user id and PIN
  Duration typing_pin = 4 * second;            ///< the user enters the PIN only, where the phone remembers the user id
  Duration profile_choice = 5 * second;        ///< the user picks one of several device profiles
  Duration service = 261 * millisecond;        ///< work of the node's cores: the EM service checks the request
  WorkDistribution service_distribution = WorkDistribution::constant;  ///< of that and of the state query
  double service_sigma = 0.73;                                         ///< of the logarithm, where they are lognormal
  Duration address_validation = 20 * millisecond;  ///< more of that where "Validate IP Address" is True
  Duration commit = 50 * millisecond;              ///< a transaction of the EM node's database
  double database_speed = 1;                       ///< of the nodes' databases: all their work is divided by it
  std::uint32_t database_connections = 1;          ///< so many transactions of a node at once
  Duration database_timeout = 30 * second;         ///< a transaction that waits longer fails: error 6
  std::uint32_t database_queue = 1000;             ///< one that finds so many waiting fails: error 6
  Duration replication = 0;                        ///< until the node that the phone registers with has it too
  Duration replicated_commit = 0;                  ///< work of the database of each other node of the cluster for it
  Duration change_notification = 0;  ///< of the EM node's database to the call processing, one after another
  Duration rebuild =
      100 * millisecond;  ///< work of the EM node: change notification, and the phone's configuration is built anew
  Duration restart = 15'370 * millisecond;     ///< the phone restarts, until it asks for its configuration
  Duration reset = 60 * second;                ///< and is reset as well, where the locale changes
  Duration configuration = 630 * millisecond;  ///< the TFTP node hands out the files of one phone
  Duration configuration_retry = 10 * second;  ///< until a phone asks again where no node runs TFTP
  std::uint32_t configurations_at_once = 20;   ///< by one TFTP node
  Duration registration = 135 * millisecond;   ///< REGISTER until 200 OK
  std::uint32_t registrations_at_once = 5;     ///< by one node
  Duration credential_cache = 2 * minute;      ///< how long the PIN before a change is accepted too
  bool operator==(const Parameters&) const = default;
};

}  // namespace roamsim::em
