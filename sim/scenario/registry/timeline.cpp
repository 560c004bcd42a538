#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr Duration shortest_outage = 1 * millisecond;
constexpr Duration shortest_span = 1 * millisecond;

QuantityCodec outage_length() {
  return duration(shortest_outage, longest_run);
}

Object<ClusterOutageSpec> cluster_outage() {
  using A = ClusterOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose nodes lose power."));
  keys.require("for", &A::lasts, outage_length(), given("Until power is back; then the nodes boot."));
  return keys;
}

Object<AccessOutageSpec> access_outage() {
  using A = AccessOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose lines to the cloud are dead."));
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
  keys.require("user", &A::users, users_who_act(), given("Who logs in."));
  keys.require("cluster", &A::clusters, clusters_selected(),
               given("At a free phone of this cluster; to several clusters the users are dealt in turn."));
  return keys;
}

Object<LogoutSpec> logout() {
  using A = LogoutSpec;
  Object<A> keys;
  keys.require("user", &A::users, users_who_act(), given("Who logs out."));
  keys.require(
      "cluster", &A::clusters, clusters_selected(),
      given("At the phone that the user used last in this cluster; several clusters are dealt as for a login."));
  return keys;
}

Object<PlaceCallSpec> call() {
  using A = PlaceCallSpec;
  Object<A> keys;
  keys.require("from", &A::from, users_who_act(), given("Who dials, from the phone where this user is."));
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
  common.require("at", &A::at, MomentCodec{}, given("When, from the start of the run or from an event."));
  common.add("name", &A::name, TextCodec(cluster_id_rule()),
             given("A name by which dates can be measured from the start or end of this entry."));
  common.add("over", &A::over, duration(shortest_span, longest_run),
             given("The selected users or clusters act evenly spread over this span, the first at its start."));
  common.add("every", &A::every, duration(shortest_span, longest_run), given("Repeats all of it at this distance."));
  common.add("times", &A::times, count(1, most_actions, "times"), given("How often it happens in all."));
  common.add("until", &A::until, MomentCodec{}, given("No repetition starts later, in place of \"times\"."));
  Tagged<A> keys("do", "What happens.", common);
  keys.kind("cluster_outage", &A::action, cluster_outage(), "All nodes of clusters lose power for a while.");
  keys.kind("access_outage", &A::action, access_outage(),
            "The lines of clusters to the cloud are dead for a while; the clusters run on.");
  keys.kind("link_outage", &A::action, link_outage(), "A line between two clusters is dead for a while.");
  keys.kind("login", &A::action, login(), "Users press the services button of a free phone and log in.");
  keys.kind("logout", &A::action, logout(), "Users log out.");
  keys.kind("call", &A::action, call(), "Users dial a number.");
  keys.kind("ils_join", &A::action, ils_join(), "An administrator configures ILS in a cluster.");
  return keys;
}

}  // namespace roamsim::scenario
