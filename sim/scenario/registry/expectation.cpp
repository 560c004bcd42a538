#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

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
  std::vector<Named<calls::Outcome>> names;
  for (const calls::OutcomeName& entry : calls::outcome_names) {
    names.push_back({entry.outcome, entry.name, entry.words});
  }
  return ChoiceCodec<calls::Outcome>(std::move(names));
}

ChoiceCodec<calls::Reason> reason() {
  std::vector<Named<calls::Reason>> names;
  for (const calls::ReasonFacts& facts : calls::reason_table()) {
    names.push_back({facts.reason, facts.name, facts.words});
  }
  return ChoiceCodec<calls::Reason>(std::move(names));
}

Object<ExpectCallSpec> call() {
  using E = ExpectCallSpec;
  Object<E> keys;
  keys.require("call", &E::call, CallNameCodec{},
               given("The caller, or a pattern of callers, and the number of a call of the timeline."));
  keys.require("at", &E::at, MomentCodec{}, given("When that call is placed."));
  keys.add("reaches", &E::reaches, cluster_reference(), given("The cluster in which the called phone rings."));
  keys.add("outcome", &E::outcome, outcome(), given("How the call ends, in place of \"reaches\"."));
  keys.add("reason", &E::reason, reason(),
           given("Why it ends so, in place of both: finer, since an outcome is found out in several ways."));
  return keys;
}

Object<ExpectConvergedSpec> converged() {
  using E = ExpectConvergedSpec;
  Object<E> keys;
  keys.require("converged", &E::users, users_asked(),
               given("Every change of the location of these users comes to the clusters in time."));
  keys.require("within", &E::within, limit(), given("How long it may take from the change."));
  keys.add("among", &E::among, among(), given("Which clusters are asked."));
  keys.add("as", &E::as,
           ChoiceCodec<ExpectConverged::As>(
               {{ExpectConverged::As::known, "known", "the last node knows of the change"},
                {ExpectConverged::As::right, "right", "calls for the user are sent where the user is"},
                {ExpectConverged::As::reachable, "reachable",
                 "a call placed there finds a registered phone where the user is"}}),
           given("What has to be so in time; left out: known."))
      .unless([](const E& e) { return e.as == E{}.as; });
  return keys;
}

Object<ExpectLoggedOutSpec> logged_out() {
  using E = ExpectLoggedOutSpec;
  Object<E> keys;
  keys.require("logged_out", &E::users, users_asked(), given("No phone of a cluster stays logged in by these users."));
  keys.require("from", &E::from, clusters_selected(), given("The clusters."));
  keys.require("after", &E::after, MomentCodec{}, given("From when on the limit runs."));
  keys.require("within", &E::within, limit(), given("How long it may take."));
  return keys;
}

Object<ExpectRegisteredSpec> registered() {
  using E = ExpectRegisteredSpec;
  Object<E> keys;
  keys.require("registered", &E::users, users_asked(),
               given("A phone is registered with the number of each of these users."));
  keys.require("in", &E::in, clusters_selected(), given("The clusters, each of which has such a phone."));
  keys.require("at", &E::at, MomentCodec{}, given("When."));
  keys.add("is", &E::is, BooleanCodec{}, given("False: no phone of the cluster is."));
  return keys;
}

Object<ExpectRouteSpec> route() {
  using E = ExpectRouteSpec;
  Object<E> keys;
  keys.require("route", &E::users, users_asked(),
               given("Calls to the numbers of these users are routed to a cluster."));
  keys.require("in", &E::in, clusters_selected(), given("The clusters in which they are placed."));
  keys.require("at", &E::at, MomentCodec{}, given("When."));
  keys.require("is", &E::is, cluster_reference(), given("The cluster they are routed to."));
  return keys;
}

