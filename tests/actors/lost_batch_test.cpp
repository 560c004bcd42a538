// A batch that is cut off on its way is lost, and fetched again: by whom and when exactly depends on who is left.
#include <gtest/gtest.h>

#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time login_at = 1 * minute;
const Time commit = committing(login_at);
constexpr std::int64_t slow = 1'000;  // bit/s: a batch takes seconds
const Time asked = commit + 2 * way;
const Time cut = asked + transfer(slow) / 2;
const ils::Parameters ils_times;

/// Bob logs in at home; the way to the last cluster is slow.
Plan slow_plan(Plan plan) {
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  plan.clusters.back().access.bandwidth = slow;
  plan.timeline = {{login_at, Login{bob, cluster1}}};
  plan.duration = 20 * minute;
  return plan;
}

/// From the instant at which a request arrives at whoever has the batch, until the asking cluster routes by it.
Duration fetching() {
  return transfer(slow) + way + processing() + writing();
}

record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal;
}

TEST(LostBatch, NothingIsLostWhereNothingFails) {
  const record::Journal journal = run(slow_plan(pair_plan()));
  ASSERT_EQ(journal.exchanges.size(), 1U);
  EXPECT_EQ(known(journal, 0, cluster2).applied, asked + fetching());
}

TEST(LostBatch, AReceiverThatWasDownGreetsAndIsAnswered) {
  Plan plan = slow_plan(pair_plan());
  const Duration lasts = 50 * second;
  plan.timeline.push_back({cut, ClusterOutage{cluster2, lasts}});
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.exchanges.size(), 2U);
  EXPECT_EQ(journal.exchanges[0].arrived, never);
  const Time back = cut + lasts + directory::RecoveryParameters{}.boot;
  // There the greeting, back the notice, there the request.
  EXPECT_EQ(known(journal, 0, cluster2).applied, back + 3 * way + fetching());
}

/// By the table of faults: what is on its way to a service that stops is lost, though the service may be back first.
TEST(LostBatch, AReceiverWhoseServiceStoppedDoesNotTakeIt) {
  Plan plan = slow_plan(pair_plan());
  const Duration lasts = 1 * second;
  plan.timeline.push_back({cut, ServiceStop{cluster2, std::nullopt, Service::ils, lasts}});
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.exchanges.size(), 2U);
  EXPECT_EQ(journal.exchanges[0].arrived, never);
  ASSERT_EQ(journal.advances.size(), 2U) << "received once and applied once";
  // The line is shared by both batches until the lost one is over.
  const Time asked_again = cut + lasts + 3 * way;
  const Duration left = asked + transfer(slow) - asked_again;
  EXPECT_EQ(known(journal, 0, cluster2).applied, asked_again + left + fetching());
}

TEST(LostBatch, NothingIsTakenWhileTheServiceIsStopped) {
  Plan plan = slow_plan(pair_plan());
  const Duration lasts = 5 * minute;
  plan.timeline.push_back({cut, ServiceStop{cluster2, std::nullopt, Service::ils, lasts}});
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.exchanges.size(), 2U);
  EXPECT_EQ(journal.exchanges[0].arrived, never);
  EXPECT_EQ(known(journal, 0, cluster2).applied, cut + lasts + 3 * way + fetching());
}

/// Whoever hands a batch to the line still has power when its service alone stops.
TEST(LostBatch, ASenderWhoseServiceStoppedHasSentIt) {
  Plan plan = slow_plan(pair_plan());
  plan.timeline.push_back({cut, ServiceStop{cluster1, std::nullopt, Service::ils, 5 * minute}});
  const record::Journal journal = run(plan);
  EXPECT_EQ(known(journal, 0, cluster2).applied, asked + fetching());
}

TEST(LostBatch, ASenderThatDiesLeavesItsWorkToAnotherAfterTheTimeout) {
  Plan plan = slow_plan(quiet_plan());
  plan.timeline.push_back({cut, ClusterOutage{cluster1, 5 * minute}});
  const record::Journal journal = run(plan);
  // Cluster 2 has it, by what the slow batch leaves of the line, and said so. The lost connection is noticed a timeout
  // later.
  EXPECT_EQ(known(journal, 0, cluster2).received, asked + transfer(line - slow) + way + processing());
  EXPECT_EQ(known(journal, 0, cluster3).applied, cut + ils_times.request_timeout + way + fetching());
}

// Who greets is heard as soon as the line is back; the retry comes a timeout and an interval after the cut.
TEST(LostBatch, AShortOutageOfTheLineIsOverAtTheFirstRetry) {
  Plan plan = slow_plan(pair_plan());
  plan.timeline.push_back({cut, AccessOutage{cluster2, 15 * second}});
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.exchanges.size(), 2U);
  const Time retry = cut + ils_times.request_timeout + ils_times.retry_interval;
  // There the greeting, which is a notice too, back the request.
  EXPECT_EQ(known(journal, 0, cluster2).applied, retry + 2 * way + fetching());
}

TEST(LostBatch, ALongerOutageOfTheLineIsOverAtTheNextRetry) {
  Plan plan = slow_plan(pair_plan());
  plan.timeline.push_back({cut, AccessOutage{cluster2, 45 * second}});
  const record::Journal journal = run(plan);
  const Time retry = cut + 2 * (ils_times.request_timeout + ils_times.retry_interval);
  EXPECT_EQ(known(journal, 0, cluster2).applied, retry + 2 * way + fetching());
}

TEST(LostBatch, WhatWasReceivedIsWrittenAfterAnOutage) {
  Plan plan = slow_plan(pair_plan());
  const Time received = asked + transfer(slow) + way + processing();
  plan.timeline.push_back({received + writing() / 2, ClusterOutage{cluster2, 50 * second}});
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.exchanges.size(), 1U);
  EXPECT_EQ(known(journal, 0, cluster2).received, received);
  const Time back = received + writing() / 2 + 50 * second + directory::RecoveryParameters{}.boot;
  EXPECT_EQ(known(journal, 0, cluster2).applied, back + writing());
}

TEST(LostBatch, WhatWasBeingProcessedIsFetchedAgain) {
  Plan plan = slow_plan(pair_plan());
  const Time arrived = asked + transfer(slow) + way;
  plan.timeline.push_back({arrived + processing() / 2, ClusterOutage{cluster2, 50 * second}});
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.exchanges.size(), 2U);
  const Time back = arrived + processing() / 2 + 50 * second + directory::RecoveryParameters{}.boot;
  EXPECT_EQ(known(journal, 0, cluster2).applied, back + 3 * way + fetching());
}

// That an answer begins may be heard and its end be lost, if it is empty: then nobody waits for it for ever.
TEST(LostBatch, AnEmptyOneIsAskedForAgainToo) {
  constexpr std::uint64_t seeds = 60;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Plan plan = pair_plan();
    plan.seed = seed;
    plan.duration = 40 * minute;
    for (ClusterPlan& cluster : plan.clusters) {
      cluster.ils.mode = ils::SyncMode::both;
      cluster.ils.interval = 1 * minute;
    }
    const Degradation how{.latency = 0, .bandwidth = {}, .loss = 0.8};
    plan.timeline = {{1 * minute, AccessDegraded{cluster2, how, 10 * minute}}, {20 * minute, Login{bob, cluster2}}};
    const std::string known_there = told_by(plan, [](const RunResult& result) {
      return std::string(known(result.journal, 0, cluster1).applied == never ? "never" : "known");
    });
    EXPECT_EQ(known_there, "known") << "seed " << seed;
  }
}

}  // namespace
}  // namespace roamsim::actors
