// Faults of parts of a cluster, of lines and of the network: what each takes with it, and what is back when.
#include <gtest/gtest.h>

#include <variant>
#include <vector>

#include "models/catalogue/errors.hpp"
#include "sim/actors/random_faults.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using calls::Outcome;
using Kind = record::EventRow::Kind;

constexpr Time login_at = 2 * minute;
const directory::RecoveryParameters recovery;

record::Journal run(const Plan& plan) {
  RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return std::move(result.journal);
}

std::vector<Time> dates(const record::Journal& journal, Kind kind) {
  std::vector<Time> found;
  for (const record::EventRow& row : journal.events) {
    if (row.kind == kind) found.push_back(row.at);
  }
  return found;
}

const std::int32_t no_service = catalogue::error_of(catalogue::Cause::no_service).code;

TEST(PublisherOutage, StopsIlsButNeitherCallsNorTheSubscribersLogins) {
  Plan plan = quiet_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.nodes[1].services.extension_mobility = true;
  plan.timeline = {{1 * minute, PublisherOutage{cluster2, 10 * minute}},
                   {login_at, Login{bob, cluster2}},
                   {4 * minute, PlaceCall{kally, "2000-001"}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).code, 0);
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::connected);
  EXPECT_EQ(dates(journal, Kind::node_up), std::vector<Time>{11 * minute + recovery.boot});
  EXPECT_GT(known(journal, 0, cluster1).applied, 11 * minute + recovery.boot);
  EXPECT_LT(known(journal, 0, cluster1).applied, 11 * minute + recovery.boot + 10 * second);
  EXPECT_TRUE(dates(journal, Kind::failed).empty());
}

TEST(NodeOutage, EndsTheRequestsOfThatNodeOnly) {
  Plan plan = quiet_plan();
  plan.timeline = {{login_at, Login{bob, cluster2}},
                   {entering(login_at) + em::Parameters{}.service / 2, NodeOutage{cluster2, 0, 1 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).code, no_service);
  EXPECT_EQ(journal.requests.at(0).end, plan.timeline[1].at);
  EXPECT_TRUE(journal.location_changes.empty());
}

TEST(NodeOutage, OfAnotherNodeLetsARequestGoOn) {
  Plan plan = quiet_plan();
  plan.timeline = {{login_at, Login{bob, cluster2}},
                   {entering(login_at) + em::Parameters{}.service / 2, NodeOutage{cluster2, 1, 1 * minute}}};
  EXPECT_EQ(run(plan).requests.at(0).code, 0);
}

TEST(NodeOutage, ItsPhonesRegisterWithAnotherNode) {
  Plan plan = quiet_plan();
  plan.timeline = {{5 * minute, NodeOutage{cluster2, 1, 10 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, alice, cluster2, false), std::vector<Time>{5 * minute});
  EXPECT_EQ(registrations(journal, alice, cluster2, true),
            std::vector<Time>{5 * minute + recovery.phone_failover + em::Parameters{}.registration});
}

TEST(NodeOutage, OfAllNodesOneAfterAnotherIsALossOfCallProcessing) {
  Plan plan = quiet_plan();
  plan.timeline = {{5 * minute, NodeOutage{cluster2, 1, 10 * minute}},
                   {6 * minute, NodeOutage{cluster2, 0, 1 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, alice, cluster2, true).back(),
            7 * minute + recovery.boot + recovery.phone_reregistration + em::Parameters{}.registration);
}

TEST(Faults, OfAClusterAndItsNodeMerge) {
  Plan plan = quiet_plan();
  plan.timeline = {{5 * minute, NodeOutage{cluster2, 1, 10 * minute}},
                   {6 * minute, ClusterOutage{cluster2, 1 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(dates(journal, Kind::recovered), std::vector<Time>{7 * minute + recovery.boot}) << "by its publisher";
  EXPECT_EQ(dates(journal, Kind::node_up), std::vector<Time>{15 * minute + recovery.boot});
}

TEST(ServiceStop, OfExtensionMobilityLeavesCallsAlone) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, ServiceStop{cluster2, std::nullopt, Service::extension_mobility, 5 * minute}},
                   {login_at, Login{bob, cluster2}},
                   {3 * minute, PlaceCall{kally, "2000-001"}},
                   {7 * minute, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).cause, catalogue::Cause::em_service_unreachable);
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::connected);
  EXPECT_EQ(journal.requests.at(1).code, 0);
}

TEST(ServiceStop, OfCallProcessingTakesThePhonesAndLeavesIls) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, ServiceStop{cluster2, std::nullopt, Service::call_processing, 5 * minute}},
                   {login_at, Login{bob, cluster3}},
                   {4 * minute, PlaceCall{kally, "2000-001"}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, alice, cluster2, false), std::vector<Time>{1 * minute});
  EXPECT_EQ(registrations(journal, alice, cluster2, true),
            std::vector<Time>{6 * minute + recovery.phone_reregistration + em::Parameters{}.registration});
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::trunk_dead);
  EXPECT_LT(known(journal, 0, cluster2).applied, 3 * minute);
}