ChoiceCodec<catalogue::Cause> causes() {
  std::vector<Named<catalogue::Cause>> names;
  for (const catalogue::Error& error : catalogue::errors) {
    const std::string_view text = error.cause == catalogue::Cause::none ? "the login succeeds" : error.shown;
    names.push_back({error.cause, error.name, text.empty() ? "the phone shows nothing of it" : text});
  }
  return ChoiceCodec<catalogue::Cause>(std::move(names));
}

Object<ExpectLoginSpec> login() {
  using E = ExpectLoginSpec;
  Object<E> keys;
  keys.require("login", &E::users, users_asked(), given("The users of logins of the timeline."));
  keys.require("at", &E::at, MomentCodec{}, given("When that login starts."));
  keys.add("code", &E::code, count(0, 999, "code"),
           given("The error code it ends with; 0 is success, which is expected if no cause is given either."));
  keys.add("cause", &E::cause, causes(), given("Why it ends so."));
  return keys;
}

Object<ExpectJoinedSpec> joined() {
  using E = ExpectJoinedSpec;
  Object<E> keys;
  keys.require("joined", &E::clusters, clusters_selected(),
               given("These clusters know and are known by every other member of the network."));
  keys.require("by", &E::by, MomentCodec{}, given("By when."));
  return keys;
}

constexpr double largest_number = 1e18;

NumberCodec number() {
  return {-largest_number, largest_number, "of what is counted or measured"};
}

Object<BoundSpec> bound_keys() {
  using B = BoundSpec;
  Object<B> keys;
  keys.add("is", &B::is, number(), given("It is just this."));
  keys.add("at_least", &B::at_least, number(), given("It is not less."));
  keys.add("at_most", &B::at_most, number(), given("It is not more."));
  return keys;
}

Object<WindowSpec> window_keys() {
  using W = WindowSpec;
  Object<W> keys;
  keys.add("users", &W::users, users_asked(), given("Only of these users."));
  keys.add("in", &W::in, clusters_selected(),
           given("Only in these clusters: of the login, logout or caller; of propagation and convergence, the clusters "
                 "that learn."));
  keys.add("from", &W::from, MomentCodec{}, given("Only what begins at this date or later."));
  keys.add("until", &W::until, MomentCodec{}, given("Only what begins at this date or earlier."));
  return keys;
}

Object<ExpectLocationSpec> location() {
  using E = ExpectLocationSpec;
  Object<E> keys;
  keys.require("location", &E::users, users_asked(), given("Where these users are: calls for them should go there."));
  keys.require("at", &E::at, MomentCodec{}, given("When."));
  keys.require("is", &E::is, cluster_reference(), given("The cluster of the last login, or else their home."));
  return keys;
}

Object<ExpectRegistrationsSpec> registrations() {
  using E = ExpectRegistrationsSpec;
  Object<E> keys;
  keys.require("registrations", &E::users, users_asked(),
               given("How many phones are registered with the numbers of these users."));
  keys.require("in", &E::in, clusters_selected(), given("The clusters of the phones."));
  keys.require("at", &E::at, MomentCodec{}, given("When."));
  keys.embed(&E::bound, bound_keys());
  return keys;
}

ChoiceCodec<ExpectCount::What> counted() {
  using What = ExpectCount::What;
  return ChoiceCodec<What>({{What::logins, "logins", "begun by users, whatever came of them"},
                            {What::logouts, "logouts", "begun by users"},
                            {What::automatic_logouts, "automatic_logouts", "of users by the cluster they left"},
                            {What::calls, "calls", "dialled"},
                            {What::call_logs_cleared, "call_logs_cleared", "of phones, at logins and logouts"},
                            {What::location_changes, "location_changes", "logins and logouts of all sorts committed"}});
}

Object<ExpectCountSpec> counting() {
  using E = ExpectCountSpec;
  Object<E> keys;
  keys.require("count", &E::what, counted(), given("How many of these there are."));
  keys.add("code", &E::code, count(0, 999, "code"),
           given("Of logins and logouts: only those that end with this code."));
  keys.add("outcome", &E::outcome, outcome(), given("Of calls: only those that end so."));
  keys.embed(&E::window, window_keys());
  keys.embed(&E::bound, bound_keys());
  return keys;
}

