#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

// Each kind of expectation met and missed, on one run: Bob and Alice log in in cluster 3, cluster 1 fails and comes
// back.
namespace roamsim::actors {

namespace {

constexpr Moment failed{Moment::Event::failed, 0, cluster1};
constexpr Moment recovered{Moment::Event::recovered, 0, cluster1};

Moment after(Moment event, Duration span) {
  event.at += span;
  return event;
}

Plan story() {
  Plan plan = guide_plan();
  plan.timeline = {{1 * minute, Login{bob, cluster3}},         {2 * minute, Login{alice, cluster3}},
                   {4 * minute, PlaceCall{kally, "1000-001"}}, {4 * minute, PlaceCall{alice, "1000-001"}},
                   {4 * minute, PlaceCall{kally, "9999"}},     {5 * minute, ClusterOutage{cluster1, 2 * minute}}};
  plan.timeline.push_back({30 * second, PlaceCall{kally, "2000-001"}, Moment::Event::failed, cluster1});
  plan.timeline.push_back({1 * minute, Logout{bob, cluster3}, Moment::Event::recovered, cluster1});
  plan.timeline.push_back({1 * minute, Logout{alice, cluster3}, Moment::Event::recovered, cluster1, cluster2});
  return plan;
}

struct Case {
  ExpectationKind kind;
  bool met = false;
  std::string found;      ///< the start of what must be found
  double missed_by = -1;  ///< -1: has no measure
  std::string unit = {};
};

/// Runs the story once with all the cases, and says which verdicts are not the wanted ones.
std::string wrong_verdicts(const Plan& base, const std::vector<Case>& cases) {
  Plan plan = base;
  for (const Case& one : cases) plan.expectations.push_back({"", "", one.kind});
  return told_by(plan, [&](const RunResult& result) {
    std::string wrong;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const record::ExpectationRow& row = result.journal.expectations[i];
      const double missed_by = row.missed_by.value_or(-1);
      const bool as_missed = cases[i].missed_by == -2 ? missed_by > 0 : std::abs(missed_by - cases[i].missed_by) < 1e-6;
      if (row.met == cases[i].met && row.found.starts_with(cases[i].found) && as_missed && row.unit == cases[i].unit)
        continue;
      wrong += std::to_string(i) + (row.met ? " met: " : " failed: ") + row.found + " | missed by " +
               std::to_string(row.missed_by.value_or(-1)) + " " + row.unit + "\n";
    }
    return wrong;
  });
}

const Users both{std::vector<UserId>{bob, alice}};
const Clusters everywhere{std::vector<ClusterId>{cluster1, cluster2, cluster3}};

Bound is(double n) {
  return {n, n};
}

}  // namespace

TEST(Expectation, OfOneInstant) {
  EXPECT_EQ(
      wrong_verdicts(
          story(),
          {{ExpectLocation{bob, 3 * minute, cluster3}, true, "cluster3"},
           {ExpectLocation{both, 3 * minute, cluster3}, true, "all 2; bob: cluster3"},
           {ExpectLocation{bob, 30 * second, cluster3}, false, "cluster1"},
           {ExpectLocation{both, 90 * second, cluster3}, false, "1 of 2 failed; alice: cluster2"},
           {ExpectLocation{bob, after(recovered, 3 * minute), cluster1}, true, "cluster1"},
           {ExpectLocation{alice, after(recovered, 3 * minute), cluster3}, true, "cluster3"},
           {ExpectLocation{bob, after(recovered, 30 * minute), cluster1}, false, "the run ended before"},
           {ExpectRegistrations{both, cluster3, 3 * minute, is(2)}, true, "2 phones"},
           {ExpectRegistrations{both, everywhere, 90 * second, {3.0, std::nullopt}}, false, "2 phones", 1, "phones"},
           {ExpectRegistrations{both, cluster3, 3 * minute, {std::nullopt, 0.5}}, false, "2 phones", 1.5, "phones"},
           {ExpectRegistered{both, cluster3, 3 * minute, true}, true, "all 2; "},
           {ExpectRegistered{both, cluster3, 90 * second, true}, false,
            "1 of 2 failed; alice in cluster3: not registered"},
           {ExpectRoute{both, everywhere, 4 * minute, cluster3}, true, "all 6; "},
           {ExpectRoute{both, everywhere, 4 * minute, cluster2}, false, "6 of 6 failed; bob in cluster1: cluster3"}}),
      "");
}

