// How links and cores are shared.
#include <gtest/gtest.h>

#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

using Endings = std::vector<Ending>;

TEST(EngineSharing, SharesAreEqualAtUnequalLatency) {
  PlatformSpec spec = star(3);
  spec.clusters[0].access_latency = 200 * millisecond;
  spec.clusters[1].access_latency = 1 * microsecond;
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(2), 50 * megabyte);
  bed.flow(1, bed.node(1), bed.node(2), 50 * megabyte);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 800 * millisecond), completed(1, 800 * millisecond)}));
}

TEST(EngineSharing, ParallelFlowsOfOnePairAndBothDirectionsShareALink) {
  Bed bed(star(2));
  for (int i = 0; i < 4; ++i) {
    const int from = i % 2;
    bed.flow(i, bed.node(from, i / 2), bed.node(1 - from), 12'500'000);
  }
  bed.run();
  Endings expected;
  for (int i = 0; i < 4; ++i) expected.push_back(completed(i, 400 * millisecond));
  EXPECT_EQ(bed.endings, expected);
}

// No share of a link is lost to acknowledgements of a flow in the other direction.
TEST(EngineSharing, ThereIsNoCrossTraffic) {
  Bed bed(star(3));
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.flow(1, bed.node(1), bed.node(2), 125 * megabyte);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 2 * second), completed(1, 2 * second)}));
}

TEST(EngineSharing, TheLongestFlowIsLimitedByItsNarrowestLink) {
  PlatformSpec spec = star(3);
  spec.clusters[0].access_bandwidth = gigabit / 10;
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(2), 12'500'000);   // 100 Mb/s
  bed.flow(1, bed.node(1), bed.node(2), 112'500'000);  // the 900 Mb/s that remain
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, second), completed(1, second)}));
}

TEST(EngineSharing, ADirectLinkIsUsedInPlaceOfTheCloud) {
  PlatformSpec spec = star(3);
  spec.direct_links.push_back({ClusterId(1), ClusterId(0), 2 * gigabit, 50 * millisecond});
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.flow(1, bed.node(0), bed.node(2), 125 * megabyte);
  bed.flow(2, bed.node(1), bed.node(0), 125 * megabyte);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, second), completed(1, second), completed(2, second)}));
}

TEST(EngineSharing, NewBandwidthCountsForFlowsInFlight) {
  Bed bed(star(2));
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.at(500 * millisecond, [&] { bed.engine.set_bandwidth(bed.access(0), gigabit / 10); });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 5500 * millisecond)}));
}

// SimGrid keeps a flow to the bandwidth that its path had when it started.
TEST(EngineSharing, AFlowStartedOnADegradedLinkGainsByTheRepair) {
  Bed bed(star(2));
  bed.engine.set_bandwidth(bed.access(0), gigabit / 10);
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.at(second, [&] { bed.engine.set_bandwidth(bed.access(0), gigabit); });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 1900 * millisecond)}));
}

TEST(EngineSharing, TheLanIsALimitOnlyIfItHasOne) {
  PlatformSpec spec = star(2);
  spec.lan_bandwidth = gigabit / 2;
  Bed bed(spec);
  bed.flow(0, bed.node(0), bed.node(0, 1), 62'500'000);
  bed.flow(1, bed.node(1, 1), bed.node(1), 62'500'000);
  bed.flow(2, bed.node(0), bed.node(0), 62'500'000);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(2, 0), completed(0, second), completed(1, second)}));
}

TEST(EngineSharing, TwoComputationsOnOneCoreTakeTwiceAsLong) {
  PlatformSpec spec = star(1);
  spec.clusters[0].nodes[1].cores = 2;
  Bed bed(spec);
  for (int i = 0; i < 2; ++i) bed.compute(i, bed.node(0, 0), second);
  for (int i = 2; i < 4; ++i) bed.compute(i, bed.node(0, 1), second);
  bed.run();
  EXPECT_EQ(bed.endings,
            (Endings{completed(2, second), completed(3, second), completed(0, 2 * second), completed(1, 2 * second)}));
}

TEST(EngineSharing, AComputationUsesOneCoreAndItsSpeed) {
  PlatformSpec spec = star(1);
  spec.clusters[0].nodes[0].cores = 8;
  spec.clusters[0].nodes[0].speed = 2.5;
  Bed bed(spec);
  bed.compute(0, bed.node(0), second + 5);
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 400 * millisecond + 2)}));
}

TEST(EngineSharing, SaysWhichModelItIs) {
  EXPECT_NE(Engine::network_model().find("CM02"), std::string::npos);
  EXPECT_NE(Engine::network_model().find("3.32"), std::string::npos);
}

}  // namespace
}  // namespace roamsim::engine::test
