// The order in which ends are told, and what may be done with an activity meanwhile.
#include <gtest/gtest.h>

#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

using core::Priority;
using Endings = std::vector<Ending>;

TEST(EngineOrder, EndsOfOneInstantComeInOrderOfStart) {
  Bed bed(star(8));
  // SimGrid would tell them otherwise: they run on links of their own and are started at different dates.
  for (int i = 0; i < 7; ++i) {
    bed.at(i * (10 * millisecond), [&, i] {
      const auto bytes = static_cast<std::uint64_t>(10 - i) * 1'250'000;
      if (i % 2 == 0) {
        bed.compute(i, bed.node(i), 100 * millisecond - i * (10 * millisecond));
      } else {
        bed.flow(i, bed.node(i), bed.node(i - 1), bytes);
      }
    });
  }
  bed.run();
  Endings expected;
  for (int i = 0; i < 7; ++i) expected.push_back(completed(i, 100 * millisecond));
  EXPECT_EQ(bed.endings, expected);
}

// Two ends less than a nanosecond apart belong to one instant, though SimGrid tells them one after the other.
TEST(EngineOrder, EndsWithinANanosecondComeInOrderOfStart) {
  PlatformSpec spec = star(4);
  spec.clusters[0].access_bandwidth = spec.clusters[1].access_bandwidth = 3'000'000'000;
  spec.clusters[2].access_bandwidth = spec.clusters[3].access_bandwidth = 3'500'000'000;
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(1), 7);   // 18.67 ns
  bed.flow(1, bed.node(2), bed.node(3), 8);   // 18.29 ns
  bed.flow(2, bed.node(0), bed.node(0), 11);  // at once
  bed.run();
  ASSERT_EQ(bed.endings.size(), 3U);
  EXPECT_EQ(bed.endings[0], completed(2, 0));
}

TEST(EngineOrder, AnEndOfNoDurationWaitsForItsTurn) {
  Bed bed(star(2));
  bool told = false;
  bed.engine.start_flow(bed.node(0), bed.node(0, 1), 5 * megabyte, [&](FlowEnd) { told = true; });
  bed.engine.start_computation(bed.node(0), 0, [&](FlowEnd) { EXPECT_TRUE(told); });
  EXPECT_FALSE(told);
  bed.run(0);
  EXPECT_TRUE(told);
  EXPECT_EQ(bed.engine.stats().completed, 2U);
  EXPECT_EQ(bed.engine.stats().in_simgrid, 0U);
}

TEST(EngineOrder, AmongOtherEventsOfItsInstantACompletionComesAfterFaultsAndBeforeDeliveries) {
  Bed bed(star(3));
  std::vector<int> order;
  const Time end = 100 * millisecond;
  for (const Priority priority : {Priority::end, Priority::delivery, Priority::fault, Priority::user}) {
    bed.at(
        end, [&order, priority] { order.push_back(static_cast<int>(priority)); }, priority);
  }
  bed.engine.start_flow(bed.node(0), bed.node(1), 12'500'000,
                        [&order](FlowEnd) { order.push_back(static_cast<int>(Priority::completion)); });
  bed.run();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 4, 7}));
}

TEST(EngineOrder, ACancelledActivityIsNotHeardOfAndFreesItsShare) {
  Bed bed(star(3));
  const ActivityId gone = bed.flow(0, bed.node(0), bed.node(2), 125 * megabyte);
  bed.flow(1, bed.node(1), bed.node(2), 25 * megabyte);
  const ActivityId work = bed.compute(2, bed.node(0), second);
  bed.at(100 * millisecond, [&] {
    EXPECT_TRUE(bed.engine.cancel(gone));
    EXPECT_FALSE(bed.engine.cancel(gone));
    EXPECT_TRUE(bed.engine.cancel(work));
  });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(1, 250 * millisecond)}));
  EXPECT_FALSE(bed.engine.cancel(ActivityId{}));
  EXPECT_EQ(bed.engine.stats().cancelled, 2U);
  EXPECT_EQ(bed.engine.stats().in_flight, 0U);
}

TEST(EngineOrder, AnEndThatIsDatedCanStillBeCancelled) {
  Bed bed(star(4));
  ActivityId second_flow;
  bed.engine.start_flow(bed.node(0), bed.node(1), 12'500'000, [&](FlowEnd) {
    EXPECT_TRUE(bed.engine.cancel(second_flow));
    EXPECT_FALSE(bed.engine.cancel(second_flow));
  });
  second_flow = bed.flow(1, bed.node(2), bed.node(3), 12'500'000);
  bed.flow(2, bed.node(2), bed.node(2, 1), 1);
  EXPECT_TRUE(bed.engine.cancel(bed.flow(3, bed.node(2), bed.node(2, 1), 1)));
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(2, 0)}));
}

// SimGrid takes the process down if an activity is dropped before its end was seen.
TEST(EngineOrder, ActivitiesAreHeldUntilTheirEndWasSeen) {
  core::Scheduler scheduler;
  int ends = 0;
  {
    Engine engine(scheduler, star(3));
    const auto node = [&](int c) { return engine.topology().node(ClusterId(c), 0); };
    for (int i = 0; i < 50; ++i) {
      const auto bytes = static_cast<std::uint64_t>(i + 1) * 1000;
      const ActivityId id = engine.start_flow(node(i % 2), node(2), bytes, [&ends](FlowEnd) { ++ends; });
      engine.start_computation(node(i % 3), i * microsecond, [&ends](FlowEnd) { ++ends; });
      if (i % 5 == 0) engine.cancel(id);
    }
    scheduler.run(100 * microsecond);
    EXPECT_GT(engine.stats().in_flight, 10U);
  }
  EXPECT_GT(ends, 0);
  EXPECT_EQ(scheduler.horizon(), never);
}

TEST(EngineOrder, EverythingStartedHasOneEnd) {
  Bed bed(star(3));
  const ActivityId id = bed.flow(0, bed.node(0), bed.node(1), megabyte);
  bed.flow(1, bed.node(0), bed.node(1), megabyte);
  bed.compute(2, bed.node(1), millisecond);
  bed.engine.cancel(id);
  bed.engine.set_node_on(bed.node(1), false);
  bed.flow(3, bed.node(0), bed.node(2), megabyte);
  bed.run();
  const EngineStats stats = bed.engine.stats();
  EXPECT_EQ(stats.started, 4U);
  EXPECT_EQ(stats.completed, 1U);
  EXPECT_EQ(stats.failed, 2U);
  EXPECT_EQ(stats.cancelled, 1U);
  EXPECT_EQ(stats.in_simgrid, 4U);
  EXPECT_GT(stats.solves, 0U);
}

}  // namespace
}  // namespace roamsim::engine::test
