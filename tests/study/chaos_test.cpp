#include "sim/study/chaos.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/actors/small_plan.hpp"

namespace roamsim::study {
namespace {

using actors::alice;
using actors::cluster1;
using actors::cluster2;
using actors::cluster3;
using actors::guide_plan;

Chaos run(const Plan& plan, const FaultList& list, std::size_t jobs = 2) {
  return run_chaos(
      plan, sample_of(plan), list, jobs, [](std::size_t, std::size_t) {}, [] { return false; });
}

TEST(PairTime, AddsAndSubtractsExactly) {
  PairTime sum;
  for (int i = 0; i < 5; ++i) sum.add(4'000'000'000'000'000'001);  // together beyond 63 bits
  EXPECT_EQ(sum, (PairTime{20'000'000'000, 5}));
  EXPECT_EQ(sum.minus({1, 6}), (PairTime{19'999'999'998, 999'999'999}));
  EXPECT_EQ((PairTime{2, 500'000'000}).in_seconds(), 2.5);
  EXPECT_EQ((PairTime{1, 0}).minus({2, 500'000'000}).in_seconds(), -1.5);
  EXPECT_LT((PairTime{1, 999'999'999}), (PairTime{2, 0}));
}

TEST(Sample, IsAllUnlessThereAreTooManyPairs) {
  Plan plan = guide_plan();
  EXPECT_EQ(sample_of(plan).every, 1U);
  EXPECT_EQ(sample_of(plan).users.size(), 3U);
  plan.users.resize(most_probed_pairs / 3);
  EXPECT_EQ(sample_of(plan).every, 1U);
  for (const std::size_t users : {std::size_t{33'334}, std::size_t{66'667}, std::size_t{100'000}}) {
    plan.users.resize(users);
    const Sample sample = sample_of(plan);
    EXPECT_LE(sample.users.size() * 3, most_probed_pairs) << users;
    EXPECT_GT((users + sample.every - 2) / (sample.every - 1) * 3, most_probed_pairs) << "as many as may be";
    ASSERT_GE(sample.users.size(), 2U);
    EXPECT_EQ(sample.users[1], UserId(sample.every));
  }
}

TEST(UserMinutes, AreOfAnAverageClusterAndOfAllUsers) {
  Plan plan = guide_plan();
  EXPECT_EQ(user_minutes(plan, sample_of(plan), {360, 0}), 2);
  const Sample third{3, {UserId(0)}};
  EXPECT_EQ(user_minutes(plan, third, {360, 0}), 6);
}

TEST(PlanOf, PutsTheFaultBehindWhatHasItsDate) {
  Plan plan = guide_plan();
  plan.timeline = {{minute, Login{alice, cluster1}},
                   {minute, Login{alice, cluster3}},
                   {2 * minute, Logout{alice, cluster3}},
                   {0, Login{alice, cluster1}, Moment::Event::failed, cluster1}};
  const FaultList list = faults_of(plan, {.classes = {FaultClass::cluster_outage}, .dates = {minute}}, 10);
  const Plan changed = plan_of(plan, sample_of(plan), list, &list.trials.at(1));
  ASSERT_EQ(changed.timeline.size(), 5U);
  EXPECT_EQ(changed.timeline[2].action, TimelineAction(ClusterOutage{cluster2, list.lasts}));
  EXPECT_EQ(changed.timeline[2].at, minute);
  EXPECT_EQ(changed.probes.size(), 1U);
  EXPECT_EQ(plan_of(plan, sample_of(plan), list, nullptr).timeline, plan.timeline);
}

TEST(RunChaos, MeasuresTheDeadTimeOfALine) {
  Plan plan = guide_plan();
  plan.timeline = {{12 * minute, PlaceCall{actors::bob, "3000-001"}},
                   {25 * minute, PlaceCall{actors::bob, "3000-001"}}};
  const FaultList list = faults_of(plan, {.classes = {FaultClass::access_outage}}, 10);
  ASSERT_EQ(list.trials.size(), 3U);
  std::vector<std::string> ended;
  const Chaos chaos = run_chaos(
      plan, sample_of(plan), list, 1,
      [&](std::size_t n, std::size_t of) { ended.push_back(std::to_string(n) + "/" + std::to_string(of)); },
      [] { return false; });
  EXPECT_EQ(ended, (std::vector<std::string>{"1/4", "2/4", "3/4", "4/4"}));
  ASSERT_EQ(chaos.baseline.problem, "");
  EXPECT_EQ(chaos.baseline.figures.unreachable, PairTime{});
  EXPECT_EQ(chaos.baseline.figures.calls_failed, 0U);
  for (const ChaosRun& one : chaos.runs) {
    ASSERT_EQ(one.problem, "");
    // Behind the line are one user from two clusters, and two users from one; each for 10 min.
    EXPECT_EQ(one.figures.unreachable, (PairTime{4 * 600, 0}));
    EXPECT_EQ(one.figures.calls, 1U) << "one of the two is within the fault";
  }
  EXPECT_EQ(chaos.runs[0].figures.calls_failed, 1U);
  EXPECT_EQ(chaos.runs[1].figures.calls_failed, 0U);
  EXPECT_EQ(chaos.runs[2].figures.calls_failed, 1U);
  EXPECT_EQ(ranking(chaos), (std::vector<std::size_t>{0, 1, 2})) << "equal ones as they stand";
}

TEST(RunChaos, CountsLoginsAndVisitorsWithinTheFault) {
  Plan plan = guide_plan();
  plan.users.push_back({"user4", "2000-004", cluster2, true, true});
  plan.users.push_back({"user5", "2000-005", cluster2, true, true});
  plan.timeline = {{minute, Login{alice, cluster1}},  // there long before, and until the end
                   {12 * minute, Login{actors::bob, cluster3}},
                   {12 * minute + 59 * second, Login{UserId(3), cluster3}},
                   {13 * minute + 30 * second, Login{UserId(4), cluster3}},
                   {25 * minute, Login{actors::kally, cluster1}}};
  const FaultList list = faults_of(plan, {.classes = {FaultClass::service_stop}}, 100);
  const Chaos chaos = run(plan, list);
  const auto figures = [&](Service service, ClusterId cluster) {
    for (std::size_t i = 0; i < list.trials.size(); ++i) {
      const auto& stop = std::get<ServiceStop>(list.faults[list.trials[i].first]);
      if (stop.service == service && stop.cluster == cluster) return chaos.runs[i].figures;
    }
    return Figures{};
  };
  const Figures quiet = figures(Service::tftp, cluster2);
  EXPECT_EQ(quiet.logins_made, 3U);
  EXPECT_EQ(quiet.logins_refused, 0U);
  EXPECT_EQ(quiet.logins_in_a_minute.number, 2U);
  EXPECT_EQ(quiet.logins_in_a_minute.cluster, cluster3);
  EXPECT_EQ(quiet.visitors.number, 3U);
  EXPECT_EQ(quiet.visitors.cluster, cluster3);
  const Figures refused = figures(Service::tomcat, cluster3);
  EXPECT_EQ(refused.logins_made, 0U);
  EXPECT_EQ(refused.logins_refused, 3U);
  EXPECT_EQ(refused.visitors.number, 1U) << "Alice alone";
  EXPECT_EQ(refused.visitors.cluster, cluster1);
}

TEST(RunChaos, TheBaselineIsOfTheTimeOfEachDate) {
  Plan plan = guide_plan();
  plan.timeline = {{6 * minute, Login{alice, cluster1}},
                   {16 * minute, Login{actors::bob, cluster3}},
                   {17 * minute, Login{actors::kally, cluster1}}};
  const FaultRules rules{
      .classes = {FaultClass::access_outage}, .dates = {minute, 5 * minute, 15 * minute}, .lasts = 3 * minute};
  const FaultList list = faults_of(plan, rules, 10);
  const Chaos chaos = run(plan, list);
  ASSERT_EQ(chaos.baseline_at.size(), 3U);
  EXPECT_EQ(chaos.baseline_at[0].logins_made, 0U);
  EXPECT_EQ(chaos.baseline_at[1].logins_made, 1U);
  EXPECT_EQ(chaos.baseline_at[2].logins_made, 2U);
  EXPECT_EQ(&baseline_of(chaos, list, list.trials.at(4)), &chaos.baseline_at[1]);
}

TEST(Ranking, FailedRunsComeLast) {
  Chaos chaos;
  chaos.runs.resize(4);
  chaos.runs[0].problem = "stuck";
  chaos.runs[0].figures.unreachable = {9, 0};
  chaos.runs[1].figures.unreachable = {1, 0};
  chaos.runs[2].figures.unreachable = {1, 1};
  chaos.runs[3].problem = "killed by signal 9";
  EXPECT_EQ(ranking(chaos), (std::vector<std::size_t>{2, 1, 0, 3}));
}

}  // namespace
}  // namespace roamsim::study
