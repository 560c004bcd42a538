#include "tests/actors/call_situations.hpp"

#include <utility>

namespace roamsim::actors {
namespace {

constexpr UserId lobby{3};      // of cluster1, 1000-002
constexpr UserId reception{4};  // of cluster3, 3000-002
constexpr const char* bobs_pstn_number = "+81312345678";

void nothing(Plan& /*plan*/) {}
void add(Plan& plan, Time at, TimelineAction action) {
  plan.timeline.push_back({at, std::move(action)});
}
void bob_roams(Plan& plan) {
  add(plan, 2 * minute, Login{bob, cluster2});
}
void cluster1_is_down(Plan& plan) {
  add(plan, 5 * minute, ClusterOutage{cluster1, 20 * minute});
}
void cluster1_is_cut_off(Plan& plan) {
  add(plan, 5 * minute, AccessOutage{cluster1, 20 * minute});
}
void ping(Plan& plan) {
  plan.clusters[2].calls.options_ping.enabled = true;
}
void bob_has_a_pstn_number(Plan& plan) {
  plan.user_numbers.push_back({bob, bobs_pstn_number, ""});
}
/// Cluster 3 does not hear that Bob has gone.
void cluster3_does_not_hear(Plan& plan) {
  add(plan, 1 * minute, ServiceStop{cluster3, std::nullopt, Service::ils, 25 * minute});
  bob_roams(plan);
}
void line_of(Plan& plan, UserId user, const std::string& partition, const std::string& calling_search_space) {
  directory::UserRecord record;
  record.profiles.front().lines = {{std::string(plan.users[user.index()].dn), "", partition, calling_search_space}};
  if (plan.user_records.empty()) plan.user_records.emplace_back();
  plan.user_records.push_back(record);
  plan.users.change(user.index(),
                    [&](UserPlan& one) { one.record = static_cast<std::uint32_t>(plan.user_records.size() - 1); });
}
void space_of_cluster3(Plan& plan, std::vector<std::string> partitions) {
  plan.clusters[2].calls.calling_search_spaces = {{"internal", std::move(partitions)}};
}
void session_management(Plan& plan, std::vector<ClusterId> clusters) {
  plan.trunks.topology = TrunksPlan::Topology::session_management;
  plan.trunks.session_management = std::move(clusters);
}

}  // namespace

const std::vector<CallSituation>& call_situations() {
  static const std::vector<CallSituation> all{
      // Where users are.
      {"everyone is at home", nothing, kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"within a cluster", nothing, kally, "3000-002", "answered, 16, cluster3, 50 ms"},
      {"the callee roams", bob_roams, kally, "1000-001", "answered, 16, cluster3 > cluster2, 140 ms"},
      {"the home calls its own user, who is away", bob_roams, lobby, "1000-001",
       "answered, 16, cluster1 > cluster2, 140 ms"},
      {"the same where the local pattern goes first",
       [](Plan& plan) {
         bob_roams(plan);
         plan.clusters[0].calls.dn_precedence = calls::DnPrecedence::local;
       },
       lobby, "1000-001", "phone_unregistered, 27, cluster1, 50 ms"},
      {"another cluster with a profile, where the local pattern goes first",
       [](Plan& plan) { plan.clusters[2].calls.dn_precedence = calls::DnPrecedence::local; }, kally, "1000-001",
       "phone_unregistered, 27, cluster3, 50 ms"},
      {"the roaming user calls as from home", bob_roams, bob, "3000-001", "answered, 16, cluster2 > cluster3, 140 ms"},
      {"the roaming user calls home", bob_roams, bob, "1000-002", "answered, 16, cluster2 > cluster1, 140 ms"},
      {"the callee is in the cluster that the caller roams in", bob_roams, bob, "2000-001",
       "answered, 16, cluster2, 50 ms"},
      {"the home is down and its user roams",
       [](Plan& plan) {
         add(plan, 1 * minute, ClusterOutage{cluster1, 25 * minute});
         bob_roams(plan);
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster2, 140 ms"},
      {"nobody has the number", nothing, kally, "9999-999", "unallocated_number, 1, cluster3, 50 ms"},
      {"a rule blocks what was learned",
       [](Plan& plan) {
         plan.clusters[2].blocked_learned_patterns.push_back({"1000-001", false, {}});
       },
       lobby, "3000-001", "answered, 16, cluster1 > cluster3, 140 ms"},
      // The caller.
      {"the caller's cluster is down",
       [](Plan& plan) {
         add(plan, 5 * minute, ClusterOutage{cluster3, 20 * minute});
       },
       kally, "1000-001", "caller_unregistered, 0, nowhere, 0 ns"},
      {"the caller has logged out",
       [](Plan& plan) {
         add(plan, 5 * minute, Logout{kally, cluster3});
       },
       kally, "1000-001", "caller_unregistered, 0, nowhere, 0 ns"},
      {"the caller is in a call",
       [](Plan& plan) {
         add(plan, 9 * minute, PlaceCall{kally, "2000-001", 10 * minute});
       },
       kally, "1000-001", "caller_in_a_call, 0, nowhere, 0 ns"},
      {"the caller is in a call of somebody else",
       [](Plan& plan) {
         add(plan, 9 * minute, PlaceCall{alice, "3000-001", 10 * minute});
       },
       kally, "1000-001", "caller_in_a_call, 0, nowhere, 0 ns"},
      {"the caller's call is over",
       [](Plan& plan) {
         add(plan, 5 * minute, PlaceCall{kally, "2000-001", 1 * minute});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      // The called phone.
      {"the callee has logged out",
       [](Plan& plan) {
         add(plan, 5 * minute, Logout{bob, cluster1});
       },
       kally, "1000-001", "phone_unregistered, 27, cluster3 > cluster1, 140 ms"},
      {"the callee's phone restarts", bob_roams, kally, "1000-001", "phone_restarting, 27, cluster3 > cluster2, 140 ms",
       0, true, committing(2 * minute) + 8 * second},
      {"the callee's node is lost, and the phone not yet with another",
       [](Plan& plan) {
         add(plan, call_at - second, NodeOutage{cluster1, 1, 10 * minute});
       },
       kally, "1000-001", "phone_unregistered, 27, cluster3 > cluster1, 140 ms"},
      {"the callee's publisher is lost",
       [](Plan& plan) {
         add(plan, call_at - second, PublisherOutage{cluster1, 10 * minute});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the callee is in a call, and the line takes one",
       [](Plan& plan) {
         plan.clusters[0].calls.busy_trigger = 1;
         add(plan, 9 * minute, PlaceCall{alice, "1000-001", 10 * minute});
       },
       kally, "1000-001", "user_busy, 17, cluster3 > cluster1, 140 ms"},
      {"the callee is in a call, and the line takes two",
       [](Plan& plan) {
         add(plan, 9 * minute, PlaceCall{alice, "1000-001", 10 * minute});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the callee calls somebody, and the line takes one",
       [](Plan& plan) {
         plan.clusters[0].calls.busy_trigger = 1;
         add(plan, 9 * minute, PlaceCall{bob, "2000-001", 10 * minute});
       },
       kally, "1000-001", "user_busy, 17, cluster3 > cluster1, 140 ms"},
      {"nobody answers", nothing, kally, "1000-001", "nobody_answers, 19, cluster3 > cluster1, 12.14 s", 0, false},
      // Trunks that do not answer, and how that is found out.
      {"the cluster is down", cluster1_is_down, kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"the cluster is cut off", cluster1_is_cut_off, kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"a partition lies between",
       [](Plan& plan) {
         add(plan, 5 * minute, Partition{{0, 1, 1}, {"a", "b"}, 20 * minute});
       },
       kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"call processing is stopped and its servers run",
       [](Plan& plan) {
         add(plan, 5 * minute, ServiceStop{cluster1, std::nullopt, Service::call_processing, 20 * minute});
       },
       kally, "1000-001", "connection_refused, 41, cluster3, 90 ms"},
      {"OPTIONS ping knows",
       [](Plan& plan) {
         ping(plan);
         cluster1_is_down(plan);
       },
       kally, "1000-001", "options_out_of_service, 38, cluster3, 50 ms"},
      {"OPTIONS ping does not know yet",
       [](Plan& plan) {
         ping(plan);
         add(plan, call_at - 1, AccessOutage{cluster1, 5 * minute});
       },
       kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"OPTIONS ping does not know yet that the cluster is back",
       [](Plan& plan) {
         ping(plan);
         add(plan, 5 * minute, AccessOutage{cluster1, 5 * minute - 1});
       },
       kally, "1000-001", "options_out_of_service, 38, cluster3, 50 ms"},
      {"OPTIONS ping knows that the cluster is back",
       [](Plan& plan) {
         ping(plan);
         add(plan, 5 * minute, AccessOutage{cluster1, 3 * minute - 1});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the cluster is back before the fifth repetition",
       [](Plan& plan) {
         add(plan, call_at - 1, AccessOutage{cluster1, 10 * second});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 15.64 s"},
      // Stale routes.
      {"the user has left the cluster routed to", cluster3_does_not_hear, kally, "1000-001",
       "user_has_left, 27, cluster3 > cluster1, 140 ms"},
      {"that cluster sends the call on",
       [](Plan& plan) {
         cluster3_does_not_hear(plan);
         plan.clusters[0].calls.inbound = calls::Inbound::local_and_learned;
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1 > cluster2, 230 ms"},
      {"it would, and the call has had its hops",
       [](Plan& plan) {
         cluster3_does_not_hear(plan);
         plan.clusters[0].calls.inbound = calls::Inbound::local_and_learned;
         plan.clusters[0].calls.max_forwards = 1;
       },
       kally, "1000-001", "too_many_forwards, 25, cluster3 > cluster1, 140 ms"},
      // Forwarding.
      {"forwarded to another user",
       [](Plan& plan) {
         plan.user_numbers.push_back({bob, "", "2000-001"});
         add(plan, 5 * minute, Logout{bob, cluster1});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1 > cluster2, 280 ms"},
      {"forwarded to the public network",
       [](Plan& plan) {
         plan.user_numbers.push_back({bob, "", "+81901234567"});
         add(plan, 5 * minute, Logout{bob, cluster1});
       },
       kally, "1000-001", "answered_over_pstn, 16, cluster3 > cluster1 > PSTN, 2.19 s"},
      {"two users forward to each other",
       [](Plan& plan) {
         plan.user_numbers = {{bob, "", "1000-002"}, {lobby, "", "1000-001"}};
         plan.clusters[0].calls.max_forward_unregistered_hops = 3;
         add(plan, 5 * minute, Logout{bob, cluster1});
         add(plan, 5 * minute, Logout{lobby, cluster1});
       },
       kally, "1000-001", "too_many_forwards, 25, cluster3 > cluster1, 290 ms"},
      {"they do, across clusters and without a limit of their own",
       [](Plan& plan) {
         plan.user_numbers = {{bob, "", "2000-001"}, {alice, "", "1000-001"}};
         for (ClusterPlan& cluster : plan.clusters) cluster.calls.max_forwards = 4;
         add(plan, 5 * minute, Logout{bob, cluster1});
         add(plan, 5 * minute, Logout{alice, cluster2});
       },
       kally, "1000-001", "too_many_forwards, 25, cluster3 > cluster1 > cluster2, 330 ms"},
      // The public network.
      {"PSTN failover",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         cluster1_is_cut_off(plan);
       },
       kally, "1000-001", "answered_over_pstn, 16, cluster3 > PSTN > cluster1, 34.1 s"},
      {"PSTN failover where OPTIONS ping knows",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         ping(plan);
         cluster1_is_cut_off(plan);
       },
       kally, "1000-001", "answered_over_pstn, 16, cluster3 > PSTN > cluster1, 2.1 s"},
      {"PSTN failover to a cluster that is down",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         cluster1_is_down(plan);
       },
       kally, "1000-001", "pstn_destination_dead, 27, cluster3 > PSTN, 34.05 s"},
      {"PSTN failover, and from home on to where the user is",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         bob_roams(plan);
         plan.trunks.topology = TrunksPlan::Topology::listed;
         plan.trunks.list = {{cluster1, cluster2, {}}};
       },
       kally, "1000-001", "answered_over_pstn, 16, cluster3 > PSTN > cluster1 > cluster2, 2.19 s"},
      {"no route pattern for PSTN failover",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         plan.clusters[2].calls.route_patterns.clear();
         cluster1_is_cut_off(plan);
       },
       kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"a number of the public network: more digits might follow", nothing, kally, "+81901112222",
       "answered_over_pstn, 16, cluster3 > PSTN, 17.05 s"},
      {"a number of the public network by an urgent pattern",
       [](Plan& plan) { plan.clusters[2].calls.route_patterns.front().urgent = true; }, kally, "+81901112222",
       "answered_over_pstn, 16, cluster3 > PSTN, 2.05 s"},
      {"the user's number of the public network", bob_has_a_pstn_number, kally, bobs_pstn_number,
       "answered_over_pstn, 16, cluster3 > PSTN > cluster1, 17.1 s"},
      // Digits and the dial plan of the cluster.
      {"a longer number of the cluster begins so",
       [](Plan& plan) {
         plan.users.push_back({"lobby2", "3000-0025", cluster3, false, true});
       },
       kally, "3000-002", "answered, 16, cluster3, 15.05 s"},
      {"a longer number that is learned begins so",
       [](Plan& plan) {
         plan.users.push_back({"lobby2", "1000-0015", cluster1, false, true});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the same where learned patterns are not urgent",
       [](Plan& plan) {
         plan.users.push_back({"lobby2", "1000-0015", cluster1, false, true});
         plan.clusters[2].calls.urgent_learned_patterns = false;
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 15.14 s"},
      {"the calling search space has no learned numbers",
       [](Plan& plan) {
         plan.users.change(lobby.index(), [](directory::User& one) {
           one.super_user = false;
         });  // else a profile in cluster 3 has the number
         line_of(plan, kally, "", "internal");
         space_of_cluster3(plan, {"Desks"});
       },
       kally, "1000-002", "outside_calling_search_space, 1, cluster3, 50 ms"},
      {"the calling search space has learned numbers",
       [](Plan& plan) {
         line_of(plan, kally, "", "internal");
         space_of_cluster3(plan, {calls::learned_partition});
       },
       kally, "1000-002", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the number's partition is outside the calling search space",
       [](Plan& plan) {
         line_of(plan, kally, "", "internal");
         line_of(plan, reception, "Managers", "");
         space_of_cluster3(plan, {"Desks"});
       },
       kally, "3000-002", "outside_calling_search_space, 1, cluster3, 50 ms"},
      {"the calling search space keeps from the public network",
       [](Plan& plan) {
         line_of(plan, kally, "", "internal");
         space_of_cluster3(plan, {calls::learned_partition});
       },
       kally, "+81901112222", "outside_calling_search_space, 1, cluster3, 50 ms"},
      // Ways between clusters.
      {"no SIP route pattern", [](Plan& plan) { plan.clusters[2].calls.sip_route_patterns = {"cluster2"}; }, kally,
       "1000-001", "no_sip_route_pattern, 3, cluster3, 50 ms"},
      {"a SIP route pattern for several", [](Plan& plan) { plan.clusters[2].calls.sip_route_patterns = {"cluster?"}; },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"no trunk", [](Plan& plan) { plan.trunks.topology = TrunksPlan::Topology::listed; }, kally, "1000-001",
       "no_trunk, 3, cluster3, 50 ms"},
      {"by session management", [](Plan& plan) { session_management(plan, {cluster2}); }, kally, "1000-001",
       "answered, 16, cluster3 > cluster2 > cluster1, 230 ms"},
      {"to a user of the session management cluster", [](Plan& plan) { session_management(plan, {cluster2}); }, kally,
       "2000-001", "answered, 16, cluster3 > cluster2, 140 ms"},
      {"the session management cluster is down",
       [](Plan& plan) {
         session_management(plan, {cluster2});
         add(plan, 5 * minute, ClusterOutage{cluster2, 20 * minute});
       },
       kally, "1000-001", "invite_timed_out, 102, cluster3, 32.05 s"},
      {"and there is a second one",
       [](Plan& plan) {
         ClusterPlan second = plan.clusters[1];
         second.name = "cluster4";
         plan.clusters.push_back(second);
         session_management(plan, {cluster2, ClusterId{3}});
         add(plan, 5 * minute, ClusterOutage{cluster2, 20 * minute});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster4 > cluster1, 32.23 s"},
      {"session management finds that the cluster is down",
       [](Plan& plan) {
         session_management(plan, {cluster2});
         cluster1_is_down(plan);
       },
       kally, "1000-001", "invite_timed_out, 102, cluster3, 32.14 s"},
      // Limits.
      {"the trunk is full",
       [](Plan& plan) {
         plan.trunks.limits.channels = 1;
         add(plan, 9 * minute, PlaceCall{reception, "1000-002", 10 * minute});
       },
       kally, "1000-001", "trunk_full, 42, cluster3, 50 ms"},
      {"the trunk has a channel again",
       [](Plan& plan) {
         plan.trunks.limits.channels = 1;
         add(plan, 5 * minute, PlaceCall{reception, "1000-002", 1 * minute});
       },
       kally, "1000-001", "answered, 16, cluster3 > cluster1, 140 ms"},
      {"the trunk is full, and PSTN failover takes the call",
       [](Plan& plan) {
         bob_has_a_pstn_number(plan);
         plan.trunks.limits.channels = 1;
         add(plan, 9 * minute, PlaceCall{reception, "1000-002", 10 * minute});
       },
       kally, "1000-001", "answered_over_pstn, 16, cluster3 > PSTN > cluster1, 2.1 s"},
      {"too many calls a second for the trunk",
       [](Plan& plan) {
         plan.trunks.limits.calls_per_second = 1;
         add(plan, call_at - 500 * millisecond, PlaceCall{reception, "1000-002"});
       },
       kally, "1000-001", "trunk_rate, 42, cluster3, 50 ms"},
      {"the cluster called is full",
       [](Plan& plan) {
         plan.clusters[0].calls.max_calls = 1;
         add(plan, 9 * minute, PlaceCall{alice, "1000-002", 10 * minute});
       },
       kally, "1000-001", "cluster_full, 42, cluster3 > cluster1, 90 ms"},
      {"too many calls a second for the caller's cluster",
       [](Plan& plan) {
         plan.clusters[2].calls.calls_per_second = 1;
         add(plan, call_at - 500 * millisecond, PlaceCall{reception, "1000-002"});
       },
       kally, "1000-001", "cluster_rate, 42, cluster3, 0 ns"},
  };
  return all;
}

}  // namespace roamsim::actors
