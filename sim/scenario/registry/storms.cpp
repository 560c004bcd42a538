#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_rows = 10'000;
constexpr std::size_t most_trace_rows = 2'000'000;
constexpr Duration shortest_wait = 1 * millisecond;
constexpr Duration longest_wait = 30 * day;
constexpr std::uint64_t most_attempts = 100'000;

Object<SpreadPlan> spread_keys() {
  using S = SpreadPlan;
  using enum HoldingPlan::Distribution;
  Object<S> keys(JsonWriter::Layout::one_line);
  keys.add("distribution", &S::distribution,
           ChoiceCodec<HoldingPlan::Distribution>({{fixed, "fixed", "always the mean"},
                                                   {exponential, "exponential", "without memory"},
                                                   {lognormal, "lognormal", "the logarithm is normal"}}),
           assumed("How the times of users vary about their mean."));
  keys.add("mean", &S::mean, duration(0, longest_wait), assumed("The mean."));
  keys.add("sigma", &S::sigma, NumberCodec(0.01, 5, "of the logarithm"),
           assumed("The standard deviation of the logarithm, if it is lognormal."));
  return keys;
}

Object<RetryPlan> retry_keys() {
  using R = RetryPlan;
  using enum RetryPlan::Policy;
  Object<R> keys(JsonWriter::Layout::one_line);
  keys.add(
      "policy", &R::policy,
      ChoiceCodec<RetryPlan::Policy>(
          {{reads_message, "reads_message",
            "where the phone says to try again (26, 6, 18), after \"after\"; where there is no service or no phone, "
            "after \"away\"; else not at all"},
           {gives_up, "never", "not at all"},
           {immediately, "immediately", "at once, after \"reaction\""},
           {fixed, "fixed", "after \"after\", whatever the phone shows"},
           {exponential, "exponential", "after \"after\", then \"factor\" times as long, and so on to \"most\""}}),
      assumed("When a user tries again who is refused."));
  keys.add("reaction", &R::reaction, duration(shortest_wait, 1 * hour),
           assumed("From the refusal until the user can have pressed a key again: no wait is shorter."));
  keys.add("after", &R::after, duration(shortest_wait, longest_wait),
           assumed("The wait, or the first of those that grow."));
  keys.add("factor", &R::factor, NumberCodec(1, 100, "times"),
           assumed("By which each wait is longer, of exponential."));
  keys.add("most", &R::most, duration(shortest_wait, longest_wait), assumed("No wait grows beyond, of exponential."));
  keys.add("jitter", &R::jitter, NumberCodec(0, 1, "of the wait"),
           assumed("So much of a wait may be left out, evenly drawn; of exponential and reads_message."));
  keys.add("away", &R::away, duration(shortest_wait, longest_wait),
           assumed("Until a user comes back who was shown that there is no service, of reads_message."));
  return keys;
}

Object<StormTargetSpec> target_keys() {
  using T = StormTargetSpec;
  Object<T> keys(JsonWriter::Layout::one_line);
  keys.add("cluster", &T::clusters, clusters_selected(), given("Clusters, evenly among them."));
  keys.add("home", &T::home, BooleanCodec{}, given("In place of \"cluster\": each to the home cluster."));
  keys.add("phones", &T::phones, NamesCodec(device_pattern_rule()),
           given("To these phones of the one cluster only, by name; if left out, to the own phone or a spare one."));
  keys.add("weight", &T::weight, NumberCodec(0, 1'000'000, "parts"),
           given("What part of the users, among all entries."));
  return keys;
}

