#include "sim/study/single_faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
using actors::kally;

constexpr std::uint64_t plenty = 100'000;

std::vector<std::string> words(const Plan& plan, const FaultRules& rules) {
  const FaultList list = faults_of(plan, rules, plenty);
  std::vector<std::string> all;
  for (const Trial& trial : list.trials) {
    std::string text = words_for(plan, list.faults[trial.first]);
    if (trial.second) text += " + " + words_for(plan, list.faults[*trial.second]);
    all.push_back(text);
  }
  return all;
}

using Words = std::vector<std::string>;

TEST(SingleFaults, OfEachClassInTheOrderOfThePlan) {
  Plan plan = guide_plan();
  plan.links = {{cluster1, cluster3}};
  EXPECT_EQ(words(plan, {.classes = {FaultClass::cluster_outage}}),
            (Words{"cluster_outage cluster1", "cluster_outage cluster2", "cluster_outage cluster3"}));
  EXPECT_EQ(words(plan, {.classes = {FaultClass::node_outage}}),
            (Words{"node_outage cluster1-pub", "node_outage cluster1-sub1", "node_outage cluster2-pub",
                   "node_outage cluster2-sub1", "node_outage cluster3-pub", "node_outage cluster3-sub1"}));
  EXPECT_EQ(words(plan, {.classes = {FaultClass::link_outage, FaultClass::publisher_outage}}),
            (Words{"publisher_outage cluster1", "publisher_outage cluster2", "publisher_outage cluster3",
                   "link_outage cluster1 and cluster3"}));
  EXPECT_EQ(words(plan, {.classes = {FaultClass::access_outage}}).size(), 3U);
  EXPECT_EQ(words(plan, {}).size(), 3U + 3U + 3U + 3U + 1U + 15U);
}

TEST(SingleFaults, EachIsListedOnce) {
  Plan plan = guide_plan();
  plan.clusters.resize(1);
  plan.users.resize(1);
  EXPECT_EQ(words(plan, {.classes = {FaultClass::node_outage, FaultClass::publisher_outage}}),
            (Words{"node_outage cluster1-sub1", "publisher_outage cluster1"}));
  plan.clusters[0].nodes.resize(1);
  EXPECT_EQ(words(plan, {.classes = {FaultClass::node_outage}}), (Words{"node_outage cluster1-pub"}));
  EXPECT_EQ(
      words(plan, {.classes = {FaultClass::cluster_outage, FaultClass::node_outage, FaultClass::publisher_outage}}),
      (Words{"cluster_outage cluster1"}));
  EXPECT_EQ(faults_of(plan, {.classes = {FaultClass::publisher_outage}}, plenty).problem,
            "the scenario has nothing that could fail so");
}

TEST(SingleFaults, AServiceThatNoNodeHasIsNone) {
  Plan plan = guide_plan();
  plan.clusters.resize(1);
  plan.users.resize(1);
  const FaultRules rules{.classes = {FaultClass::service_stop}};
  const Words all{"service_stop ils in cluster1", "service_stop extension_mobility in cluster1",
                  "service_stop call_processing in cluster1", "service_stop tftp in cluster1",
                  "service_stop tomcat in cluster1"};
  EXPECT_EQ(words(plan, rules), all);
  plan.clusters[0].nodes[0].services.ils = false;
  EXPECT_EQ(words(plan, rules), Words(all.begin() + 1, all.end()));
  plan.timeline = {{minute, ActivateService{cluster1, 0, Service::ils, true}}};
  EXPECT_EQ(words(plan, rules), all);
}

TEST(SingleFaults, DatesByRule) {
  Plan plan = guide_plan();  // 30 min
  FaultList list = faults_of(plan, {}, plenty);
  EXPECT_EQ(list.dates, std::vector<Time>{10 * minute});
  EXPECT_EQ(list.lasts, 10 * minute) << "half of what is left";
  plan.warmup = 6 * minute;
  EXPECT_EQ(faults_of(plan, {}, plenty).dates, std::vector<Time>{14 * minute});
  plan.duration = day;
  EXPECT_EQ(faults_of(plan, {}, plenty).lasts, hour);
  EXPECT_EQ(faults_of(plan, {.lasts = 2 * hour}, plenty).lasts, 2 * hour);
  list = faults_of(plan, {.classes = {FaultClass::cluster_outage}, .dates = {3 * hour, hour, 3 * hour}}, plenty);
  EXPECT_EQ(list.dates, (std::vector<Time>{hour, 3 * hour}));
  EXPECT_EQ(list.count, 6U);
}

