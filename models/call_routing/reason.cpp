#include "models/call_routing/reason.hpp"

namespace roamsim::calls {
namespace {

constexpr std::string_view q850 = "ITU-T Q.850";
constexpr std::string_view rfc3398 = "RFC 3398 section 8.2.6.1";
constexpr std::string_view assumed = "assumed";

}  // namespace

const std::array<ReasonFacts, reasons>& reason_table() {
  using enum Reason;
  static const std::array<ReasonFacts, reasons> table{{
      {answered, "answered", Outcome::connected, 16, "200 OK", "the called phone rings and is answered", q850},
      {answered_over_pstn, "answered_over_pstn", Outcome::connected, 16, "200 OK",
       "the public network carried the call, by PSTN failover or forwarding", q850},
      {user_busy, "user_busy", Outcome::busy, 17, "486 Busy Here", "the line has as many calls as its busy trigger",
       rfc3398},
      {nobody_answers, "nobody_answers", Outcome::no_answer, 19, "480 Temporarily Unavailable",
       "the phone rang for the no-answer time", q850},
      {unallocated_number, "unallocated_number", Outcome::unallocated_number, 1, "404 Not Found",
       "no pattern of the cluster matches: nothing local, nothing learned", rfc3398},
      {outside_calling_search_space, "outside_calling_search_space", Outcome::unallocated_number, 1, "404 Not Found",
       "a pattern matches, in a partition that the calling search space of the line does not have", rfc3398},
      {no_sip_route_pattern, "no_sip_route_pattern", Outcome::no_route, 3, "404 Not Found",
       "the number is learned, and no SIP route pattern matches the route string of its cluster", q850},
      {no_trunk, "no_trunk", Outcome::no_route, 3, "404 Not Found", "no trunk leads to the cluster routed to", q850},
      {caller_unregistered, "caller_unregistered", Outcome::caller_unregistered, 0, "",
       "the caller has no registered phone", assumed},
      {caller_in_a_call, "caller_in_a_call", Outcome::caller_busy, 0, "", "the caller's phone is in a call", assumed},
      {phone_unregistered, "phone_unregistered", Outcome::phone_unregistered, 27, "480 Temporarily Unavailable",
       "the user belongs there and has no registered phone", q850},
      {phone_restarting, "phone_restarting", Outcome::phone_restarting, 27, "480 Temporarily Unavailable",
       "the user's phone restarts or resets after a login", q850},
      {user_has_left, "user_has_left", Outcome::stale_route, 27, "480 Temporarily Unavailable",
       "the cluster has the number on a profile, and its user is elsewhere by now, whether it knows that or not", q850},
      {user_unknown_there, "user_unknown_there", Outcome::stale_route, 1, "404 Not Found",
       "the cluster has the number nowhere any more", rfc3398},
      {invite_timed_out, "invite_timed_out", Outcome::trunk_dead, 102, "408 Request Timeout",
       "nobody answered the INVITE and its repetitions", rfc3398},
      {options_out_of_service, "options_out_of_service", Outcome::trunk_dead, 38, "503 Service Unavailable",
       "OPTIONS ping has taken the trunk out of service", q850},
      {connection_refused, "connection_refused", Outcome::trunk_dead, 41, "503 Service Unavailable",
       "a server is there, and its call processing does not run", rfc3398},
      {trunk_full, "trunk_full", Outcome::call_limit, 42, "503 Service Unavailable",
       "as many calls on the trunk as it takes", q850},
      {trunk_rate, "trunk_rate", Outcome::call_limit, 42, "503 Service Unavailable",
       "as many calls a second on the trunk as it takes", q850},
      {cluster_full, "cluster_full", Outcome::call_limit, 42, "503 Service Unavailable",
       "as many calls in the cluster as it takes", q850},
      {cluster_rate, "cluster_rate", Outcome::call_limit, 42, "503 Service Unavailable",
       "as many calls a second in the cluster as it takes", q850},
      {too_many_forwards, "too_many_forwards", Outcome::forwarding_loop, 25, "483 Too Many Hops",
       "the call was sent on as often as it may be", rfc3398},
      {pstn_destination_dead, "pstn_destination_dead", Outcome::pstn_failed, 27, "480 Temporarily Unavailable",
       "the public network leads to the gateway of a cluster that does not process calls", q850},
      {cluster_lost, "cluster_lost", Outcome::trunk_dead, 41, "503 Service Unavailable",
       "a cluster on the way went down while it set the call up", q850},
  }};
  return table;
}

std::string reason_page() {
  std::string page =
      "# How calls end\n\n"
      "Every call has one outcome, and a reason, since the same outcome is found out in several ways. The cause is "
      "what\n"
      "call records have (Q.850), the status what ends the INVITE. This page is written from\n"
      "`models/call_routing/reason.cpp`, and a test keeps the two the same.\n\n"
      "| reason | outcome | cause | SIP | what happened | source of the cause |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const ReasonFacts& facts : reason_table()) {
    page += "| `" + std::string(facts.name) + "` | `" + std::string(name_of(facts.outcome)) + "` | " +
            (facts.cause == 0 ? std::string("none") : std::to_string(facts.cause)) + " | " +
            std::string(facts.status.empty() ? "none" : facts.status) + " | " + std::string(facts.words) + " | " +
            std::string(facts.source) + " |\n";
  }
  return page;
}

}  // namespace roamsim::calls