TEST(ServiceStop, OfIlsLeavesEverythingElse) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, ServiceStop{cluster2, std::nullopt, Service::ils, 5 * minute}},
                   {login_at, Login{bob, cluster2}},
                   {4 * minute, PlaceCall{kally, "2000-001"}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).code, 0);
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::connected);
  EXPECT_GT(known(journal, 0, cluster1).applied, 6 * minute);
  EXPECT_LT(known(journal, 0, cluster1).applied, 7 * minute);
}

TEST(Shutdown, LetsALoginEndAndTakesNoOther) {
  Plan plan = quiet_plan();
  const Time down = login_at + 5 * second;
  plan.timeline = {{login_at, Login{bob, cluster2}},
                   {down, Shutdown{cluster2, 5 * minute}},
                   {down + 10 * second, Login{kally, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).code, 0) << "a crash would have ended it";
  EXPECT_EQ(journal.requests.at(1).code, no_service);
  EXPECT_EQ(dates(journal, Kind::shut_down), std::vector<Time>{down});
  EXPECT_EQ(dates(journal, Kind::failed), std::vector<Time>{down + recovery.shutdown});
  EXPECT_EQ(dates(journal, Kind::recovered), std::vector<Time>{down + recovery.shutdown + 5 * minute + recovery.boot});
}

TEST(Partition, PartsGroupsAndNothingWithinThem) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, Partition{{0, 1, 0}, {"main", "island"}, 10 * minute}},
                   {login_at, Login{bob, cluster3}},
                   {4 * minute, PlaceCall{kally, "2000-001"}},
                   {4 * minute, PlaceCall{kally, "1000-001"}}};
  const record::Journal journal = run(plan);
  EXPECT_LT(known(journal, 0, cluster1).applied, 3 * minute);
  EXPECT_GT(known(journal, 0, cluster2).applied, 11 * minute);
  EXPECT_NE(known(journal, 0, cluster2).applied, never);
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::trunk_dead);
  EXPECT_EQ(journal.calls.at(1).outcome, Outcome::connected);
  EXPECT_EQ(dates(journal, Kind::healed), std::vector<Time>{11 * minute});
}

TEST(Partition, CutsABatchOnItsWay) {
  Plan plan = pair_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.access.bandwidth = 1'000;  // a batch takes seconds
  const Time commit = committing(login_at);
  plan.timeline = {{login_at, Login{bob, cluster2}}, {commit + 2 * second, Partition{{0, 1}, {"a", "b"}, 1 * minute}}};
  const record::Journal journal = run(plan);
  ASSERT_GE(journal.exchanges.size(), 2U);
  EXPECT_EQ(journal.exchanges[0].arrived, never);
  EXPECT_GT(known(journal, 0, cluster1).applied, commit + 1 * minute);
  EXPECT_NE(known(journal, 0, cluster1).applied, never);
}

