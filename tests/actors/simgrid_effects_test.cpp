// SimGrid is no decoration: bandwidth, shared lines and cores change when things happen, by as much as theory says.
#include <gtest/gtest.h>

#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time login_at = 1 * minute;
const Time commit = committing(login_at);
constexpr std::int64_t mega = 1'000'000;

/// Bob, who was nowhere, logs in at home, and the others learn it.
Plan login_at_home(Plan plan) {
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  plan.timeline = {{login_at, Login{bob, cluster1}}};
  plan.duration = 5 * minute;
  return plan;
}

/// When the n-th batch was handed to the line, and when it arrived.
std::vector<Time> batches(const RunResult& result) {
  std::vector<Time> dates;
  for (const record::ExchangeRow& row : result.journal.exchanges) {
    dates.push_back(row.at);
    dates.push_back(row.arrived);
  }
  return dates;
}

TEST(Bandwidth, HalvedOnASlowAccessItDelaysConvergenceByTheDifferenceOfTransferTimes) {
  const auto applied = [](std::int64_t bandwidth) {
    Plan plan = login_at_home(pair_plan());
    plan.clusters[cluster2.index()].access.bandwidth = bandwidth;
    return observed(plan, [](const RunResult& r) { return std::vector<Time>{known(r.journal, 0, cluster2).applied}; });
  };
  const std::vector<Time> fast = applied(mega);
  const std::vector<Time> slow = applied(mega / 2);
  ASSERT_EQ(fast.size(), 1U);
  ASSERT_EQ(slow.size(), 1U);
  EXPECT_EQ(fast[0], commit + 3 * way + transfer(mega) + processing() + writing());
  EXPECT_EQ(slow[0] - fast[0], transfer(mega / 2) - transfer(mega));
}

TEST(Bandwidth, TwoBatchesAtOnceOverOneLineTakeTwiceAsLongEach) {
  const auto dates = [](Plan plan) {
    plan = login_at_home(plan);
    plan.clusters[cluster1.index()].access.bandwidth = mega;
    return observed(plan, batches);
  };
  const Time asked = commit + 2 * way;
  EXPECT_EQ(dates(pair_plan()), (std::vector<Time>{asked, asked + transfer(mega) + way}));
  const Time shared = asked + 2 * transfer(mega) + way;
  EXPECT_EQ(dates(quiet_plan()), (std::vector<Time>{asked, shared, asked, shared}));
}

TEST(Bandwidth, TheLineIsSharedOnlyWhileBothAreOnIt) {
  Plan plan = login_at_home(quiet_plan());
  plan.clusters[cluster1.index()].access.bandwidth = mega;
  // The notice and the request of cluster 3 take longer, so that its batch starts when that of cluster 2 is half done.
  const Duration later = transfer(mega) / 4;
  plan.clusters[cluster3.index()].access.latency += later;
  const Time asked = commit + 2 * way;
  // Half alone, half shared; then the same the other way round.
  const Duration each = transfer(mega) / 2 + transfer(mega);
  EXPECT_EQ(observed(plan, batches),
            (std::vector<Time>{asked, asked + each + way, asked + 2 * later, asked + 2 * later + each + way + later}));
}

TEST(Bandwidth, WhatASlowPeerCannotTakeTheOtherGets) {
  Plan plan = login_at_home(quiet_plan());
  plan.clusters[cluster1.index()].access.bandwidth = mega;
  plan.clusters[cluster2.index()].access.bandwidth = mega / 5;
  const Time asked = commit + 2 * way;
  // Max-min: a fifth for cluster 2, the rest for cluster 3.
  EXPECT_EQ(observed(plan, batches),
            (std::vector<Time>{asked, asked + transfer(mega / 5) + way, asked, asked + transfer(mega / 5 * 4) + way}));
}

/// Commits that need not wait for each other, so that four rebuilds begin at once.
const em::Parameters at_once{.service_parameters = {}, .commit = 0};

/// Four users log in at the same instant on a node with so many cores: when their phones are registered.
std::vector<Time> four_logins(std::uint32_t cores) {
  Plan plan = quiet_plan();
  plan.duration = 5 * minute;
  plan.clusters[cluster2.index()].nodes = {NodePlan{"pub", cores}};
  plan.clusters[cluster2.index()].extension_mobility = at_once;
  for (int i = 0; i < 4; ++i) {
    plan.timeline.push_back({login_at, Login{UserId(plan.users.size()), cluster2}});
    plan.users.push_back({"u" + std::to_string(i), "2000-10" + std::to_string(i), cluster2, true, false});
  }
  return observed(plan, [](const RunResult& result) {
    std::vector<Time> dates;
    for (const record::RegistrationRow& row : result.journal.registrations) dates.push_back(row.at);
    return dates;
  });
}

TEST(Cores, SharedByRequestsAndThenByRebuildsTheyDelayTheLoginsByTheSharedTime) {
  const em::Parameters em;
  const Duration work = em.state_query + em.service + em.rebuild;
  const Time alone = registering(login_at, at_once);
  EXPECT_EQ(four_logins(4), std::vector<Time>(4, alone));
  EXPECT_EQ(four_logins(2), std::vector<Time>(4, alone + work));
  EXPECT_EQ(four_logins(1), std::vector<Time>(4, alone + 3 * work));
}

// The publisher's one core: the work of the batch has it alone until the rebuild comes, shares it until the rebuild is
// done, and is late by the rebuild's work.
TEST(Cores, AreSharedByBatchesAndRebuilds) {
  const auto dates = [](std::uint32_t cores) {
    Plan plan = login_at_home(pair_plan());
    plan.clusters[cluster2.index()].nodes = {NodePlan{"pub", cores}};
    plan.users.push_back({"u", "2000-100", cluster2, true, false});
    const Time arrived = commit + 3 * way + transfer(line);
    plan.timeline.push_back({arrived + processing() / 2 - committing(0), Login{UserId(2), cluster2}});
    return observed(plan, [](const RunResult& result) {
      const auto phone = registrations(result.journal, UserId(2), cluster2, true);
      return std::vector<Time>{known(result.journal, 0, cluster2).received, phone.empty() ? never : phone[0]};
    });
  };
  const Duration rebuild = em::Parameters{}.rebuild;
  const std::vector<Time> two = dates(2);
  const std::vector<Time> one = dates(1);
  ASSERT_EQ(two.size(), 2U);
  ASSERT_EQ(one.size(), 2U);
  EXPECT_EQ(two[0], commit + 3 * way + transfer(line) + processing());
  EXPECT_EQ(one[0] - two[0], rebuild);
  EXPECT_EQ(one[1] - two[1], rebuild);
}

TEST(Header, CountsWhatSimGridRan) {
  Plan plan = login_at_home(quiet_plan());
  plan.timeline.push_back({2 * minute, Login{bob, cluster3}});
  const RunResult result = Simulation(plan).run();
  const record::Journal& journal = result.journal;
  // Two logins and the logout of the first, each passed on to two clusters; every batch is a flow and a computation.
  EXPECT_EQ(journal.exchanges.size(), 6U);
  EXPECT_EQ(count_stage(journal, "rebuild"), 2U);
  EXPECT_EQ(result.header.simgrid_activities, 2 * journal.exchanges.size() + 2);
  EXPECT_NE(result.header.network_model.find("SimGrid"), std::string::npos);
}

TEST(Header, CountsNothingWhereNothingHappened) {
  Plan plan = login_at_home(quiet_plan());
  plan.timeline.clear();
  EXPECT_EQ(Simulation(plan).run().header.simgrid_activities, 0U);
}

}  // namespace
}  // namespace roamsim::actors