TEST(SingleFaults, DatesAfterLogins) {
  Plan plan = guide_plan();
  const auto log_in = [&](Time at) { plan.timeline.push_back({at, Login{alice, cluster3}}); };
  log_in(5 * minute);
  log_in(5 * minute);
  log_in(20 * minute - second);
  log_in(20 * minute);  // a fault of 10 min would end beyond the run
  plan.timeline.push_back({minute, Login{kally, cluster1}, Moment::Event::recovered, cluster2});
  const FaultRules rules{.classes = {FaultClass::cluster_outage}, .after_logins = true};
  FaultList list = faults_of(plan, rules, plenty);
  EXPECT_EQ(list.dates, (std::vector<Time>{5 * minute + second, 10 * minute, 20 * minute}));
  EXPECT_EQ(list.late_logins, 1U);
  plan.timeline.clear();
  for (int i = 0; i < 9; ++i) log_in(i * minute);
  list = faults_of(plan, rules, plenty);
  EXPECT_EQ(list.dates, (std::vector<Time>{second, 2 * minute + second, 4 * minute + second, 6 * minute + second,
                                           8 * minute + second, 10 * minute}));
}

TEST(SingleFaults, MustEndWithinTheRun) {
  const Plan plan = guide_plan();
  EXPECT_EQ(faults_of(plan, {.lasts = 20 * minute}, plenty).problem, "");
  EXPECT_EQ(faults_of(plan, {.lasts = 20 * minute + 1}, plenty).problem,
            "a fault at 10 min for 1200000000001 ns would end beyond the run, which lasts 30 min");
  EXPECT_EQ(faults_of(plan, {.dates = {31 * minute}}, plenty).problem,
            "a fault at 31 min would end beyond the run, which lasts 30 min");
  EXPECT_EQ(faults_of(plan, {.dates = {30 * minute}}, plenty).problem,
            "a fault at 30 min could last 0 s only; at least 1 ms must be left of the run, which lasts 30 min");
}

/// How many of the cluster outages or of the given class are left out, at 10 min for 10 min.
std::size_t overlapping(TimelineEntry own, FaultClass kind = FaultClass::cluster_outage) {
  Plan plan = guide_plan();
  plan.timeline = {std::move(own)};
  return faults_of(plan, {.classes = {kind}}, plenty).overlapping;
}

TEST(SingleFaults, ThatMeetOneOfThePlansOwnOfTheSameThingAreLeftOut) {
  EXPECT_EQ(overlapping({12 * minute, ClusterOutage{cluster2, minute}}), 1U);
  EXPECT_EQ(overlapping({5 * minute, ClusterOutage{cluster2, 5 * minute}}), 1U) << "to touch is to meet";
  EXPECT_EQ(overlapping({5 * minute, ClusterOutage{cluster2, 5 * minute - 1}}), 0U);
  EXPECT_EQ(overlapping({20 * minute, ClusterOutage{cluster2, minute}}), 1U);
  EXPECT_EQ(overlapping({20 * minute + 1, ClusterOutage{cluster2, minute}}), 0U);
  EXPECT_EQ(overlapping({12 * minute, AccessOutage{cluster2, minute}}), 0U) << "another thing";
  EXPECT_EQ(overlapping({12 * minute, Restore{cluster2, minute, minute}}), 1U);
  EXPECT_EQ(overlapping({12 * minute, SwitchVersion{cluster2}}), 1U);
  EXPECT_EQ(overlapping({12 * minute, Login{alice, cluster3}}), 0U);
  EXPECT_EQ(overlapping({12 * minute, PublisherOutage{cluster2, minute}}, FaultClass::node_outage), 1U)
      << "the same thing by another name";
  EXPECT_EQ(overlapping({12 * minute, ServiceStop{cluster2, 0, Service::ils, minute}}, FaultClass::service_stop), 0U)
      << "on one node only";
  EXPECT_EQ(overlapping({minute, ClusterOutage{cluster2, minute}, Moment::Event::failed, cluster1}), 0U)
      << "nobody knows when";
  const Duration grace = ClusterPlan{}.recovery.shutdown;
  ASSERT_GT(grace, 0);
  EXPECT_EQ(overlapping({9 * minute - grace, Shutdown{cluster2, minute}}), 1U);
  EXPECT_EQ(overlapping({9 * minute - grace - 1, Shutdown{cluster2, minute}}), 0U);
}