TEST(Expectation, Counts) {
  using What = ExpectCount::What;
  const auto count = [](What what, Window window, Bound bound) {
    return ExpectCount{what, std::nullopt, std::nullopt, std::move(window), bound};
  };
  const Window all;
  const auto failed_calls = [](calls::Outcome outcome, double n) {
    return ExpectCount{What::calls, std::nullopt, outcome, {}, is(n)};
  };
  EXPECT_EQ(wrong_verdicts(
                story(),
                {{count(What::logins, all, is(2)), true, "2 logins"},
                 {count(What::logins, all, is(4)), false, "2 logins", 2, "logins"},
                 {ExpectCount{What::logins, 0, std::nullopt, {}, is(2)}, true, "2 logins"},
                 {ExpectCount{What::logins, 25, std::nullopt, {}, is(0)}, true, "0 logins"},
                 {count(What::logouts, all, is(1)), true, "1 logouts"},
                 {count(What::logouts, all, is(2)), false, "1 logouts", 1, "logouts"},
                 {count(What::calls, all, is(4)), true, "4 calls"},
                 {failed_calls(calls::Outcome::unallocated_number, 1), true, "1 calls"},
                 {failed_calls(calls::Outcome::connected, 4), false, "3 calls", 1, "calls"},
                 {count(What::automatic_logouts, all, is(2)), true, "2 logouts"},
                 {count(What::automatic_logouts, {bob, cluster1}, is(1)), true, "1 logouts"},
                 {count(What::automatic_logouts, {bob, cluster2}, is(1)), false, "0 logouts", 1, "logouts"},
                 {count(What::location_changes, all, {5.0, std::nullopt}), true, "5 changes"},
                 {count(What::location_changes, all, {std::nullopt, 4.0}), false, "5 changes", 1, "changes"},
                 {count(What::logins, {alice}, is(1)), true, "1 logins"},
                 {count(What::logins, {kally}, is(1)), false, "0 logins", 1, "logins"},
                 {count(What::calls, {std::nullopt, cluster3}, is(4)), true, "4 calls"},
                 {count(What::calls, {std::nullopt, cluster1}, is(0)), true, "0 calls"},
                 {count(What::calls, {std::nullopt, std::nullopt, 4 * minute, 4 * minute}, is(3)), true, "3 calls"},
                 {count(What::calls, {std::nullopt, std::nullopt, 4 * minute + 1, never}, is(1)), true, "1 calls"},
                 {count(What::calls, {std::nullopt, std::nullopt, failed, recovered}, is(1)), true, "1 calls"},
                 {count(What::calls, {std::nullopt, std::nullopt, {Moment::Event::failed, 0, cluster2}, never}, is(0)),
                  false, "the event it is measured from did not happen"}}),
            "");
}

