#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr const char* em_chapter = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility";
constexpr const char* login_trace =
    "Cisco TAC document 214535, annotated trace of one login (11.5, phone 7821, laboratory LAN)";
constexpr const char* older_defaults = "the range is the vendor's; no text states the default";
constexpr const char* no_text_default = "no text states the default";

/// The vendor's limit is 1024 characters for all of them.
constexpr std::size_t most_addresses = 512;

ChoiceCodec<em::MultipleLogin> multiple_login() {
  return ChoiceCodec<em::MultipleLogin>(
      {{em::MultipleLogin::allowed, "allowed", "several devices at once"},
       {em::MultipleLogin::not_allowed, "not_allowed", "a second device is refused with code 25"},
       {em::MultipleLogin::auto_logout, "auto_logout", "a second device ends the login of the first"}});
}

ChoiceCodec<em::LoadBalancing> load_balancing() {
  return ChoiceCodec<em::LoadBalancing>(
      {{em::LoadBalancing::round_robin, "round_robin", "one node after the other"},
       {em::LoadBalancing::least_in_progress, "least_in_progress", "the node with the fewest requests in progress"},
       {em::LoadBalancing::failover, "failover", "the first node, and another only while it does not answer"}});
}

ChoiceCodec<em::WorkDistribution> work_distribution() {
  using enum em::WorkDistribution;
  return ChoiceCodec<em::WorkDistribution>({{constant, "constant", "always the same"},
                                            {exponential, "exponential", "without memory"},
                                            {lognormal, "lognormal", "its logarithm is normal"}});
}

ChoiceCodec<catalogue::Numbering> numbering() {
  return ChoiceCodec<catalogue::Numbering>(
      {{catalogue::Numbering::guide, "guide", "207, as the feature guide prints it"},
       {catalogue::Numbering::reference, "reference", "208, as the reference tables have it"}});
}

QuantityCodec login_time() {
  return duration(0, 168 * hour);
}

CountCodec requests() {
  return count(1, 100, "requests");
}

Object<em::ServiceParameters> service_parameter_keys() {
  using P = em::ServiceParameters;
  Object<P> keys;
  keys.add("max_concurrent_requests", &P::max_concurrent_requests, requests(),
           documented("\"Maximum Concurrent Requests\": logins and logouts that an Extension Mobility node handles at "
                      "once; the next gets error 26.",
                      em_chapter));
  keys.add(
      "max_concurrent_inter_cluster_requests", &P::max_concurrent_inter_cluster_requests, count(0, 100, "requests"),
      assumed("Of those, for users whose home is another cluster; the next gets error 26; 0: no limit of their own.",
              "that there is such a parameter is not confirmed by any text"));
  keys.add(
      "multiple_login", &P::multiple_login, multiple_login(),
      documented("\"Multiple Login Behavior\": what a second login of a user in the same cluster meets.", em_chapter));
  keys.add("enforce_maximum_login_time", &P::enforce_maximum_login_time, BooleanCodec{},
           documented("\"Enforce Intra-cluster Maximum Login Time\": whether a login ends by itself.", em_chapter));
  keys.add("maximum_login_time", &P::maximum_login_time, login_time(),
           assumed("\"Intra-cluster Maximum Login Time\": after so long a login ends, also one of a user from another "
                   "cluster, which is local; 0: never.",
                   older_defaults));
  keys.add(
      "alphanumeric_user_id", &P::alphanumeric_user_id, BooleanCodec{},
      assumed("\"Alphanumeric User ID\": where it is False, only digits can be typed as user id.", no_text_default));
  keys.add("remember_last_user", &P::remember_last_user, BooleanCodec{},
           assumed("\"Remember the Last User Logged In\": the sign-in page has the user id of the last user of the "
                   "phone; where the sign-in is by user id.",
                   no_text_default));
  keys.add(
      "clear_call_logs", &P::clear_call_logs, BooleanCodec{},
      assumed("\"Clear Call Logs on Intra-cluster EM\": at each login and logout that a user makes.", no_text_default));
  keys.add("validate_ip_address", &P::validate_ip_address, BooleanCodec{},
           assumed("\"Validate IP Address\": whether it matters where a request comes from.", no_text_default));
  keys.add_list("trusted_addresses", &P::trusted_addresses, TextCodec(address_rule()), {0, most_addresses},
                given("\"Trusted List of IPs\": from where requests may come beside the phones' own addresses."))
      .unless([](const P& own) { return own.trusted_addresses.empty(); });
  keys.add(
      "allow_proxy", &P::allow_proxy, BooleanCodec{},
      documented("\"Allow Proxy\": whether requests may come by a proxy, where addresses are validated.", em_chapter));
  return keys;
}

}  // namespace

