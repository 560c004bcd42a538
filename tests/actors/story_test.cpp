#include <gtest/gtest.h>

#include "sim/actors/simulation.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using calls::Outcome;

Plan outage_plan() {
  Plan plan = guide_plan();
  plan.timeline = {{4 * minute, PlaceCall{kally, "1000-001"}},
                   {5 * minute, ClusterOutage{cluster1, 10 * minute}},
                   {6 * minute, Login{bob, cluster2}},
                   {7 * minute, PlaceCall{kally, "1000-001"}},
                   {25 * minute, PlaceCall{kally, "1000-001"}}};
  return plan;
}

TEST(Story, CallsFollowTheRoamingUserAndStayThere) {
  const Plan plan = outage_plan();
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(result.end, core::RunEnd::reached);
  ASSERT_EQ(result.journal.calls.size(), 3U);
  for (const auto& call : result.journal.calls) {
    EXPECT_TRUE(call.known);
    EXPECT_EQ(call.outcome, Outcome::connected);
  }
  EXPECT_EQ(result.journal.calls[0].target, cluster1);
  EXPECT_EQ(result.journal.calls[1].target, cluster2);
  EXPECT_EQ(result.journal.calls[2].target, cluster2);
}

// The sum of what lies between commit and the remote cluster's last node, to the nanosecond: notice, request, begin of
// the answer and batch travel one way each; the batch takes its time on the line.
TEST(Story, EventTriggeredConvergenceIsTheSumOfItsParts) {
  const Plan plan = outage_plan();
  const RunResult result = Simulation(plan).run();
  ASSERT_FALSE(result.journal.location_changes.empty());
  const record::LocationChangeRow& change = result.journal.location_changes.front();
  const em::Parameters em;
  EXPECT_EQ(change.at, 6 * minute + em.services_list + em.sign_in_page + em.typing + em.service + em.commit);
  const ils::Parameters ils;
  const Duration way = 20 * millisecond;
  const Duration transfer =
      static_cast<Duration>(ils.bytes_per_message + ils.bytes_per_record) * 8 * second / 100'000'000;
  const Duration write = second / ils.records_written_per_second;
  for (const record::ConvergenceRow& row : result.journal.convergence) {
    if (row.change != 0 || row.cluster != cluster3) continue;
    EXPECT_EQ(row.received - change.at, 3 * way + transfer + ils.batch_processing);
    EXPECT_EQ(row.applied - row.received, write + ils.replication);
  }
}

TEST(Story, TheReturningHomeClusterLogsTheUserOut) {
  const Plan plan = outage_plan();
  const RunResult result = Simulation(plan).run();
  ASSERT_EQ(result.journal.location_changes.size(), 2U);
  const record::LocationChangeRow& logout = result.journal.location_changes[1];
  EXPECT_EQ(logout.kind, record::LocationChangeRow::Kind::automatic_logout);
  EXPECT_EQ(logout.cluster, cluster1);
  EXPECT_EQ(logout.truth, cluster2);
  EXPECT_GT(logout.at, 18 * minute);
  EXPECT_LT(logout.at, 19 * minute);
}

}  // namespace
}  // namespace roamsim::actors
