#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr Duration shortest_limit = 1 * millisecond;

QuantityCodec limit() {
  return duration(shortest_limit, longest_run);
}

ChoiceCodec<Among> among() {
  return ChoiceCodec<Among>(
      {{Among::all, "all", "every cluster"}, {Among::up, "up", "the clusters that were up all the time"}});
}

ChoiceCodec<calls::Outcome> outcome() {
  using calls::Outcome;
  return ChoiceCodec<Outcome>(
      {{Outcome::connected, name_of(Outcome::connected), "the called phone rings"},
       {Outcome::unallocated_number, name_of(Outcome::unallocated_number), "no pattern matches the number"},
       {Outcome::caller_unregistered, name_of(Outcome::caller_unregistered), "the caller has no registered phone"},
       {Outcome::phone_unregistered, name_of(Outcome::phone_unregistered),
        "no phone is registered with the number in the right cluster"},
       {Outcome::stale_route, name_of(Outcome::stale_route), "the call came to a cluster where the user no longer is"},
       {Outcome::trunk_dead, name_of(Outcome::trunk_dead), "the cluster routed to did not answer"}});
}

Object<ExpectCallSpec> call() {
  using E = ExpectCallSpec;
  Object<E> keys;
  keys.require("call", &E::call, CallNameCodec{}, given("The caller and the number of a call of the timeline."));
  keys.require("at", &E::at, date(), given("When that call is placed."));
  keys.add("reaches", &E::reaches, cluster_reference(), given("The cluster in which the called phone rings."));
  keys.add("outcome", &E::outcome, outcome(), given("How the call ends, in place of \"reaches\"."));
  return keys;
}

Object<ExpectConvergedSpec> converged() {
  using E = ExpectConvergedSpec;
  Object<E> keys;
  keys.require("converged", &E::user, user_reference(),
               given("Every change of this user's location is known in time."));
  keys.require("within", &E::within, limit(), given("How long it may take from the change."));
  keys.add("among", &E::among, among(), given("Which clusters are asked."));
  return keys;
}

Object<ExpectLoggedOutSpec> logged_out() {
  using E = ExpectLoggedOutSpec;
  Object<E> keys;
  keys.require("logged_out", &E::user, user_reference(), given("No phone of a cluster stays logged in by this user."));
  keys.require("from", &E::from, cluster_reference(), given("The cluster."));
  keys.require("after", &E::after, MomentCodec{}, given("From when on the limit runs."));
  keys.require("within", &E::within, limit(), given("How long it may take."));
  return keys;
}

Object<ExpectRegisteredSpec> registered() {
  using E = ExpectRegisteredSpec;
  Object<E> keys;
  keys.require("registered", &E::user, user_reference(), given("A phone is registered with this user's number."));
  keys.require("in", &E::in, cluster_reference(), given("The cluster of the phone."));
  keys.require("at", &E::at, date(), given("When."));
  keys.add("is", &E::is, BooleanCodec{}, given("False: no phone of the cluster is."));
  return keys;
}

Object<ExpectRouteSpec> route() {
  using E = ExpectRouteSpec;
  Object<E> keys;
  keys.require("route", &E::user, user_reference(), given("Calls to this user's number are routed to a cluster."));
  keys.require("in", &E::in, cluster_reference(), given("The cluster in which they are placed."));
  keys.require("at", &E::at, date(), given("When."));
  keys.require("is", &E::is, cluster_reference(), given("The cluster they are routed to."));
  return keys;
}

Object<ExpectLoginSpec> login() {
  using E = ExpectLoginSpec;
  Object<E> keys;
  keys.require("login", &E::user, user_reference(), given("The user of a login of the timeline."));
  keys.require("at", &E::at, date(), given("When that login starts."));
  keys.add("code", &E::code, count(0, 999, "code"), given("The error code it ends with; 0 is success."));
  return keys;
}

Object<ExpectJoinedSpec> joined() {
  using E = ExpectJoinedSpec;
  Object<E> keys;
  keys.require("joined", &E::cluster, cluster_reference(),
               given("This cluster knows and is known by every other member of the network."));
  keys.require("by", &E::by, date(), given("By when."));
  return keys;
}

}  // namespace

Tagged<ExpectSpec> expectation_keys() {
  using E = ExpectSpec;
  Tagged<E> keys("", "", Object<E>{});
  keys.kind("call", &E::kind, call(), "A call reaches a cluster, or ends in another way.");
  keys.kind("converged", &E::kind, converged(), "The changes of a user's location are known everywhere in time.");
  keys.kind("logged_out", &E::kind, logged_out(), "A user is logged out of a cluster in time, and stays so.");
  keys.kind("registered", &E::kind, registered(), "Whether a phone of a cluster is registered with a user's number.");
  keys.kind("route", &E::kind, route(), "Where a cluster routes calls to a user.");
  keys.kind("login", &E::kind, login(), "How a login ends.");
  keys.kind("joined", &E::kind, joined(), "A cluster is a full member of the ILS network by a date.");
  return keys;
}

}  // namespace roamsim::scenario
