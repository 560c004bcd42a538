// What faults of nodes and links do to what is in flight, and that things work again afterwards.
#include <gtest/gtest.h>

#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

using core::Priority;
using Endings = std::vector<Ending>;

TEST(EngineFaults, AFlowOnADeadPathFailsAtOnceAndNeverReachesSimGrid) {
  PlatformSpec spec = star(3);
  spec.direct_links.push_back({ClusterId(1), ClusterId(2)});
  Bed bed(spec);
  const LinkId direct = bed.engine.topology().direct_link(ClusterId(1), ClusterId(2));
  bed.engine.set_link_on(bed.access(0), false);
  bed.engine.set_link_on(direct, false);
  bed.engine.set_node_on(bed.node(1, 1), false);
  bed.at(second, [&] {
    bed.flow(0, bed.node(0), bed.node(1), megabyte);
    bed.flow(1, bed.node(2), bed.node(0), megabyte);
    bed.flow(2, bed.node(1), bed.node(2), megabyte);
    bed.flow(3, bed.node(1), bed.node(1, 1), megabyte);
    bed.flow(4, bed.node(1, 1), bed.node(1), megabyte);
    bed.compute(5, bed.node(1, 1), second);
    EXPECT_TRUE(bed.endings.empty());
  });
  bed.run();
  Endings expected;
  for (int i = 0; i < 6; ++i) expected.push_back(failed(i, second));
  EXPECT_EQ(bed.endings, expected);
  EXPECT_EQ(bed.engine.stats().in_simgrid, 0U);
}

TEST(EngineFaults, ALinkThatGoesOffFailsItsFlowsAndNoOthers) {
  PlatformSpec spec = star(4);
  spec.direct_links.push_back({ClusterId(0), ClusterId(3), gigabit, 0});
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.flow(1, bed.node(1), bed.node(0, 1), 125 * megabyte);
  bed.flow(2, bed.node(0), bed.node(3), 125 * megabyte);
  bed.flow(3, bed.node(1), bed.node(2), 125 * megabyte);
  bed.compute(4, bed.node(0), second);
  bed.at(
      300 * millisecond, [&] { bed.engine.set_link_on(bed.access(0), false); }, Priority::fault);
  bed.run();
  // The third has a third of the common link until the fault, then all of it.
  EXPECT_EQ(bed.endings, (Endings{failed(0, 300 * millisecond), failed(1, 300 * millisecond), completed(2, second),
                                  completed(4, second), completed(3, 1200 * millisecond)}));
}

TEST(EngineFaults, ANodeThatGoesOffFailsItsFlowsAndComputations) {
  PlatformSpec spec = star(3);
  spec.direct_links.push_back({ClusterId(1), ClusterId(2), gigabit, 0});
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.flow(1, bed.node(2), bed.node(1), 125 * megabyte);
  bed.compute(2, bed.node(1), second);
  bed.compute(3, bed.node(1, 1), second);
  bed.flow(4, bed.node(1, 1), bed.node(2), 125 * megabyte);
  bed.at(
      100 * millisecond, [&] { bed.engine.set_node_on(bed.node(1), false); }, Priority::fault);
  bed.run();
  EXPECT_EQ(bed.endings,
            (Endings{failed(0, 100 * millisecond), failed(1, 100 * millisecond), failed(2, 100 * millisecond),
                     completed(3, second), completed(4, 1050 * millisecond)}));
}

// Off and on again within one instant: what was in flight is lost all the same.
TEST(EngineFaults, WhatAFaultMetFailsThoughItIsRepairedAtOnce) {
  Bed bed(star(3));
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.compute(1, bed.node(2), second);
  bed.at(100 * millisecond, [&] {
    bed.engine.set_link_on(bed.access(1), false);
    bed.engine.set_link_on(bed.access(1), true);
    bed.engine.set_node_on(bed.node(2), false);
    bed.engine.set_node_on(bed.node(2), true);
    bed.flow(2, bed.node(0), bed.node(1), 125 * megabyte);
    bed.compute(3, bed.node(2), second);
  });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{failed(0, 100 * millisecond), failed(1, 100 * millisecond),
                                  completed(2, 1100 * millisecond), completed(3, 1100 * millisecond)}));
}

