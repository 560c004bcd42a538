#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr const char* guide = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Roaming Across Clusters";
constexpr const char* replication = "Cisco System Configuration Guide 12.5(1), Configure Global Dial Plan Replication";
constexpr const char* preferred = "Cisco Preferred Architecture for Enterprise Collaboration 14, Call Control";
constexpr const char* sizing = "Cisco Preferred Architecture for Enterprise Collaboration 14, Sizing";
constexpr auto one_line = JsonWriter::Layout::one_line;
constexpr std::uint32_t most_calls = 10'000'000;
constexpr std::size_t most_names = 10'000;

ChoiceCodec<calls::DnPrecedence> dn_precedence() {
  return ChoiceCodec<calls::DnPrecedence>(
      {{calls::DnPrecedence::learned_location, "learned_location", "the location learned for the user"},
       {calls::DnPrecedence::local, "local", "the local pattern of the user's profile"}});
}

ChoiceCodec<calls::Inbound> inbound() {
  return ChoiceCodec<calls::Inbound>(
      {{calls::Inbound::local_numbers, "local_numbers", "numbers of this cluster"},
       {calls::Inbound::local_and_learned, "local_and_learned", "learned ones as well: the call may be sent on"}});
}

ChoiceCodec<TrunksPlan::Topology> topology() {
  using enum TrunksPlan::Topology;
  return ChoiceCodec<TrunksPlan::Topology>(
      {{full_mesh, "full_mesh", "each cluster has one to each other"},
       {session_management, "session_management", "each has one to the clusters of \"session_management\""},
       {listed, "listed", "those of \"list\" only"}});
}

