// The deferred logout and its propagation, when more is lost than the home cluster.
#include <gtest/gtest.h>

#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::LocationChangeRow::Kind;
using calls::Outcome;

constexpr Time login_at = 6 * minute;
constexpr Time home_fails = 5 * minute;
constexpr Duration home_lasts = 10 * minute;
const Time home_back = home_fails + home_lasts + directory::RecoveryParameters{}.boot;

record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal;
}

/// Bob's home fails, and he logs in at cluster 2.
Plan roaming(Plan plan) {
  plan.timeline = {{home_fails, ClusterOutage{cluster1, home_lasts}}, {login_at, Login{bob, cluster2}}};
  return plan;
}

TEST(DeferredLogout, ComesWhenTheReturningClusterHasLearned) {
  const record::Journal journal = run(roaming(quiet_plan()));
  ASSERT_EQ(journal.location_changes.size(), 2U);
  const record::LocationChangeRow& logout = journal.location_changes[1];
  EXPECT_EQ(logout.kind, Kind::automatic_logout);
  // There the greeting, back a notice, there the request, back the batch.
  EXPECT_EQ(logout.at, home_back + 4 * way + transfer(line) + processing() + writing());
  EXPECT_EQ(logout.at, known(journal, 0, cluster1).applied);
  // Both others fetch it at once.
  const Time everywhere = logout.at + 3 * way + 2 * transfer(line) + processing() + writing();
  EXPECT_EQ(known(journal, 1, cluster2).applied, everywhere);
  EXPECT_EQ(known(journal, 1, cluster3).applied, everywhere);
}

TEST(DeferredLogout, SurvivesTheLossOfTheClusterRoamedTo) {
  Plan plan = roaming(quiet_plan());
  plan.timeline.push_back({8 * minute, ClusterOutage{cluster2, 60 * minute}});
  plan.timeline.push_back({25 * minute, PlaceCall{kally, "1000-001"}});
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.location_changes.size(), 2U);
  EXPECT_EQ(journal.location_changes[1].kind, Kind::automatic_logout);
  EXPECT_EQ(journal.location_changes[1].cluster, cluster1);
  EXPECT_EQ(journal.location_changes[1].at, home_back + 4 * way + transfer(line) + processing() + writing());
  EXPECT_TRUE(registrations(journal, bob, cluster1, true).empty());
  // Bob is where he logged in, and nobody answers there.
  EXPECT_EQ(journal.calls[0].target, cluster2);
  EXPECT_EQ(journal.calls[0].outcome, Outcome::trunk_dead);
}

TEST(DeferredLogout, WaitsUntilAClusterThatKnowsIsBack) {
  Plan plan = roaming(pair_plan());
  plan.duration = 40 * minute;
  const Duration lasts = 20 * minute;
  plan.timeline.push_back({8 * minute, ClusterOutage{cluster2, lasts}});
  const record::Journal journal = run(plan);
  const Time back = 8 * minute + lasts + directory::RecoveryParameters{}.boot;
  ASSERT_EQ(journal.location_changes.size(), 2U);
  // There the greeting, back the request.
  EXPECT_EQ(journal.location_changes[1].at, back + 3 * way + transfer(line) + processing() + writing());
  // Until then Bob's phone at home was registered again.
  EXPECT_EQ(registrations(journal, bob, cluster1, true),
            (std::vector<Time>{home_back + directory::RecoveryParameters{}.phone_reregistration +
                               em::Parameters{}.registration}));
  EXPECT_EQ(registrations(journal, bob, cluster1, false),
            (std::vector<Time>{home_fails, journal.location_changes[1].at}));
}

TEST(DeferredLogout, OfAUserWhoRoamedTwiceGoesStraightToTheLastCluster) {
  Plan plan = roaming(quiet_plan());
  plan.timeline.push_back({8 * minute, Login{bob, cluster3}});
  plan.timeline.push_back({22 * minute, PlaceCall{alice, "1000-001"}});
  plan.timeline.push_back({23 * minute, PlaceCall{kally, "1000-001"}});
  for (const ClusterId cluster : {cluster1, cluster2, cluster3}) {
    plan.expectations.push_back({"", "", ExpectRoute{bob, cluster, 25 * minute, cluster3}});
    plan.expectations.push_back({"", "", ExpectRegistered{bob, cluster, 25 * minute, cluster == cluster3}});
  }
  const record::Journal journal = run(plan);
  // Cluster 2 logs Bob out when it learns of cluster 3; cluster 1 learns both logins in one batch and logs him out
  // once.
  ASSERT_EQ(journal.location_changes.size(), 4U);
  EXPECT_EQ(journal.location_changes[2].cluster, cluster2);
  EXPECT_EQ(journal.location_changes[2].at,
            committing(8 * minute) + 3 * way + transfer(line) + processing() + writing());
  EXPECT_EQ(journal.location_changes[3].cluster, cluster1);
  EXPECT_EQ(journal.location_changes[3].kind, Kind::automatic_logout);
  // Two logins and a logout.
  EXPECT_EQ(journal.location_changes[3].at, home_back + 4 * way + transfer(line, 3) + processing() + writing(3));
  for (const record::LocationChangeRow& change : journal.location_changes) {
    EXPECT_EQ(change.truth, change.at < 8 * minute ? cluster2 : cluster3);
  }
  for (const record::CallRow& call : journal.calls) EXPECT_EQ(call.target, cluster3);
  for (const record::ExpectationRow& row : journal.expectations) EXPECT_TRUE(row.met) << row.found;
}

}  // namespace
}  // namespace roamsim::actors