/// When cluster 1 knows of a login at cluster 2, while its line is degraded.
Time known_while(const Degradation& how) {
  Plan plan = pair_plan();
  plan.timeline = {{1 * minute, AccessDegraded{cluster1, how, 10 * minute}}, {login_at, Login{bob, cluster2}}};
  return known(run(plan), 0, cluster1).applied;
}

constexpr Time plainly(Time commit) {
  return commit + 3 * way;  // notice, request, batch
}

TEST(Degraded, LatencyIsAddedToEveryMessage) {
  const Time usual = plainly(committing(login_at)) + transfer(line) + processing() + writing();
  EXPECT_EQ(known_while({.latency = 1 * second, .bandwidth = {}, .loss = 0}), usual + 3 * second);
}

TEST(Degraded, BandwidthIsCapped) {
  const Time usual = plainly(committing(login_at)) + processing() + writing();
  EXPECT_EQ(known_while({.latency = 0, .bandwidth = 10'000, .loss = 0}), usual + transfer(10'000));
}

TEST(Degraded, LossRepeatsMessagesInWholeTimeouts) {
  const double loss = 0.6;
  const std::int64_t left = net::bandwidth_with_loss({}, line, AccessLinkPlan{}.latency, loss);
  const Time usual = plainly(committing(login_at)) + transfer(left) + processing() + writing();
  const Time late = known_while({.latency = 0, .bandwidth = {}, .loss = loss}) - usual;
  EXPECT_GT(late, 0) << "of this seed, something was lost";
  EXPECT_EQ(late % (1 * second), 0);
}

TEST(ReplicationBroken, HoldsWhatIsLearnedUntilItWorks) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, ReplicationBroken{cluster2, 10 * minute}}, {login_at, Login{bob, cluster3}}};
  const record::Journal journal = run(plan);
  EXPECT_LT(known(journal, 0, cluster1).applied, 3 * minute);
  EXPECT_LT(known(journal, 0, cluster2).received, 3 * minute);
  EXPECT_GE(known(journal, 0, cluster2).applied, 11 * minute);
  EXPECT_LT(known(journal, 0, cluster2).applied, 12 * minute);
}