TEST(Expectation, Quantiles) {
  using What = ExpectQuantile::What;
  const double login_takes = to_seconds(registering(0));
  const auto within = [](What what, double q, Duration limit) {
    return ExpectQuantile{what, q, {}, std::nullopt, limit};
  };
  const ExpectQuantile long_enough{What::login_time, 0, {}, registering(0), std::nullopt};
  const ExpectQuantile longer{What::login_time, 0, {}, registering(0) + second, std::nullopt};
  Plan cut = story();
  cut.timeline.push_back({cut.duration - 1 * second, Login{kally, cluster2}});
  EXPECT_EQ(
      wrong_verdicts(
          cut, {{within(What::login_time, 0.5, registering(0)), true, "28.626 s (number 2 of 3, 1 unfinished)"},
                {within(What::login_time, 0.5, 10 * second), false, "28.626 s (number 2 of 3, 1 unfinished)",
                 login_takes - 10, "s"},
                {within(What::login_time, 1, 1 * hour), false, "unfinished (number 3 of 3, 1 unfinished)"},
                {long_enough, true, "28.626 s (number 1 of 3"},
                {longer, false, "28.626 s (number 1 of 3", 1, "s"},
                {within(What::logout_time, 1, 1 * minute), true, ""},
                {within(What::logout_time, 1, 1 * millisecond), false, "", -2, "s"},
                {within(What::post_dial_delay, 1, 1 * second), true, ""},
                {within(What::post_dial_delay, 1, 1 * millisecond), false, "50 ms (number 3 of 3)", 0.049, "s"},
                {ExpectQuantile{What::propagation, 1, {bob, cluster2}, std::nullopt, 5 * second}, true, ""},
                {ExpectQuantile{What::propagation, 0.5, {bob}, std::nullopt, 1 * second}, false,
                 "2.062 s (number 2 of 4)", -2, "s"},
                {ExpectQuantile{What::convergence, 0, {bob}, std::nullopt, 1 * hour}, true, "2.062 s (number 1 of 2)"},
                {ExpectQuantile{What::logout_time, 0.5, {kally}, std::nullopt, 5 * second}, false, "none to judge"}}),
      "");
}

TEST(Expectation, Scalars) {
  EXPECT_EQ(wrong_verdicts(story(), {{ExpectScalar{"calls.offered", "run", is(4)}, true, "4 calls"},
                                     {ExpectScalar{"calls.offered", "run", is(3)}, false, "4 calls", 1, "calls"},
                                     {ExpectScalar{"timeline.not_reached", "run", is(0)}, true, "0 actions"},
                                     {ExpectScalar{"calls.ofered", "run", is(4)}, false,
                                      "the results have no scalar calls.ofered; the nearest is calls.offered"},
                                     {ExpectScalar{"calls.offered", "cluster1", is(4)}, false,
                                      "the results have no scalar calls.offered of cluster1"}}),
            "");
}

TEST(Expectation, OfSeveral) {
  const auto unallocated = calls::Outcome::unallocated_number;
  EXPECT_EQ(
      wrong_verdicts(
          story(),
          {{ExpectCall{std::vector<UserId>{alice, kally}, "1000-001", 4 * minute, cluster3, {}}, true,
            "all 2; alice: reached cluster3"},
           {ExpectCall{std::vector<UserId>{alice, kally}, "1000-001", 4 * minute, cluster1, {}}, false,
            "2 of 2 failed; alice: reached cluster3"},
           {ExpectCall{both, "9999", 4 * minute, {}, unallocated}, false, "2 of 2 failed; bob: no such call"},
           {ExpectCall{kally, "2000-001", after(failed, 30 * second), cluster3, {}}, true, "reached cluster3"},
           {ExpectLogin{bob, 1 * minute, 0}, true, "success"},
           {ExpectLogin{both, 1 * minute, 0}, false, "1 of 2 failed; alice: no such login"},
           {ExpectLoggedOut{both, std::vector<ClusterId>{cluster1, cluster2}, 2 * minute, 1 * minute}, true, "all 4; "},
           {ExpectLoggedOut{both, cluster3, failed, 1 * minute}, false,
            "2 of 2 failed; alice in cluster3: still logged in"},
           {ExpectJoined{everywhere, 1 * second}, true, "all 3; cluster1: known to all"}}),
      "");
}

TEST(Expectation, HowFarAndWhen) {
  Plan plan = story();
  plan.expectations = {{"", "", ExpectConverged{both, 1 * millisecond, Among::all}},
                       {"", "", ExpectLoggedOut{bob, cluster1, 1 * minute, 12 * second}},
                       {"", "", ExpectLocation{bob, 3 * minute, cluster1}}};
  EXPECT_EQ(observed(plan,
                     [](const RunResult& result) {
                       const auto& rows = result.journal.expectations;
                       const auto& changes = result.journal.location_changes;
                       const auto ns = [](double seconds) { return std::llround(seconds * 1e9); };
                       // The first row is late by what lies between its date and that of a change of Bob's or Alice's.
                       bool fits = false;
                       for (const auto& change : changes) {
                         fits = fits || change.at + millisecond + ns(rows[0].missed_by.value_or(0)) == rows[0].at;
                       }
                       return std::vector<Time>{
                           fits ? 1 : 0, rows[1].at - 1 * minute - 12 * second - ns(rows[1].missed_by.value_or(0)),
                           rows[2].at, rows[2].missed_by ? 1 : 0};
                     }),
            (std::vector<Time>{1, 0, 3 * minute, 0}));
}

