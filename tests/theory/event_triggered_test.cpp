// Over an idle network a change that is told at once takes the sum of latencies, transfers and processing, to the
// nanosecond; while a hub is down exactly those who need it wait for it.
#include <gtest/gtest.h>

#include <vector>

#include "sim/actors/convergence_bound.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/theory/chain.hpp"

namespace roamsim::actors {
namespace {

constexpr Time press = 5 * minute;
constexpr std::size_t clusters = 5;
constexpr ClusterId spoke_c{4};  ///< a further spoke of hub 1

/// When each cluster received the first change, by cluster.
std::vector<Time> received_by_all(const Plan& plan) {
  return observed(plan, [&](const RunResult& result) {
    std::vector<Time> dates;
    for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
      dates.push_back(known(result.journal, 0, ClusterId(i)).received);
    }
    if (result.broken) dates.clear();
    return dates;
  });
}

/// A notice, a request, a batch, and its processing.
Duration hop(const Plan& plan, ClusterId from, ClusterId to) {
  return 2 * way_between(plan, from, to) + answer(plan, from, to);
}

TEST(EventTriggered, TakesTheSumOfItsParts) {
  Plan plan = chain_plan(ils::SyncMode::event_triggered);
  plan.timeline = {{press, Login{UserId(0), spoke_a}}};
  const Time commit = committing(press);
  const Time at_1 = commit + hop(plan, spoke_a, hub_1);
  const Time at_2 = at_1 + hop(plan, hub_1, hub_2);
  EXPECT_EQ(received_by_all(plan), (std::vector<Time>{commit, at_1, at_2, at_2 + hop(plan, hub_2, spoke_b)}));
}

TEST(EventTriggered, ComesWithinFivePercentOfTheBound) {
  Plan plan = chain_plan(ils::SyncMode::event_triggered);
  plan.timeline = {{press, Login{UserId(0), spoke_a}}};
  const auto bound = convergence_bound(plan, planned_memberships(plan), {.records = 1});
  ASSERT_TRUE(bound.has_value());
  EXPECT_EQ(bound->from, spoke_a);
  EXPECT_EQ(bound->to, spoke_b);
  const Duration took = received_by_all(plan)[spoke_b.index()] + writing() - committing(press);
  EXPECT_LE(took, bound->longest);
  EXPECT_GE(static_cast<double>(took), 0.95 * static_cast<double>(bound->longest));
}

TEST(EventTriggered, HasNoBoundWhereNobodyIsTold) {
  Plan plan = chain_plan(ils::SyncMode::event_triggered);
  plan.clusters[hub_1.index()].ils.relay = ils::Relay::at_interval;
  EXPECT_FALSE(convergence_bound(plan, planned_memberships(plan)).has_value());
}

/// Hub 1 fails before the login and is back long after it.
class WithAHubDown : public testing::Test {
 protected:
  WithAHubDown() {
    ClusterPlan cluster = plan_.clusters[spoke_a.index()];
    cluster.name = "spoke-c";
    plan_.clusters.push_back(cluster);
    // So wide that batches to several peers at once do not slow each other down: each takes what its spoke's line
    // takes.
    for (const ClusterId hub : {hub_1, hub_2}) plan_.clusters[hub.index()].access.bandwidth = 1'000'000'000'000;
  }
  static constexpr Duration lasts = 15 * minute;
  [[nodiscard]] Time back() const { return press - minute + lasts + plan_.clusters[hub_1.index()].recovery.boot; }
  /// Received by cluster after a login in `origin`, with the outage or without.
  std::vector<Time> after_login(ClusterId origin, bool outage) {
    Plan plan = plan_;
    plan.timeline = {{press, Login{UserId(0), origin}}};
    if (outage) plan.timeline.insert(plan.timeline.begin(), {press - minute, ClusterOutage{hub_1, lasts}});
    return received_by_all(plan);
  }
  /// The hub that is back greets its peer, which says what it has, and is asked for it.
  [[nodiscard]] Time caught_up(ClusterId peer) const {
    return back() + way_between(plan_, hub_1, peer) + hop(plan_, peer, hub_1);
  }
  Plan plan_ = chain_plan(ils::SyncMode::event_triggered);
};

TEST_F(WithAHubDown, ItsSpokesHearOfOthersWhenItHasCaughtUp) {
  const std::vector<Time> down = after_login(hub_2, true);
  const std::vector<Time> up = after_login(hub_2, false);
  EXPECT_EQ(down[spoke_b.index()], up[spoke_b.index()]) << "a pair that does not need the hub";
  EXPECT_EQ(down[hub_1.index()], caught_up(hub_2));
  const auto bound = convergence_bound(plan_, planned_memberships(plan_), after_an_outage);
  ASSERT_TRUE(bound.has_value());
  EXPECT_LE(down[spoke_a.index()] + writing(), back() + bound->longest);
  EXPECT_EQ(down[spoke_a.index()], caught_up(hub_2) + hop(plan_, hub_1, spoke_a));
  EXPECT_EQ(up[spoke_a.index()], up[hub_1.index()] + hop(plan_, hub_1, spoke_a));
}

TEST_F(WithAHubDown, WhatItsSpokeDoesIsLateForEveryone) {
  const std::vector<Time> down = after_login(spoke_a, true);
  EXPECT_EQ(down[hub_1.index()], caught_up(spoke_a));
  EXPECT_EQ(down[hub_2.index()], caught_up(spoke_a) + hop(plan_, hub_1, hub_2));
  EXPECT_EQ(down[spoke_c.index()], caught_up(spoke_a) + hop(plan_, hub_1, spoke_c)) << "not even of its neighbour";
  EXPECT_EQ(down[spoke_b.index()], down[hub_2.index()] + hop(plan_, hub_2, spoke_b));
}

// Committed at the hub itself just before it fails, and before anybody could ask for it.
TEST_F(WithAHubDown, WhatItDidItselfIsLateForEveryone) {
  Plan plan = plan_;
  const Time fails = committing(press) + millisecond;
  plan.timeline = {{press, Login{UserId(0), hub_1}}, {fails, ClusterOutage{hub_1, lasts}}};
  const Time returns = fails + lasts + plan.clusters[hub_1.index()].recovery.boot;
  const std::vector<Time> received = received_by_all(plan);
  ASSERT_EQ(received.size(), clusters);
  // The greeting itself says what the hub has.
  EXPECT_EQ(received[hub_2.index()], returns + hop(plan, hub_1, hub_2));
  EXPECT_EQ(received[spoke_b.index()], received[hub_2.index()] + hop(plan, hub_2, spoke_b));
}

TEST_F(WithAHubDown, WithPollingTheWaitForThePollIsAdded) {
  for (ClusterPlan& cluster : plan_.clusters) cluster.ils.mode = ils::SyncMode::periodic;
  const std::vector<Time> down = after_login(hub_2, true);
  const std::vector<Time> up = after_login(hub_2, false);
  EXPECT_EQ(down[spoke_b.index()], up[spoke_b.index()]) << "a pair that does not need the hub";
  const Duration interval = plan_.clusters[spoke_a.index()].ils.interval;
  const Duration exchange = hop(plan_, hub_1, spoke_a);
  EXPECT_GE(down[spoke_a.index()], back());
  EXPECT_LE(down[spoke_a.index()], caught_up(hub_2) + interval + exchange);
}

}  // namespace
}  // namespace roamsim::actors
