// Users whose numbers are not advertised: all others reach them by the dial plan, and nobody learns of them.
#include <gtest/gtest.h>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/actors/world.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using catalogue::Cause;

constexpr UserId lobby{3};
constexpr Time at = 1 * minute;

/// Beside the guide's users one of cluster 1 who is in the dial plans only.
Plan plan_with_lobby() {
  Plan plan = quiet_plan();
  UserPlan user{"lobby", "1000-009", cluster1};
  user.advertised = false;
  plan.users.push_back(user);
  return plan;
}

TEST(DialPlanUser, IsInNoLogAndTakesNoRoom) {
  Plan with = plan_with_lobby();
  for (ClusterPlan& cluster : with.clusters) cluster.ils.max_learned_objects = 4;  // of the others: two users at home
  Plan without = with;
  without.users.pop_back();
  const World world(with), other(without);
  EXPECT_EQ(world.ledger.size(0), other.ledger.size(0));
  EXPECT_EQ(world.stays.size(), other.stays.size());
  EXPECT_EQ(world.learned[cluster2.index()].refusals(), 0U);
  for (const ClusterId cluster : {cluster1, cluster2, cluster3}) {
    EXPECT_EQ(world.route(cluster, lobby), cluster1);
    EXPECT_TRUE(world.knows(cluster, lobby));
  }
  EXPECT_EQ(world.truth(lobby), cluster1);
}

TEST(DialPlanUser, IsReachedFromEverywhereWhateverILSDoes) {
  Plan plan = plan_with_lobby();
  plan.clusters[cluster3.index()].membership = {};
  plan.timeline = {{at, PlaceCall{alice, "1000-009"}}, {2 * at, PlaceCall{bob, "1000-009"}}};
  const record::Journal journal = Simulation(plan).run().journal;
  ASSERT_EQ(journal.calls.size(), 2U);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
  EXPECT_EQ(journal.calls[0].target, cluster1);
  EXPECT_EQ(journal.calls[1].outcome, calls::Outcome::connected);
}

TEST(DialPlanUser, LogsOutAndInAgainAtHomeWithoutALocationChange) {
  Plan plan = plan_with_lobby();
  plan.clusters[cluster1.index()].extension_mobility.service_parameters.multiple_login = em::MultipleLogin::allowed;
  plan.timeline = {{at, Login{lobby, cluster1}}, {10 * at, Logout{lobby, cluster1}}, {15 * at, Login{lobby, cluster1}}};
  const RunResult result = Simulation(plan).run();
  EXPECT_FALSE(result.broken) << result.broken->what;
  const record::Journal& journal = result.journal;
  ASSERT_EQ(journal.requests.size(), 3U);
  for (const record::RequestRow& row : journal.requests) EXPECT_EQ(row.code, 0);
  EXPECT_EQ(registrations(journal, lobby, cluster1, true).size(), 2U);
  EXPECT_TRUE(journal.location_changes.empty());
  EXPECT_TRUE(journal.advances.empty());
}

TEST(DialPlanUser, IsUnknownToClustersElsewhere) {
  Plan plan = plan_with_lobby();
  plan.timeline = {{at, Login{lobby, cluster2}}};
  const record::Journal journal = Simulation(plan).run().journal;
  ASSERT_EQ(journal.requests.size(), 1U);
  EXPECT_EQ(journal.requests[0].code, catalogue::error_of(Cause::unknown_user).code);
}

TEST(DialPlanUser, ComesBackWithARestore) {
  Plan plan = plan_with_lobby();
  plan.timeline = {{at, Logout{lobby, cluster1}}, {3 * at, Restore{cluster1, at / 2, 1 * minute}}};
  const RunResult result = Simulation(plan).run();
  EXPECT_FALSE(result.broken) << result.broken->what;
  EXPECT_EQ(registrations(result.journal, lobby, cluster1, false).size(), 1U);
  EXPECT_EQ(registrations(result.journal, lobby, cluster1, true).size(), 1U) << "it is logged in again";
}

}  // namespace
}  // namespace roamsim::actors