Object<em::Parameters> extension_mobility_keys() {
  using P = em::Parameters;
  Object<P> keys;
  keys.embed(&P::service_parameters, service_parameter_keys());
  keys.add("load_balancing", &P::load_balancing, load_balancing(),
           documented("How phones are dealt to several Extension Mobility nodes; nodes that do not answer are passed "
                      "over. Where the URL of the phone service names a node, that node is asked.",
                      em_chapter));
  keys.add("service_error", &P::service_error, numbering(),
           documented("Which number a phone shows where the Extension Mobility service does not run.",
                      "the feature guide and the reference tables of codes differ"));
  keys.add("services_list", &P::services_list, duration(0, 1 * hour),
           assumed("From the services button to the list of services."));
  keys.add("sign_in_page", &P::sign_in_page, duration(0, 1 * hour),
           measured("From the Extension Mobility item of the services list to the sign-in page.", login_trace));
  keys.add(
      "state_query", &P::state_query, duration(0, 1 * hour),
      measured("So much of that is work of the node's cores: the service is asked who is on the phone, the first of "
               "the two HTTP requests of a login or logout.",
               login_trace));
  keys.add("state_query_takes_slot", &P::state_query_takes_slot, BooleanCodec{},
           assumed("Whether that request counts for max_concurrent_requests, as the login or logout does.",
                   "the reference of counters has two HTTP requests a login, and says of logins and logouts that they "
                   "are throttled"));
  keys.add("typing", &P::typing, duration(0, 1 * hour), measured("The user enters user id and PIN.", login_trace));
  keys.add("typing_pin", &P::typing_pin, duration(0, 1 * hour),
           assumed("The user enters the PIN only, because the phone remembers the user id."));
  keys.add("profile_choice", &P::profile_choice, duration(0, 1 * hour),
           assumed("The user picks one of several device profiles."));
  keys.add(
      "service", &P::service, duration(0, 1 * hour),
      measured("The Extension Mobility service checks the request: work of the node's cores, which all that is done "
               "there shares.",
               login_trace));
  keys.add("service_distribution", &P::service_distribution, work_distribution(),
           assumed("How service and state_query vary from request to request about these means."));
  keys.add("service_sigma", &P::service_sigma, NumberCodec(0, 10, "of the logarithm"),
           assumed("The standard deviation of the logarithm, where they are lognormal.",
                   "a median of 0.15 s and a 95th percentile of 0.5 s"));
  keys.add(
      "address_validation", &P::address_validation, duration(0, 1 * hour),
      assumed("What \"Validate IP Address\" adds to that.", std::string(em_chapter) + ": it makes logins take longer"));
  keys.add("commit", &P::commit, duration(0, 1 * hour), assumed("The node's database takes a login or logout."));
  keys.add("database_speed", &P::database_speed, NumberCodec(0.001, 1000, "times"),
           assumed("How fast the nodes' databases are: what they do takes its time divided by this."));
  keys.add("database_connections", &P::database_connections, count(1, 1000, "transactions"),
           assumed("How many transactions the database of a node takes at once; the others wait."));
  keys.add("database_timeout", &P::database_timeout, duration(0, 1 * hour),
           assumed("A login or logout whose transaction waits longer than that for the database gets error 6."));
  keys.add("database_queue", &P::database_queue, count(1, 1'000'000, "transactions"),
           assumed("A login or logout whose transaction finds so many waiting for the database gets error 6."));
  keys.add(
      "replication", &P::replication, duration(0, 1 * hour),
      assumed("From the commit until the database of the node that the phone registers with has it too, where that is "
              "another node; while database replication is broken, until it works again.",
              "the published trace has it within \"rebuild\""));
  keys.add("replicated_commit", &P::replicated_commit, duration(0, 1 * hour),
           assumed("Work of the database of each other node of the cluster for a login or logout that is replicated to "
                   "it."));
  keys.add("change_notification", &P::change_notification, duration(0, 1 * hour),
           assumed("The database of the node tells the call processing of a login, one after another.",
                   "the published trace has it within \"rebuild\""));
  keys.add("rebuild", &P::rebuild, duration(0, 1 * hour),
           measured("From the commit until the call processing has built the phone's new configuration.", login_trace));
  keys.add("restart", &P::restart, duration(0, 1 * hour),
           measured("The phone restarts, until it asks for its configuration.", login_trace));
  keys.add(
      "reset", &P::reset, duration(0, 1 * hour),
      assumed("It is reset as well, where the locale changes.", "a full reset of older phones takes 60 s to 120 s"));
  keys.add("configuration", &P::configuration, duration(0, 1 * hour),
           measured("A TFTP node hands out the files of one phone.", login_trace));
  keys.add("configurations_at_once", &P::configurations_at_once, count(1, 100'000, "phones"),
           assumed("How many phones a TFTP node serves at once; the others wait."));
  keys.add("configuration_retry", &P::configuration_retry, duration(100 * millisecond, 1 * hour),
           assumed("Until a phone asks for its configuration again where no node runs TFTP."));
  keys.add("registration", &P::registration, duration(0, 1 * hour),
           measured("From the phone's REGISTER until its 200 OK.", login_trace));
  keys.add("registrations_at_once", &P::registrations_at_once, count(1, 100'000, "phones"),
           assumed("How many phones a node registers at once; the others wait.",
                   "25 to 50 phones a second are often assumed"));
  keys.add("credential_cache", &P::credential_cache, duration(0, 1 * hour),
           documented("How long a cluster accepts the PIN before a change beside the new one.",
                      "Cisco Unified Communications Manager, Manage Credential Policies: both are accepted for 2 min"));
  return keys;
}

Object<em::ServiceParameterPatch> service_parameter_patch_keys() {
  using P = em::ServiceParameterPatch;
  Object<P> keys;
  keys.add("max_concurrent_requests", &P::max_concurrent_requests, requests(), given("As of a cluster."));
  keys.add("multiple_login", &P::multiple_login, multiple_login(), given("As of a cluster."));
  keys.add("enforce_maximum_login_time", &P::enforce_maximum_login_time, BooleanCodec{}, given("As of a cluster."));
  keys.add("maximum_login_time", &P::maximum_login_time, login_time(), given("As of a cluster."));
  keys.add("alphanumeric_user_id", &P::alphanumeric_user_id, BooleanCodec{}, given("As of a cluster."));
  keys.add("remember_last_user", &P::remember_last_user, BooleanCodec{}, given("As of a cluster."));
  keys.add("clear_call_logs", &P::clear_call_logs, BooleanCodec{}, given("As of a cluster."));
  keys.add("validate_ip_address", &P::validate_ip_address, BooleanCodec{}, given("As of a cluster."));
  keys.add_list("trusted_addresses", &P::trusted_addresses, TextCodec(address_rule()), {0, most_addresses},
                given("As of a cluster; an empty list changes nothing."))
      .unless([](const P& patch) { return patch.trusted_addresses.empty(); });
  keys.add("allow_proxy", &P::allow_proxy, BooleanCodec{}, given("As of a cluster."));
  return keys;
}

}  // namespace roamsim::scenario
