// What ILS costs, worked out by hand for one login between two clusters.
#include <gtest/gtest.h>

#include <string>

#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

double scalar(const RunResult& result, const std::string& name, const std::string& entity) {
  for (const record::ScalarRow& row : result.journal.scalars) {
    if (row.name == name && row.entity == entity) return row.value;
  }
  return -1;
}

/// Alice logs in at cluster 1; the line of cluster 2 takes 64 kbit/s, its writer one record a second.
Plan slow_plan() {
  Plan plan = pair_plan();
  plan.clusters[1].access.bandwidth = 64'000;
  plan.clusters[1].ils.records_written_per_second = 1;
  plan.timeline = {{minute, Login{alice, cluster1}}};
  return plan;
}

TEST(IlsCosts, OfOneLogin) {
  const Plan plan = slow_plan();
  const RunResult result = Simulation(plan).run();
  const double run = to_seconds(plan.duration);
  // The login, and the logout from cluster 2 that comes back.
  EXPECT_EQ(scalar(result, "ils.sent.batches", "cluster1 to cluster2"), 1);
  EXPECT_EQ(scalar(result, "ils.sent.batches", "cluster2 to cluster1"), 1);
  EXPECT_EQ(scalar(result, "ils.sent.records", "cluster1"), 1);
  EXPECT_EQ(scalar(result, "ils.sent.batch_records.mean", "cluster1"), 1);
  EXPECT_EQ(scalar(result, "ils.received.records", "cluster2"), 1);
  EXPECT_EQ(scalar(result, "ils.sent.bytes", "cluster1"), scalar(result, "ils.received.bytes", "cluster2"));
  EXPECT_EQ(scalar(result, "ils.sent.bytes", "cluster1") + scalar(result, "ils.sent.bytes", "cluster2"),
            scalar(result, "ils.bytes", "run"));
  // One record takes a second of the writer; each batch is 700 bytes on 64 kbit/s.
  EXPECT_DOUBLE_EQ(scalar(result, "ils.writer.busy", "cluster2"), 1 / run);
  EXPECT_NEAR(scalar(result, "ils.line.busy", "cluster2"), 2 * 700 * 8 / 64'000.0 / run, 1e-9);
  EXPECT_EQ(scalar(result, "ils.line.busy", "cluster1"), scalar(result, "ils.line.busy", "cluster2"));
  EXPECT_GT(scalar(result, "ils.writer.records_per_second.max", "cluster2"), 0.5);
  EXPECT_LE(scalar(result, "ils.writer.records_per_second.max", "cluster2"), 1);
  EXPECT_EQ(scalar(result, "ils.learned_objects", "cluster2"), 1);
  EXPECT_EQ(scalar(result, "ils.synchronisations.late", "cluster2"), 0);
}

TEST(IlsCosts, CountWhatCannotBeDone) {
  Plan plan = guide_plan();
  // Who has nothing to say does not notice.
  plan.timeline = {{minute, AccessOutage{cluster1, 5 * minute}},
                   {2 * minute, Login{alice, cluster3}},
                   {3 * minute, Login{kally, cluster2}},
                   {15 * minute, AuthenticationFailure{cluster2, cluster3, 5 * minute}},
                   {20 * minute, Login{alice, cluster2}}};
  const RunResult result = Simulation(plan).run();
  // Cluster 1 in the outage of its line; then each other.
  EXPECT_EQ(scalar(result, "ils.peers_lost", "cluster2"), 2);
  EXPECT_EQ(scalar(result, "ils.peers_lost", "cluster3"), 2);
  EXPECT_EQ(scalar(result, "ils.authentication_failures", "cluster1"), 0);
  EXPECT_GT(scalar(result, "ils.authentication_failures", "cluster2"), 0);
  EXPECT_EQ(scalar(result, "ils.joins_refused", "cluster2"), 0);
}

TEST(IlsCosts, CountJoinsAtWhoIsNoHub) {
  Plan plan = guide_plan();
  plan.clusters[2].membership = {ils::Role::spoke, cluster2, true};
  plan.timeline = {{minute, IlsRole{cluster2, ils::Role::spoke, cluster1}}};
  plan.clusters[2].ils.retry_interval = 5 * minute;
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(scalar(result, "ils.joins_refused", "cluster3"), 5) << "at 6, 11, 16, 21 and 26 min";
  EXPECT_EQ(scalar(result, "ils.joins_refused", "cluster2"), 0);
}

TEST(IlsCosts, CountLearnedNumbersOnceWhereTheyAreLearnedAgain) {
  Plan plan = guide_plan();
  plan.timeline = {{minute, IlsLeave{cluster3}},
                   {5 * minute, IlsJoin{cluster3, ils::Role::spoke, cluster1}},
                   {15 * minute, IlsLeave{cluster2}}};
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(scalar(result, "ils.learned_objects", "cluster3"), 2);
  EXPECT_EQ(scalar(result, "ils.learned_objects", "cluster2"), 0);
}

TEST(IlsCosts, CountLateSynchronisations) {
  Plan plan = slow_plan();
  // A batch of 700 bytes takes 5.6 s, the interval is 5 s.
  plan.clusters[1].access.bandwidth = 1'000;
  plan.clusters[1].ils.interval = 5 * second;
  plan.clusters[1].ils.mode = ils::SyncMode::both;
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(scalar(result, "ils.synchronisations.late", "cluster2"), 1);
}

TEST(IlsCosts, BeginWithTheEndOfTheWarmUp) {
  Plan plan = slow_plan();
  plan.warmup = 10 * minute;
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(scalar(result, "ils.sent.batches", "cluster1"), -1) << "nothing was sent since";
  EXPECT_EQ(scalar(result, "ils.sent.messages", "cluster1 to cluster2"), -1);
}

}  // namespace
}  // namespace roamsim::actors