ChoiceCodec<ExpectQuantile::What> measured_span() {
  using What = ExpectQuantile::What;
  return ChoiceCodec<What>(
      {{What::login_time, "login_time", "from the first key press of a login that succeeds to its end"},
       {What::logout_time, "logout_time", "the same of a logout"},
       {What::propagation, "propagation", "from a login or logout to its being known in one of the other clusters"},
       {What::convergence, "convergence", "from a login or logout to its being known in the last of them"},
       {What::post_dial_delay, "post_dial_delay", "from the last digit of a call that connects to the ringing"},
       {What::stage, "stage", "one stage of the logins that succeed"}});
}

Object<ExpectQuantileSpec> quantile() {
  using E = ExpectQuantileSpec;
  Object<E> keys;
  keys.require(
      "quantile", &E::what, measured_span(),
      given("A quantile of this, by nearest rank; what is under way at the end of the run is infinitely long."));
  keys.add("stage", &E::stage, TextCodec(stage_rule()), given("Which stage, of \"stage\" only."));
  keys.require("q", &E::q, NumberCodec(0, 1, "of all"), given("Which quantile: 0.5 is the median, 1 the longest."));
  keys.embed(&E::window, window_keys());
  keys.add("at_least", &E::at_least, duration(0, longest_run), given("It is not shorter."));
  keys.add("at_most", &E::at_most, duration(0, longest_run), given("It is not longer."));
  return keys;
}

Object<ExpectPhoneServicesSpec> phone_services() {
  using E = ExpectPhoneServicesSpec;
  Object<E> keys;
  keys.require("phone_services", &E::phones, NamesCodec(device_pattern_rule()),
               given("Ids and patterns of \"phones\": whether their users find Extension Mobility in the list."));
  keys.require("at", &E::at, MomentCodec{}, given("When."));
  keys.add("is", &E::is, BooleanCodec{}, given("Whether it is there."));
  return keys;
}

ChoiceCodec<record::Counter> counter_choice() {
  std::vector<Named<record::Counter>> names;
  for (const record::CounterWords& words : record::counter_words) {
    names.push_back({words.counter, words.path, words.text});
  }
  return ChoiceCodec<record::Counter>(std::move(names));
}

Object<ExpectCounterSpec> performance_counter() {
  using E = ExpectCounterSpec;
  Object<E> keys;
  keys.require("counter", &E::counter, counter_choice(),
               given("A performance counter of the logs that \"record\" asks for with \"rtmt\"."));
  keys.require("node", &E::nodes, NamesCodec(cluster_pattern_rule()),
               given("Ids and patterns of nodes: the counter of each of them."));
  keys.require("at", &E::at, MomentCodec{}, given("When: the last sample up to this date counts."));
  keys.embed(&E::bound, bound_keys());
  return keys;
}

Object<ExpectScalarSpec> scalar() {
  using E = ExpectScalarSpec;
  Object<E> keys;
  keys.require("scalar", &E::name, TextCodec(title_rule()), given("The name of a row of the scalars of the results."));
  keys.add("of", &E::entity, TextCodec(title_rule()), given("What the scalar is about."));
  keys.embed(&E::bound, bound_keys());
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
  keys.kind("location", &E::kind, location(), "Where users are.");
  keys.kind("registrations", &E::kind, registrations(), "How many phones are registered with the numbers of users.");
  keys.kind("count", &E::kind, counting(), "How many logins, logouts, calls or location changes there are.");
  keys.kind("quantile", &E::kind, quantile(), "How long logins, logouts, calls, propagation or convergence take.");
  keys.kind("phone_services", &E::kind, phone_services(),
            "Whether Extension Mobility is in the list of services of phones.");
  keys.kind("counter", &E::kind, performance_counter(), "What a performance counter of nodes says.");
  keys.kind("scalar", &E::kind, scalar(), "A scalar of the results.");
  return keys;
}

}  // namespace roamsim::scenario