Object<calls::CallingSearchSpace> calling_search_space_keys() {
  using C = calls::CallingSearchSpace;
  Object<C> keys(one_line);
  keys.require("name", &C::name, TextCodec(label_rule()), given("What lines of device profiles name."));
  keys.add_list("partitions", &C::partitions, TextCodec(label_rule()), {0, 1'500},
                given("What may be called; numbers in no partition always may. Learned numbers are in \"Global Learned "
                      "Enterprise Numbers\"."));
  return keys;
}

Object<calls::RoutePattern> route_pattern_keys() {
  using R = calls::RoutePattern;
  Object<R> keys(one_line);
  keys.require("pattern", &R::pattern, TextCodec(route_pattern_rule()),
               given("Numbers that lead to the PSTN: X is any digit, ! one or more, [2-5] one of some."));
  keys.add("partition", &R::partition, TextCodec(label_rule()), given("The partition of the pattern; empty: none."));
  keys.add("urgent", &R::urgent, BooleanCodec{},
           given("Whether a match is routed at once, though more digits might match."));
  return keys;
}

Object<calls::OptionsPing> options_ping_keys() {
  using O = calls::OptionsPing;
  Object<O> keys(one_line);
  keys.add("enabled", &O::enabled, BooleanCodec{},
           documented("Whether the cluster asks the far ends of its trunks for a sign of life.",
                      "Cisco Preferred Architecture: off unless enabled"));
  keys.add("interval", &O::interval, duration(5 * second, 600 * second),
           documented("Between two pings of a trunk in service.", "Business Edition 3000 SIP profile help"));
  keys.add("interval_out_of_service", &O::interval_out_of_service, duration(5 * second, 600 * second),
           assumed("Between two pings of a trunk out of service."));
  keys.add("retry_timer", &O::retry_timer, duration(100 * millisecond, 1 * second),
           assumed("How long the answer to a ping is waited for."));
  keys.add("retries", &O::retries, count(1, 10, "pings"),
           assumed("How often a ping without answer is repeated until the trunk is out of service."));
  return keys;
}

Object<calls::TrunkLimits> limit_keys() {
  using L = calls::TrunkLimits;
  Object<L> keys(one_line);
  keys.add("channels", &L::channels, count(1, most_calls, "calls"),
           given("Calls at once, both directions together; if left out, without limit."));
  keys.add("calls_per_second", &L::calls_per_second, count(1, 1'000'000, "calls/s"),
           given("Calls a second, with a burst of one second; if left out, without limit."));
  return keys;
}

Object<TrunkSpec> trunk_of_list_keys() {
  using T = TrunkSpec;
  Object<T> keys(one_line);
  keys.require("between", &T::between, ClusterPairCodec{}, given("The two clusters that the trunk joins."));
  keys.embed(&T::limits, limit_keys());
  return keys;
}

void add_dial_plan(Object<calls::Parameters>& keys) {
  using P = calls::Parameters;
  keys.add("dn_precedence", &P::dn_precedence, dn_precedence(),
           assumed("What a cluster routes by where a number is both a local pattern and a learned one.",
                   std::string(guide) + ": its figure 3 needs the learned location"));
  keys.add("digit_analysis", &P::digit_analysis, duration(0, 1 * minute),
           assumed("The time that a cluster takes to find where a call goes, in each cluster that it passes."));
  keys.add("inter_digit_timer", &P::inter_digit_timer, duration(0, 5 * minute),
           assumed("T302: how long the cluster waits for a further digit where a longer number might be meant; of "
                   "calls of the timeline.",
                   "15 s is the product's usual value"));
  keys.add("urgent_learned_patterns", &P::urgent_learned_patterns, BooleanCodec{},
           documented("Whether learned numbers are routed without that wait.",
                      std::string(preferred) + ": learned patterns of fixed length are marked urgent"));
  keys.add("inbound", &P::inbound, inbound(),
           assumed("What a call that comes by a trunk may reach.",
                   std::string(preferred) + ": trunks reach numbers of the cluster, so that calls do not go round"));
  keys.add_list("sip_route_patterns", &P::sip_route_patterns, TextCodec(route_string_pattern_rule()), {0, most_names},
                documented("Route strings for which there is a trunk or a way to one; a cluster's route string is its "
                           "id. Without a match a learned number leads nowhere.",
                           replication));
  keys.add_list("calling_search_spaces", &P::calling_search_spaces, calling_search_space_keys(), {0, 6'000},
                given("What lines may call; a line without one, and every line where there is none, may call all."));
  keys.add_list("route_patterns", &P::route_patterns, route_pattern_keys(), {0, 12'000},
                assumed("Numbers that lead to the PSTN by the cluster's gateway. PSTN failover needs one.",
                        std::string(replication) + ": PSTN failover needs local route patterns"));
}

void add_trunk_timers(Object<calls::Parameters>& keys) {
  using P = calls::Parameters;
  keys.add("trying_timer", &P::trying_timer, duration(100 * millisecond, 1 * minute),
           documented("Until an INVITE that nobody answers is sent again; doubles each time.",
                      "Cisco TAC note 82250: SIP Trying Timer 500 ms"));
  keys.add("trunk_timeout", &P::trunk_timeout, duration(100 * millisecond, 10 * minute),
           documented("How long an INVITE that nobody answers is repeated until the call is given up.",
                      "RFC 3261 section 17.1.1.2: timer B is 64 times T1 of 500 ms"));
  keys.add("options_ping", &P::options_ping, options_ping_keys(),
           given("How the cluster finds out that a trunk is dead before a call needs it."));
  keys.add("pstn_set_up", &P::pstn_set_up, duration(0, 1 * minute),
           assumed("From the gateway until the public network has delivered the call."));
  keys.add("max_forward_unregistered_hops", &P::max_forward_unregistered_hops, count(0, 60, "forwardings"),
           documented("\"Max Forward UnRegistered Hops to DN\": how often a call is forwarded because no phone is "
                      "registered; 0: only max_forwards bounds it.",
                      preferred));
  keys.add("max_forwards", &P::max_forwards, count(1, 255, "hops"),
           documented("How many trunks and forwardings one call may take.", "RFC 3261 section 8.1.1.6: 70"));
}

void add_phones_and_limits(Object<calls::Parameters>& keys) {
  using P = calls::Parameters;
  keys.add("busy_trigger", &P::busy_trigger, count(1, 200, "calls"),
           assumed("Calls of a line from which on it is busy."));
  keys.add("no_answer_timeout", &P::no_answer_timeout, duration(1 * second, 5 * minute),
           assumed("How long a phone rings that nobody answers."));
  keys.add("answer_after", &P::answer_after, duration(0, 5 * minute),
           assumed("How long a phone rings until it is answered, of calls that last."));
  keys.add("media_loss_hang_up", &P::media_loss_hang_up, duration(0, 1 * hour),
           assumed("From the loss of the media of a call until the two hang up."));
  keys.add("max_calls", &P::max_calls, count(1, most_calls, "calls"),
           given("Calls at once in the cluster; if left out, without limit. Sizing advises 1,500 for each pair of "
                 "call-processing nodes."));
  keys.add("calls_per_second", &P::calls_per_second, count(1, 1'000'000, "calls/s"),
           given(std::string("Calls a second that the cluster takes, with a burst of one second; if left out, without "
                             "limit. At most 15 for each pair are advised: ") +
                 sizing + "."));
}

}  // namespace

Object<calls::Parameters> call_keys() {
  Object<calls::Parameters> keys;
  add_dial_plan(keys);
  add_trunk_timers(keys);
  add_phones_and_limits(keys);
  return keys;
}

Object<TrunksSpec> trunk_keys() {
  using T = TrunksSpec;
  Object<T> keys;
  keys.add("topology", &T::topology, topology(),
           assumed("Which clusters have SIP trunks to each other.",
                   std::string(preferred) + ": a full mesh up to three clusters, session management from four on"));
  keys.add_list("session_management", &T::session_management, cluster_reference(), {0, 100},
                given("The session management clusters, in the order in which they are tried."));
  keys.embed(&T::limits, limit_keys());
  keys.add_list("list", &T::list, trunk_of_list_keys(), {0, 1'000'000},
                given("Trunks with limits of their own, and with \"listed\" all that there are."));
  return keys;
}

}  // namespace roamsim::scenario
