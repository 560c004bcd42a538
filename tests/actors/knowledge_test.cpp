// What a cluster knows and what it routes by: rules, limits and clocks. The world alone, without a run.
#include <gtest/gtest.h>

#include "sim/actors/backup.hpp"
#include "sim/actors/world.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

/// Applies at the cluster all that is in the ledger.
void learn_all(World& world, ClusterId cluster) {
  ils::Effects none;
  std::vector<ils::UpdateRef> admitted;
  for (ils::LogIndex log = 0; log < world.ledger.logs(); ++log) {
    ils::Agent& agent = world.agents[cluster.index()];
    const std::uint32_t known = agent.applied().vector()[log];
    for (std::uint32_t sequence = known + 1; sequence <= world.ledger.size(log); ++sequence) {
      agent.issued(0, {log, sequence}, none);
      world.learned[cluster.index()].learn(world.ledger, world.stays, {log, sequence}, admitted);
    }
  }
}

/// The user logs in at the cluster; everybody knows at once.
StayId log_in(World& world, UserId user, ClusterId cluster, Time now) {
  const StayId stay = world.stays.open(user, cluster, world.wall_clock(cluster, now));
  world.stays[stay].opened = world.ledger.append(cluster, {ils::Update::Kind::stay_opened, user, stay});
  for (std::size_t i = 0; i < world.clusters.size(); ++i) learn_all(world, ClusterId(i));
  return stay;
}

Plan with_conflict(ils::ConflictPolicy policy) {
  Plan plan = guide_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.ils.conflict = policy;
  return plan;
}

TEST(Knowledge, ARuleBlocksWhatWasLearnedAndNothingElse) {
  Plan plan = guide_plan();
  plan.clusters[2].blocked_learned_patterns = {{"1000", true, {}}};
  World world(plan);
  EXPECT_FALSE(world.route(cluster3, bob).valid());
  EXPECT_EQ(world.route(cluster3, alice), cluster2);
  EXPECT_EQ(world.route(cluster2, bob), cluster1);  // the rule is not told to others
  log_in(world, bob, cluster3, minute);
  EXPECT_EQ(world.route(cluster3, bob), cluster3);  // what is its own was not learned
}

TEST(Knowledge, ARuleOfOneClusterLeavesTheOthers) {
  Plan plan = guide_plan();
  plan.clusters[2].blocked_learned_patterns = {{"1000-001", false, cluster2}};
  World world(plan);
  EXPECT_EQ(world.route(cluster3, bob), cluster1);
  log_in(world, bob, cluster2, minute);
  EXPECT_EQ(world.route(cluster3, bob), cluster1);
  EXPECT_EQ(world.route(cluster1, bob), cluster2);
}

// Of each of the two other clusters: a user and the stay at home.
TEST(Knowledge, WhatFindsNoRoomIsNotRoutedBy) {
  Plan plan = guide_plan();
  plan.clusters[2].ils.max_learned_objects = 2;
  World world(plan);
  EXPECT_EQ(world.learned[2].kept(), 2U);
  EXPECT_EQ(world.learned[2].refusals(), 2U);
  EXPECT_TRUE(world.knows(cluster3, bob));
  EXPECT_FALSE(world.knows(cluster3, alice));
  EXPECT_EQ(world.route(cluster3, bob), cluster1);
  EXPECT_FALSE(world.route(cluster3, alice).valid());
  EXPECT_EQ(world.route(cluster1, alice), cluster2);
  log_in(world, bob, cluster2, minute);
  EXPECT_EQ(world.route(cluster3, bob), cluster1);  // an old object that is kept beats a new one that is not
  EXPECT_EQ(world.route(cluster1, bob), cluster2);
  std::vector<ils::UpdateRef> admitted;
  world.learned[2].set_limit(5, admitted);
  EXPECT_EQ(admitted.size(), 3U);
  EXPECT_EQ(world.route(cluster3, bob), cluster2);
  EXPECT_EQ(world.route(cluster3, alice), cluster2);
}

TEST(Knowledge, ALimitThatIsNotReachedIsCountedAllTheSame) {
  const Plan plan = guide_plan();
  const World world(plan);
  for (const ils::LearnedObjects& table : world.learned) {
    EXPECT_EQ(table.kept(), 4U);
    EXPECT_EQ(table.refusals(), 0U);
  }
}

TEST(Knowledge, AWrongClockMisleadsTheWallClockPolicyOnly) {
  using enum ils::ConflictPolicy;
  for (const auto& [policy, where] : {std::pair(newest_by_epoch, cluster3), std::pair(newest_by_wall_clock, cluster2),
                                      std::pair(first_learned, cluster1)}) {
    const Plan plan = with_conflict(policy);
    World world(plan);
    world.clusters[cluster3.index()].clock_offset = -5 * minute;
    log_in(world, bob, cluster2, 10 * minute);
    log_in(world, bob, cluster3, 12 * minute);
    for (const ClusterId at : {cluster1, cluster2, cluster3}) EXPECT_EQ(world.route(at, bob), where);
    world.clusters[cluster3.index()].clock_offset = 0;
    log_in(world, bob, cluster3, 14 * minute);
    EXPECT_EQ(world.route(cluster1, bob), policy == first_learned ? cluster1 : cluster3);
  }
}

TEST(Stays, AReopenedStayIsAsOldAsTheOneItFollows) {
  ils::Stays stays(1);
  const StayId first = stays.open(bob, cluster1, 10);
  const StayId second = stays.open(bob, cluster2, 20);
  const StayId again = stays.reopen(first);
  EXPECT_EQ(stays[again].epoch, stays[first].epoch);
  EXPECT_EQ(stays[again].wall_clock, 10);
  EXPECT_EQ(stays.newest(bob), second);
  EXPECT_EQ(stays[second].previous, again);
  EXPECT_EQ(stays[again].previous, first);
  const StayId newest = stays.reopen(second);
  EXPECT_EQ(stays.newest(bob), newest);
}

}  // namespace
}  // namespace roamsim::actors
