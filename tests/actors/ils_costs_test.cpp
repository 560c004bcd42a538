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
