#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_rows = 10'000;
constexpr std::size_t most_steps = 10'000;
constexpr Duration shortest_call = 1 * millisecond;
constexpr Duration shortest_period = 1 * minute;
constexpr Duration shortest_distance = 1 * millisecond;  // of probes

ChoiceCodec<HoldingPlan::Distribution> holding_distribution() {
  using enum HoldingPlan::Distribution;
  return ChoiceCodec<HoldingPlan::Distribution>({{exponential, "exponential", "without memory"},
                                                 {fixed, "fixed", "always the mean"},
                                                 {lognormal, "lognormal", "the logarithm is normal"}});
}

Object<HoldingPlan> holding_keys() {
  using H = HoldingPlan;
  Object<H> keys(JsonWriter::Layout::one_line);
  keys.add("distribution", &H::distribution, holding_distribution(),
           assumed("How the talk times vary about their mean.", "the assumption of Erlang's formulas"));
  keys.add("mean", &H::mean, duration(shortest_call, 30 * day),
           assumed("The mean talk time, from the answer until somebody hangs up."));
  keys.add("sigma", &H::sigma, NumberCodec(0.01, 5, "of the logarithm"),
           assumed("The standard deviation of the logarithm, if it is lognormal."));
  return keys;
}

Object<CalleeShareSpec> share_keys() {
  using S = CalleeShareSpec;
  Object<S> keys(JsonWriter::Layout::one_line);
  keys.require("cluster", &S::clusters, clusters_selected(),
               given("The home clusters of those called, evenly among all their users."));
  keys.require("share", &S::share, NumberCodec(0, 1, "of the calls"), given("What part of the calls."));
  return keys;
}

Object<CommunityRowSpec> community_keys() {
  using R = CommunityRowSpec;
  Object<R> keys;
  keys.require("from", &R::from, clusters_selected(), given("The home clusters of those who call."));
  keys.add_list("to", &R::to, share_keys(), {1, most_rows}, given("Whom they call: shares that add up to 1."));
  return keys;
}

Object<ProfileStep> step_keys() {
  using S = ProfileStep;
  Object<S> keys(JsonWriter::Layout::one_line);
  keys.require("at", &S::at, date(), given("From this date within the period on, until that of the next entry."));
  keys.require("factor", &S::factor, NumberCodec(0, 1'000, "times"), given("So many times the plain rate."));
  return keys;
}

ChoiceCodec<ProbePlan::Process> probe_process() {
  using enum ProbePlan::Process;
  return ChoiceCodec<ProbePlan::Process>(
      {{poisson, "poisson", "at random: what they find is, in the mean, what holds over time"},
       {periodic, "periodic", "at fixed distances, which can lock to the polling intervals of ILS"}});
}

ChoiceCodec<ProbePlan::Of> probe_of() {
  using enum ProbePlan::Of;
  return ChoiceCodec<ProbePlan::Of>(
      {{one, "one", "about one pair of cluster and user, drawn evenly"}, {each_pair, "each_pair", "about every pair"}});
}

}  // namespace

Object<TrafficSpec> traffic_keys() {
  using T = TrafficSpec;
  Object<T> keys;
  keys.require("name", &T::name, TextCodec(cluster_id_rule()),
               given("A name of its own; the random streams of these calls go by it."));
  keys.require("users", &T::users, users_asked(), given("Who calls."));
  keys.add("bhca", &T::bhca, NumberCodec(0, 1'000, "calls/h"),
           given("Busy hour call attempts: how often each of them calls in an hour; this or erlangs. Preferred "
                 "Architecture 14 sizes for up to 4 of each user."));
  keys.add("erlangs", &T::erlangs, NumberCodec(0, 100, "erlangs"),
           given("The load that each of them offers: calls times mean talk time; this or bhca."));
  keys.add("holding", &T::holding, holding_keys(), given("How long calls last from the answer on."))
      .unless([](const T& traffic) { return traffic.holding == HoldingPlan{}; });
  keys.add_list("to", &T::to, community_keys(), {0, most_rows},
                given("Community of interest: whom the users of each home cluster call; if left out, all users evenly. "
                      "Nobody calls himself."))
      .unless([](const T& traffic) { return traffic.to.empty(); });
  keys.add_list("profile", &T::profile, step_keys(), {0, most_steps},
                given("How the rate changes over the period: in steps, the first at 0 s. If left out, it does not."))
      .unless([](const T& traffic) { return traffic.profile.empty(); });
  keys.add("period", &T::period, duration(shortest_period, longest_run),
           given("After how long the profile repeats; the first period begins with the run."));
  keys.add("from", &T::from, date(), given("No call is earlier."));
  keys.add("until", &T::until, date(), given("No call is later; the end of the run if left out."));
  return keys;
}

Object<ProbesSpec> probe_keys() {
  using P = ProbesSpec;
  Object<P> keys(JsonWriter::Layout::one_line);
  keys.require("name", &P::name, TextCodec(cluster_id_rule()),
               given("A name of its own, for its scalars and its random streams."));
  keys.require("from", &P::from, clusters_selected(), given("The clusters in which they are placed."));
  keys.require("users", &P::users, users_asked(), given("Whom they are for."));
  keys.require("every", &P::every, duration(shortest_distance, longest_run),
               given("The mean time from one date to the next."));
  keys.add("process", &P::process, probe_process(),
           assumed("When they are placed.", "R. Wolff, Poisson arrivals see time averages, 1982"));
  keys.add("of", &P::of, probe_of(), given("What is asked at each date."));
  keys.add("from_time", &P::from_time, date(), given("None is earlier."));
  keys.add("until", &P::until, date(), given("None is later; the end of the run if left out."));
  return keys;
}

}  // namespace roamsim::scenario