TEST(SingleFaults, RandomFaultsOfThePlanAreMetToo) {
  Plan plan = guide_plan();
  RandomFaults random;
  random.clusters = {cluster3};
  random.mtbf = 7 * minute;
  random.mttr = 8 * minute;
  random.distribution = RandomFaults::Distribution::fixed;
  plan.random_faults = {random};
  const FaultList list = faults_of(plan, {.classes = {FaultClass::cluster_outage}}, plenty);
  EXPECT_EQ(list.overlapping, 1U);
  EXPECT_EQ(list.count, 2U);
}

TEST(SingleFaults, NothingIsLeftIfAllMeet) {
  Plan plan = guide_plan();
  plan.clusters.resize(1);
  plan.users.resize(1);
  plan.timeline = {{12 * minute, ClusterOutage{cluster1, minute}}};
  EXPECT_EQ(faults_of(plan, {.classes = {FaultClass::cluster_outage}}, plenty).problem,
            "every fault of these classes would meet one of the scenario's own");
}

TEST(SingleFaults, PairsOfOneInstant) {
  const Plan plan = guide_plan();
  EXPECT_EQ(words(plan, {.classes = {FaultClass::access_outage}, .pairs = true}),
            (Words{"access_outage cluster1", "access_outage cluster2", "access_outage cluster3",
                   "access_outage cluster1 + access_outage cluster2", "access_outage cluster1 + access_outage cluster3",
                   "access_outage cluster2 + access_outage cluster3"}));
  // 6 of 6 * 5 / 2 = 15 pairs hold one another not at all: each cluster with its own publisher is no pair.
  const FaultRules rules{.classes = {FaultClass::cluster_outage, FaultClass::publisher_outage}, .pairs = true};
  const Words all = words(plan, rules);
  EXPECT_EQ(all.size(), 6U + 15U - 3U);
  EXPECT_EQ(std::count(all.begin(), all.end(), "cluster_outage cluster1 + publisher_outage cluster1"), 0);
  EXPECT_EQ(std::count(all.begin(), all.end(), "cluster_outage cluster1 + publisher_outage cluster2"), 1);
  // A line is no part of its cluster.
  EXPECT_EQ(faults_of(plan, {.classes = {FaultClass::cluster_outage, FaultClass::access_outage}, .pairs = true}, plenty)
                .count,
            6U + 15U);
}

TEST(SingleFaults, TooManyAreCountedOnly) {
  const Plan plan = guide_plan();
  FaultRules rules{.classes = {FaultClass::access_outage}, .dates = {minute, 2 * minute}, .pairs = true};
  EXPECT_EQ(faults_of(plan, rules, 12).trials.size(), 12U);
  const FaultList list = faults_of(plan, rules, 11);
  EXPECT_EQ(list.count, 12U);
  EXPECT_TRUE(list.trials.empty());
  EXPECT_EQ(list.problem, "");
}

TEST(SingleFaults, AsAnEntryOfATimeline) {
  Plan plan = guide_plan();
  plan.links = {{cluster1, cluster3}};
  const auto json = [&](const SingleFault& fault) { return json_for(plan, fault, 90 * second); };
  EXPECT_EQ(json(ClusterOutage{cluster2, hour}),
            R"({ "at": "90 s", "do": "cluster_outage", "cluster": "cluster2", "for": "1 h" })");
  EXPECT_EQ(json(NodeOutage{cluster2, 1, hour}),
            R"({ "at": "90 s", "do": "node_outage", "node": "cluster2-sub1", "for": "1 h" })");
  EXPECT_EQ(json(LinkOutage{LinkId(0), hour}),
            R"({ "at": "90 s", "do": "link_outage", "between": ["cluster1", "cluster3"], "for": "1 h" })");
  EXPECT_EQ(json(ServiceStop{cluster2, std::nullopt, Service::tftp, hour}),
            R"({ "at": "90 s", "do": "service_stop", "cluster": "cluster2", "service": "tftp", "for": "1 h" })");
}

}  // namespace
}  // namespace roamsim::study
