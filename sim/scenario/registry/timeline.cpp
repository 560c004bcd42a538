#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr Duration shortest_outage = 1 * millisecond;

QuantityCodec outage_length() {
  return duration(shortest_outage, longest_run);
}

Object<ClusterOutageSpec> cluster_outage() {
  using A = ClusterOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::cluster, cluster_reference(), given("The cluster whose nodes lose power."));
  keys.require("for", &A::lasts, outage_length(), given("Until power is back; then the nodes boot."));
  return keys;
}

Object<AccessOutageSpec> access_outage() {
  using A = AccessOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::cluster, cluster_reference(), given("The cluster whose line to the cloud is dead."));
  keys.require("for", &A::lasts, outage_length(), given("Until the line works again."));
  return keys;
}

Object<LinkOutageSpec> link_outage() {
  using A = LinkOutageSpec;
  Object<A> keys;
  keys.require("between", &A::between, ClusterPairCodec{}, given("The clusters at the ends of one of network.links."));
  keys.require("for", &A::lasts, outage_length(), given("Until the line works again."));
  return keys;
}

Object<LoginSpec> login() {
  using A = LoginSpec;
  Object<A> keys;
  keys.require("user", &A::user, user_reference(), given("Who logs in."));
  keys.require("cluster", &A::cluster, cluster_reference(), given("At a free phone of this cluster."));
  return keys;
}

Object<LogoutSpec> logout() {
  using A = LogoutSpec;
  Object<A> keys;
  keys.require("user", &A::user, user_reference(), given("Who logs out."));
  keys.require("cluster", &A::cluster, cluster_reference(),
               given("At the phone that the user used last in this cluster."));
  return keys;
}

Object<PlaceCallSpec> call() {
  using A = PlaceCallSpec;
  Object<A> keys;
  keys.require("from", &A::from, user_reference(), given("Who dials, from the phone where this user is."));
  keys.require("to", &A::to, TextCodec(number_rule()), given("The number dialled."));
  return keys;
}

Object<IlsJoinSpec> ils_join() {
  using A = IlsJoinSpec;
  Object<A> keys;
  keys.require("cluster", &A::cluster, cluster_reference(), given("The cluster that is configured for ILS now."));
  keys.add("role", &A::role, ils_role(),
           given("Its place in the network; if left out, the one in the cluster's \"ils\"."));
  keys.add("hub", &A::hub, cluster_reference(),
           given("The hub it registers with; if left out, the one in the cluster's \"ils\"."));
  return keys;
}

}  // namespace

Tagged<ActionSpec> action_keys() {
  using A = ActionSpec;
  Object<A> common;
  common.require("at", &A::at, date(), given("When, from the start of the run."));
  Tagged<A> keys("do", "What happens.", common);
  keys.kind("cluster_outage", &A::action, cluster_outage(), "All nodes of a cluster lose power for a while.");
  keys.kind("access_outage", &A::action, access_outage(),
            "A cluster's line to the cloud is dead for a while; the cluster runs on.");
  keys.kind("link_outage", &A::action, link_outage(), "A line between two clusters is dead for a while.");
  keys.kind("login", &A::action, login(), "A user presses the services button of a free phone and logs in.");
  keys.kind("logout", &A::action, logout(), "A user logs out.");
  keys.kind("call", &A::action, call(), "A user dials a number.");
  keys.kind("ils_join", &A::action, ils_join(), "An administrator configures ILS in a cluster.");
  return keys;
}

}  // namespace roamsim::scenario
