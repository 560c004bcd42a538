#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

Plan good_plan() {
  const LoadResult result = load(tree() / "tests/scenario/good/traffic.json");
  EXPECT_TRUE(result.plan) << report(result);
  EXPECT_TRUE(result.warnings.empty());
  return result.plan.value_or(Plan{});
}

constexpr ClusterId one{0}, two{1}, empty{2};
constexpr UserId bob{0}, kally{1};

TEST(Traffic, ArrivesWhereItBelongs) {
  const Plan plan = good_plan();
  EXPECT_EQ(plan.call_counts, (CallCounting{true, 15 * minute}));
  ASSERT_EQ(plan.traffic.size(), 2U);
  TrafficPlan first;
  first.name = "first";
  first.users = {bob, kally};
  first.calls_per_hour = 12.5;
  first.holding = {HoldingPlan::Distribution::lognormal, 2 * minute, 0.5};
  first.community = {{{one}, {{{one, two}, 0.1}, {{two}, 0.9}}}, {{two, empty}, {{{one}, 1}, {{empty}, 0}}}};
  first.profile = {1 * hour, {{0, 0.5}, {20 * minute, 2}, {59 * minute, 0}}};
  first.from = 1 * minute;
  first.until = 2 * hour;
  EXPECT_TRUE(plan.traffic[0] == first);
  TrafficPlan second;
  second.name = "second";
  second.users = {kally};
  second.calls_per_hour = 6;  // 0.3 erlangs of 3 minutes
  second.holding.distribution = HoldingPlan::Distribution::fixed;
  EXPECT_NEAR(plan.traffic[1].calls_per_hour, 6, 1e-12);
  second.calls_per_hour = plan.traffic[1].calls_per_hour;
  EXPECT_TRUE(plan.traffic[1] == second);
}

TEST(Traffic, ProbesArrive) {
  const Plan plan = good_plan();
  ASSERT_EQ(plan.probes.size(), 2U);
  EXPECT_TRUE((plan.probes[0] == ProbePlan{"first",
                                           {one, empty},
                                           {bob, kally},
                                           3 * second,
                                           ProbePlan::Process::poisson,
                                           ProbePlan::Of::each_pair,
                                           5 * minute,
                                           100 * minute}));
  EXPECT_TRUE((plan.probes[1] == ProbePlan{"second", {one, two}, {bob}, 7 * second}));
}

TEST(Traffic, RowsOfATableAreCallsOfTheTimeline) {
  const Plan plan = good_plan();
  std::string calls;
  for (const TimelineEntry& entry : plan.timeline) {
    const auto* call = std::get_if<PlaceCall>(&entry.action);
    if (call == nullptr) continue;
    calls += std::to_string(entry.at / second) + ' ' + std::string(plan.users[call->from.index()].name) + ' ' +
             call->to + ", ";
  }
  EXPECT_EQ(calls, "0 bob 2000, 90 kally 1000, 90 bob 1000, 5400 kally 2000, ");
  const LoadResult result = load(tree() / "tests/scenario/good/traffic.json");
  EXPECT_EQ(result.merged.find("calls_from"), std::string::npos) << "it needs no other file";
}

TEST(Traffic, ATableTakesThePlaceOfAnother) {
  const std::string other = (tree() / "tests/scenario/bad/calls-table.csv").string();
  const LoadResult result = load(tree() / "tests/scenario/good/traffic.json",
                                 std::vector<std::string>{"calls_from=" + other, "timeline.0.at=2 min"});
  EXPECT_FALSE(result.plan);
  for (const ScenarioError& error : result.errors) EXPECT_EQ(error.file, other) << to_string(error);
}

TEST(Traffic, PeriodicProbesAreWarnedOf) {
  const LoadResult result =
      load(tree() / "tests/scenario/good/traffic.json", std::vector<std::string>{"probes.1.process=periodic"});
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.plan->probes[1].process, ProbePlan::Process::periodic);
  ASSERT_EQ(result.warnings.size(), 1U);
  EXPECT_EQ(result.warnings[0].pointer, "/probes/1/process");
}

TEST(Traffic, ATimelineMayDialWhatATableMayNot) {
  const std::string file = R"({ "schema_version": 1, "title": "T", "duration": "1 h",
    "clusters": [ { "id": "a", "users": [ { "id": "u1", "dn": "101" } ] } ],
    "timeline": [ { "at": "1 min", "do": "call", "from": "u*", "to": "999" } ] })";
  const LoadResult result = load_text("f", file);
  EXPECT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.warnings.size(), 1U);
}

TEST(Traffic, HowMuchIsBounded) {
  const auto file = [](const std::string& bhca, const std::string& factor, const std::string& every) {
    return R"({ "schema_version": 1, "title": "T", "duration": "1000 h", "clusters": [
      { "id": "a", "users": [ { "id": "u{n}", "dn": "10{n}", "count": 10 } ] } ],
      "traffic": [ { "name": "t", "users": "*", "bhca": )" +
           bhca + R"(, "profile": [ { "at": "0 s", "factor": )" + factor + R"( } ] } ],
      "probes": [ { "name": "p", "from": "*", "users": "*", "of": "each_pair", "every": ")" +
           every + "\" } ] }";
  };
  EXPECT_TRUE(load_text("f", file("1000", "100", "36 ms")).plan) << "a thousand million of each";
  const LoadResult calls = load_text("f", file("1000", "100.1", "36 ms"));
  ASSERT_EQ(calls.errors.size(), 1U);
  EXPECT_EQ(calls.errors[0].pointer, "/traffic/0");
  const LoadResult probes = load_text("f", file("1000", "100", "35 ms"));
  ASSERT_EQ(probes.errors.size(), 1U);
  EXPECT_EQ(probes.errors[0].pointer, "/probes/0");
}

}  // namespace
}  // namespace roamsim::scenario::testing