TEST(EngineFaults, NodesAndLinksWorkAgainAfterTheirRepair) {
  Bed bed(star(2));
  for (int round = 0; round < 20; ++round) {
    const Time start = round * (10 * second);
    bed.at(start, [&, round] {
      bed.flow(4 * round, bed.node(0), bed.node(1), 125 * megabyte);
      bed.compute(4 * round + 1, bed.node(1), second);
    });
    const bool node = round % 2 == 0;
    const auto turn = [&bed, node](bool on) {
      node ? bed.engine.set_node_on(bed.node(1), on) : bed.engine.set_link_on(bed.access(0), on);
    };
    bed.at(
        start + 500 * millisecond, [turn] { turn(false); }, Priority::fault);
    bed.at(
        start + 3 * second, [turn] { turn(true); }, Priority::fault);
    bed.at(start + 3 * second, [&, round] { bed.flow(4 * round + 2, bed.node(1), bed.node(0), 125 * megabyte); });
  }
  bed.run();
  ASSERT_EQ(bed.endings.size(), 60U);
  for (int round = 0; round < 20; ++round) {
    const Time start = round * (10 * second);
    const auto first = static_cast<std::size_t>(round) * 3;
    EXPECT_EQ(bed.endings[first], failed(4 * round, start + 500 * millisecond));
    EXPECT_EQ(bed.endings[first + 1], round % 2 == 0 ? failed(4 * round + 1, start + 500 * millisecond)
                                                     : completed(4 * round + 1, start + second));
    EXPECT_EQ(bed.endings[first + 2], completed(4 * round + 2, start + 4 * second));
  }
}

// Faults come before completions: what would be complete at the instant of a fault is lost to it.
TEST(EngineFaults, AFaultComesBeforeTheCompletionOfItsInstant) {
  Bed bed(star(4));
  bed.flow(0, bed.node(0), bed.node(1), 12'500'000);
  bed.flow(1, bed.node(2), bed.node(3), 12'500'000);
  bed.at(
      100 * millisecond, [&] { bed.engine.set_link_on(bed.access(0), false); }, Priority::fault);
  bed.at(
      100 * millisecond, [&] { bed.engine.set_link_on(bed.access(3), false); }, Priority::delivery);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{failed(0, 100 * millisecond), completed(1, 100 * millisecond)}));
  EXPECT_EQ(bed.engine.stats().failed, 1U);
}

TEST(EngineFaults, TurningOffWhatIsOffChangesNothing) {
  Bed bed(star(2));
  bed.engine.set_node_on(bed.node(0), true);
  const std::uint64_t calls = bed.engine.stats().simgrid_calls;
  bed.engine.set_node_on(bed.node(0), true);
  bed.engine.set_link_on(bed.access(0), true);
  EXPECT_EQ(bed.engine.stats().simgrid_calls, calls);
  EXPECT_TRUE(bed.engine.topology().node_on(bed.node(0)));
}

TEST(EngineFaults, WrongArgumentsAreRefused) {
  Bed bed(star(2));
  EXPECT_THROW(bed.engine.set_bandwidth(bed.access(0), 0), std::invalid_argument);
  EXPECT_THROW(bed.engine.set_latency(bed.access(0), -1), std::invalid_argument);
  EXPECT_THROW(bed.engine.set_link_on(LinkId(2), false), std::out_of_range);
  EXPECT_THROW(bed.engine.set_node_on(NodeId(4), false), std::out_of_range);
  EXPECT_THROW(bed.flow(0, bed.node(0), NodeId(4), 1), std::out_of_range);
  EXPECT_THROW(bed.compute(0, bed.node(0), -1), std::invalid_argument);
  EXPECT_EQ(bed.engine.stats().started, 0U);
}

}  // namespace
}  // namespace roamsim::engine::test
