// Clusters leave the ILS network and come back.
#include <gtest/gtest.h>

#include <string>

#include "sim/actors/moments.hpp"
#include "sim/actors/run_index.hpp"
#include "sim/core/scheduler.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

/// The invariants find nothing, all is healed, and every cluster routes by the truth: else the words of what is wrong.
std::string wrong(const RunResult& result) {
  if (result.broken) return result.broken->what;
  if (!result.prevented) return "not judged";
  return result.prevented->outside_the_network > 0 ? "outside the network" : "";
}

TEST(Return, IsCaughtUpAtAnotherHubInAnotherRole) {
  Plan plan = guide_plan();
  plan.duration = 2 * hour;
  plan.timeline = {{5 * minute, Login{bob, cluster3}},    {10 * minute, IlsLeave{cluster3}},
                   {11 * minute, Login{alice, cluster1}}, {12 * minute, Logout{bob, cluster3}},
                   {13 * minute, Login{kally, cluster3}}, {20 * minute, IlsJoin{cluster3, ils::Role::spoke, cluster2}},
                   {30 * minute, Login{bob, cluster2}}};
  EXPECT_EQ(told_by(plan, wrong), "");
}

// At every stage of the exchange that a login at cluster 1 begins.
TEST(Return, LosesNothingWhateverIsUnderWay) {
  Plan plan = guide_plan();
  plan.duration = 2 * hour;
  const Time commit = committing(1 * minute);
  for (const Duration after : {0, 15, 25, 45, 65, 85, 500, 1'100, 1'500, 2'200}) {
    for (const Duration away : {0, 30, 2'000}) {
      const Time leave = commit + after * millisecond;
      plan.timeline = {{1 * minute, Login{bob, cluster1}},
                       {leave, IlsLeave{cluster3}},
                       {leave + away * millisecond, IlsJoin{cluster3, ils::Role::hub, cluster2}}};
      EXPECT_EQ(told_by(plan, wrong), "") << after << " ms, away for " << away << " ms";
    }
  }
}

TEST(Return, IsToldWhileAHubIsOutOfReach) {
  Plan plan = guide_plan();
  plan.duration = 2 * hour;
  plan.timeline = {{4 * minute, IlsLeave{cluster3}},
                   {5 * minute, AccessOutage{cluster1, 20 * minute}},
                   {10 * minute, IlsJoin{cluster3, ils::Role::hub, cluster2}},
                   {15 * minute, Login{alice, cluster2}}};
  EXPECT_EQ(told_by(plan, wrong), "");
}

TEST(Return, StaysInTheNetworkAreKnown) {
  Plan plan = guide_plan();
  plan.clusters[1].membership.at_start = false;
  plan.timeline = {{5 * minute, IlsJoin{cluster2, ils::Role::hub, cluster1}},
                   {10 * minute, IlsLeave{cluster3}},
                   {20 * minute, IlsJoin{cluster3, ils::Role::hub, cluster1}}};
  record::Journal journal;
  for (const Time at : {1 * second, 21 * minute}) {
    journal.advances.push_back({at, record::AdvanceRow::Kind::applied, cluster3, cluster1, 0, 0, 1, cluster1});
  }
  core::Scheduler scheduler;
  const Moments moments(scheduler, plan.clusters.size());
  RunIndex run(plan, journal, moments);
  EXPECT_EQ(run.joined(cluster1, 0), 0);
  EXPECT_EQ(run.joined(cluster2, 4 * minute), never);
  EXPECT_EQ(run.joined(cluster2, 30 * minute), 5 * minute);
  EXPECT_EQ(run.joined(cluster3, 9 * minute), 0);
  EXPECT_EQ(run.joined(cluster3, 15 * minute), never);
  EXPECT_EQ(run.joined(cluster3, 20 * minute), 20 * minute);
  EXPECT_FALSE(run.absent(cluster2, 0, minute)) << "it has not left, but not joined yet";
  EXPECT_FALSE(run.absent(cluster3, 0, 10 * minute - 1));
  EXPECT_TRUE(run.absent(cluster3, 0, 10 * minute));
  EXPECT_TRUE(run.absent(cluster3, 19 * minute, 21 * minute));
  EXPECT_FALSE(run.absent(cluster3, 20 * minute, 21 * minute));
  EXPECT_EQ(run.knows_since(cluster3, cluster1, 0), 0);
  EXPECT_EQ(run.knows_since(cluster3, cluster1, 20 * minute), 21 * minute);
  EXPECT_EQ(run.knows_since(cluster3, cluster1, 22 * minute), never);
}

}  // namespace
}  // namespace roamsim::actors