Object<ProfileStep> profile_keys() {
  using S = ProfileStep;
  Object<S> keys(JsonWriter::Layout::one_line);
  keys.require("at", &S::at, date(),
               given("From this time after the begin of the storm on, until that of the next entry."));
  keys.require("factor", &S::factor, NumberCodec(0, 1'000, "times"), given("So many times the plain rate."));
  return keys;
}

Object<StormTraceRowSpec> trace_keys() {
  using R = StormTraceRowSpec;
  Object<R> keys(JsonWriter::Layout::one_line);
  keys.require("at", &R::at, date(),
               given("When the user comes, after the begin of the storm; not before the row above."));
  keys.require("user", &R::user, user_reference(), given("Who."));
  keys.add("cluster", &R::cluster, cluster_reference(), given("Where to; if left out, as \"to\" says."));
  return keys;
}

ChoiceCodec<StormPlan::Arrivals> arrivals() {
  using enum StormPlan::Arrivals;
  return ChoiceCodec<StormPlan::Arrivals>(
      {{burst, "burst", "all at once"},
       {even, "even", "evenly over \"over\""},
       {ramp, "ramp", "more and more, at a rate that rises from 0 over \"over\""},
       {poisson, "poisson", "at random, at \"per_minute\" or, in the mean, within \"over\""},
       {profile, "profile", "at random, at \"per_minute\" times the factors of \"profile\""},
       {trace, "trace", "as \"trace\" or the table \"trace_from\" says"}});
}

}  // namespace

Object<StormSpec> storm_keys() {
  using S = StormSpec;
  Object<S> keys;
  keys.require("name", &S::name, TextCodec(cluster_id_rule()),
               given("A name of its own, for its rows and scalars and its random streams."));
  keys.add("do", &S::action,
           ChoiceCodec<StormPlan::Action>({{StormPlan::Action::login, "login", "log in where \"to\" says"},
                                           {StormPlan::Action::logout, "logout", "log out where they are"}}),
           given("What the users do."));
  keys.add("users", &S::users, users_who_act(), given("Who may take part; all but of a trace, which says it."));
  keys.add("count", &S::count, count(1, 2'000'000, "users"),
           given("So many of them, drawn evenly; all if left out. They come in an order that is drawn as well."));
  keys.require("at", &S::at, MomentCodec{},
               given("When it begins; perhaps measured from an event, as \"north recovered\"."));
  keys.add("arrivals", &S::arrivals, arrivals(), assumed("When the users set out."));
  keys.add("over", &S::over, duration(shortest_wait, longest_run), given("How long that takes."));
  keys.add("per_minute", &S::per_minute, NumberCodec(0.000001, 10'000'000, "users/min"),
           given("The rate at which they set out."));
  keys.add_list("profile", &S::profile, profile_keys(), {0, most_rows},
                given("How the rate changes from the begin of the storm on: in steps, the first at 0 s."))
      .unless([](const S& storm) { return storm.profile.empty(); });
  keys.add("period", &S::period, duration(1 * second, longest_run), given("After how long the profile repeats."));
  keys.add_list("trace", &S::trace, trace_keys(), {0, most_trace_rows}, given("Who comes when, in the order of time."))
      .unless([](const S& storm) { return storm.trace.empty(); });
  keys.add(
          "trace_from", &S::trace_from, TextCodec(file_name_rule()),
          given("A table (CSV, RFC 4180) whose rows are further entries of the trace. Its first row names the columns: "
                "at, user and perhaps cluster. Relative to this file's folder."))
      .not_written();
  keys.add_list("to", &S::to, target_keys(), {0, most_rows}, given("Where they log in; home if left out."))
      .unless([](const S& storm) { return storm.to.empty(); });
  keys.add("walking", &S::walking, spread_keys(), given("From setting out to the first key press."))
      .unless([](const S& storm) { return storm.walking == SpreadPlan{}; });
  keys.add("typing", &S::typing, spread_keys(),
           given("How long users type; if left out, as extension_mobility.typing."));
  keys.add("retry", &S::retry, retry_keys(), given("What users do who are refused."));
  keys.add("attempts", &S::attempts, count(1, most_attempts, "attempts"), assumed("A user gives up after so many."));
  keys.add(
      "patience", &S::patience, duration(shortest_wait, longest_run),
      assumed("A user gives up rather than try again, or stand in line, later than this after the first key press."));
  keys.add(
      "waits_for_phone", &S::waits_for_phone, BooleanCodec{},
      assumed("Whether users stand in line, first come first served, where no phone is free; who has stood in line "
              "keeps the phone while the message says to try again. Else it is a refusal."));
  keys.add(
      "stays", &S::stays, spread_keys(),
      given("How long users stay logged in before they log out, so that others can have the phone; if left out, for "
            "good."));
  keys.add("loop", &S::loop,
           ChoiceCodec<StormPlan::Loop>({{StormPlan::Loop::open, "open", "each user comes once"},
                                         {StormPlan::Loop::closed, "closed",
                                          "a finite population: who has logged out, or given up, comes again after "
                                          "\"think\""}}),
           assumed("Whether users come again."));
  keys.add("think", &S::think, spread_keys(), given("In a closed loop, until a user comes again."))
      .unless([](const S& storm) { return storm.think == SpreadPlan{}; });
  keys.add("until", &S::until, duration(shortest_wait, longest_run),
           given("After the begin of the storm, nobody comes later."));
  keys.add("interval", &S::interval, duration(1 * millisecond, longest_run),
           given("The spans in which storm_counts of the results counts."));
  return keys;
}

}  // namespace roamsim::scenario