TEST(AuthenticationFailure, PartsTwoAndIsOverAfterIt) {
  Plan plan = pair_plan();
  plan.timeline = {{1 * minute, AuthenticationFailure{cluster1, cluster2, 10 * minute}},
                   {login_at, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_GE(known(journal, 0, cluster1).applied, 11 * minute);
  EXPECT_NE(known(journal, 0, cluster1).applied, never);
}

TEST(ClockSkew, IsNotedWithItsOffsetAndHarmsNoOneByEpoch) {
  Plan plan = quiet_plan();
  plan.timeline = {{1 * minute, ClockSkew{cluster2, -1 * hour, 15 * minute}}, {login_at, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(dates(journal, Kind::clock_wrong), std::vector<Time>{1 * minute});
  EXPECT_EQ(dates(journal, Kind::clock_right), std::vector<Time>{16 * minute});
  EXPECT_EQ(journal.events.front().detail, "1 h behind");
  EXPECT_LT(known(journal, 0, cluster1).applied, 3 * minute);
}

TEST(Recovery, ExtensionMobilityComesLate) {
  Plan plan = quiet_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.recovery.tomcat = 2 * minute;
  const Time services = 6 * minute + recovery.boot;
  plan.timeline = {{5 * minute, ClusterOutage{cluster2, 1 * minute}},
                   {services + 1 * minute, Login{bob, cluster2}},
                   {services + 1 * minute, PlaceCall{kally, "2000-001"}},
                   {services + 2 * minute, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests.at(0).code, no_service);
  EXPECT_EQ(journal.calls.at(0).outcome, Outcome::connected);
  EXPECT_EQ(journal.requests.at(1).code, 0);
}

TEST(Recovery, PhonesComeBackInAWave) {
  Plan plan = quiet_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.recovery.registrations_per_second = 1;
  plan.timeline = {{1 * minute, Login{bob, cluster2}}, {5 * minute, ClusterOutage{cluster2, 1 * minute}}};
  const record::Journal journal = run(plan);
  const Time first = 6 * minute + recovery.boot + recovery.phone_reregistration + em::Parameters{}.registration;
  EXPECT_EQ(registrations(journal, alice, cluster2, true).back(), first);
  EXPECT_EQ(registrations(journal, bob, cluster2, true).back(), first + 1 * second);
}

TEST(Recovery, StagesFillTheBootAndNoMore) {
  using directory::boot_stages;
  EXPECT_EQ(boot_stages({}), (directory::BootStages{90 * second, 150 * second, 3 * minute, 3 * minute}));
  EXPECT_EQ(boot_stages({.boot = 2 * minute, .tomcat = 1 * minute}),
            (directory::BootStages{90 * second, 2 * minute, 2 * minute, 3 * minute}));
  EXPECT_EQ(boot_stages({.boot = 0}), (directory::BootStages{}));
}

// Random faults.

Plan random_plan() {
  Plan plan = quiet_plan();
  plan.duration = 100 * hour;
  RandomFaults faults;
  faults.kind = RandomFaults::Class::cluster_outage;
  faults.clusters = {cluster1, cluster3};
  faults.mtbf = 5 * hour;
  faults.mttr = 10 * minute;
  plan.random_faults = {faults};
  return plan;
}

std::vector<TimelineEntry> of(const std::vector<TimelineEntry>& drawn, ClusterId cluster) {
  std::vector<TimelineEntry> found;
  for (const TimelineEntry& entry : drawn) {
    if (std::get<ClusterOutage>(entry.action).cluster == cluster) found.push_back(entry);
  }
  return found;
}

TEST(RandomFaults, AreThoseOfTheSeedAndOfEachThingAlone) {
  Plan plan = random_plan();
  const std::vector<TimelineEntry> drawn = draw_faults(plan);
  EXPECT_EQ(draw_faults(plan), drawn);
  EXPECT_GT(of(drawn, cluster1).size(), 8U);
  EXPECT_LT(of(drawn, cluster1).size(), 40U);
  plan.random_faults[0].clusters = {cluster1, cluster2, cluster3};
  EXPECT_EQ(of(draw_faults(plan), cluster1), of(drawn, cluster1)) << "another thing changes nothing";
  EXPECT_EQ(of(draw_faults(plan), cluster3), of(drawn, cluster3));
  plan.seed = 2;
  EXPECT_NE(of(draw_faults(plan), cluster1), of(drawn, cluster1));
}

TEST(RandomFaults, OfFixedTimesComeLikeAClock) {
  Plan plan = random_plan();
  plan.random_faults[0].distribution = RandomFaults::Distribution::fixed;
  plan.random_faults[0].clusters = {cluster1};
  plan.random_faults[0].from = 1 * hour;
  plan.random_faults[0].until = 12 * hour;
  EXPECT_EQ(draw_faults(plan),
            (std::vector<TimelineEntry>{{6 * hour, ClusterOutage{cluster1, 10 * minute}},
                                        {11 * hour + 10 * minute, ClusterOutage{cluster1, 10 * minute}}}));
}

TEST(RandomFaults, MeetThoseOfTheTimeline) {
  Plan plan = random_plan();
  plan.duration = 20 * hour;
  plan.random_faults[0].distribution = RandomFaults::Distribution::fixed;
  plan.random_faults[0].clusters = {cluster1};
  plan.timeline = {{5 * hour - 1 * minute, ClusterOutage{cluster1, 30 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(dates(journal, Kind::failed).size(), 3U) << "one of the timeline, two of three drawn";
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == "timeline.outages_left_out") {
      EXPECT_EQ(row.value, 1);
    }
  }
}

}  // namespace
}  // namespace roamsim::actors