TEST(Timeline, WhatWaitsForAnEventIsDoneAfterItOrCounted) {
  Plan plan = story();
  plan.timeline.push_back({1 * second, PlaceCall{kally, "1000-001"}, Moment::Event::failed, cluster2});
  plan.timeline.push_back({29 * minute, PlaceCall{kally, "1000-001"}, Moment::Event::failed, cluster1});
  plan.timeline.push_back({1 * second, ClusterOutage{cluster1, 1 * minute}, Moment::Event::failed, cluster1});
  plan.timeline.push_back({1 * second, AccessOutage{cluster1, 1 * minute}, Moment::Event::failed, cluster1});
  plan.timeline.push_back({2 * second, AccessOutage{cluster1, 1 * minute}, Moment::Event::failed, cluster1});
  EXPECT_EQ(
      observed(plan,
               [](const RunResult& result) {
                 std::vector<Time> seen;
                 for (const record::ScalarRow& row : result.journal.scalars) {
                   if (row.name.starts_with("timeline.")) seen.push_back(static_cast<Time>(row.value));
                 }
                 using Kind = record::EventRow::Kind;
                 for (const Kind kind : {Kind::failed, Kind::recovered, Kind::access_down, Kind::access_up}) {
                   seen.push_back(std::count_if(result.journal.events.begin(), result.journal.events.end(),
                                                [kind](const record::EventRow& row) { return row.kind == kind; }));
                 }
                 seen.push_back(result.journal.calls.back().at);
                 seen.push_back(static_cast<Time>(result.journal.calls.size()));
                 return seen;
               }),
      (std::vector<Time>{2, 2, 1, 1, 1, 1, 5 * minute + 30 * second, 4}));
}

TEST(Timeline, TheFirstEventOfItsKindIsMeant) {
  Plan plan = guide_plan();
  plan.timeline = {{1 * minute, ClusterOutage{cluster1, 1 * minute}},
                   {10 * minute, ClusterOutage{cluster1, 1 * minute}},
                   {11 * minute, PlaceCall{kally, "2000-001"}}};
  plan.timeline.push_back({30 * second, PlaceCall{kally, "2000-001"}, Moment::Event::failed, cluster1});
  const auto calls_since = [](const Moment& from, double n) {
    Window window;
    window.from = from;
    return ExpectCount{ExpectCount::What::calls, std::nullopt, std::nullopt, window, is(n)};
  };
  EXPECT_EQ(wrong_verdicts(plan, {{calls_since(failed, 2), true, "2 calls"},
                                  {calls_since(after(failed, 1 * minute), 1), true, "1 calls"},
                                  {calls_since(after(recovered, 10 * minute), 0), true, "0 calls"}}),
            "");
}

TEST(Timeline, OnlyThoseWhoAreThereAct) {
  Plan plan = guide_plan();
  plan.timeline = {{1 * minute, Login{bob, cluster3}}};
  for (const UserId user : {bob, alice, kally}) {
    TimelineEntry entry{2 * minute, PlaceCall{user, "1000-001"}};
    entry.only_at = cluster3;
    plan.timeline.push_back(entry);
  }
  EXPECT_EQ(observed(plan,
                     [](const RunResult& result) {
                       std::vector<Time> callers;
                       for (const record::CallRow& call : result.journal.calls) callers.push_back(call.from.value);
                       return callers;
                     }),
            (std::vector<Time>{0, 2}));
}

}  // namespace roamsim::actors
