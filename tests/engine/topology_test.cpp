#include "sim/engine/topology.hpp"

#include <gtest/gtest.h>

#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

PlatformSpec three() {
  PlatformSpec spec = star(3);
  spec.clusters[0].access_latency = 1 * millisecond;
  spec.clusters[1].access_latency = 2 * millisecond;
  spec.clusters[2].access_latency = 4 * millisecond;
  spec.direct_links.push_back({ClusterId(2), ClusterId(0), gigabit, 100 * microsecond});
  spec.lan_latency = 30 * microsecond;
  return spec;
}

TEST(Topology, NumbersNodesAndLinksInTheOrderOfTheSpecification) {
  const Topology topology(three());
  EXPECT_EQ(topology.cluster_count(), 3U);
  EXPECT_EQ(topology.node_count(), 6U);
  EXPECT_EQ(topology.link_count(), 4U);
  EXPECT_EQ(topology.node(ClusterId(1), 1), NodeId(3));
  EXPECT_EQ(topology.cluster_of(NodeId(3)), ClusterId(1));
  EXPECT_EQ(topology.access_link(ClusterId(2)), LinkId(2));
  EXPECT_EQ(topology.direct_link(ClusterId(0), ClusterId(2)), LinkId(3));
  EXPECT_EQ(topology.direct_link(ClusterId(2), ClusterId(0)), LinkId(3));
  EXPECT_FALSE(topology.direct_link(ClusterId(0), ClusterId(1)).valid());
  EXPECT_THROW((void)topology.node(ClusterId(1), 2), std::out_of_range);
  EXPECT_THROW((void)topology.access_link(ClusterId(3)), std::out_of_range);
}

TEST(Topology, LatencyIsTheSumOverThePath) {
  Topology topology(three());
  EXPECT_EQ(topology.latency(ClusterId(0), ClusterId(1)), 3 * millisecond);
  EXPECT_EQ(topology.latency(ClusterId(0), ClusterId(2)), 100 * microsecond);
  EXPECT_EQ(topology.latency(ClusterId(0), ClusterId(0)), 30 * microsecond);
  EXPECT_EQ(topology.latency(NodeId(0), NodeId(1)), 30 * microsecond);
  EXPECT_EQ(topology.latency(NodeId(1), NodeId(1)), 0);
  EXPECT_EQ(topology.latency(NodeId(1), NodeId(2)), 3 * millisecond);
  topology.set_latency(LinkId(1), 20 * millisecond);
  EXPECT_EQ(topology.latency(ClusterId(1), ClusterId(0)), 21 * millisecond);
}

TEST(Topology, APathIsOnIfAllOfItIs) {
  Topology topology(three());
  topology.set_link_on(LinkId(0), false);
  EXPECT_FALSE(topology.path_on(ClusterId(0), ClusterId(1)));
  EXPECT_FALSE(topology.path_on(NodeId(2), NodeId(0)));
  EXPECT_TRUE(topology.path_on(ClusterId(0), ClusterId(2)));
  EXPECT_TRUE(topology.path_on(NodeId(0), NodeId(1)));
  topology.set_node_on(NodeId(1), false);
  EXPECT_FALSE(topology.path_on(NodeId(0), NodeId(1)));
  EXPECT_FALSE(topology.path_on(NodeId(1), NodeId(1)));
}

TEST(Topology, TheFormulaForAnIdlePathRoundsToTheNearestNanosecond) {
  Topology topology(three());
  EXPECT_EQ(topology.idle_flow_time(NodeId(0), NodeId(2), 10 * megabyte), 80 * millisecond);
  topology.set_bandwidth(LinkId(1), 16 * gigabit);
  topology.set_bandwidth(LinkId(0), 3 * gigabit);
  EXPECT_EQ(topology.idle_flow_time(NodeId(0), NodeId(2), 1), 3);
  topology.set_bandwidth(LinkId(0), 1);
  EXPECT_EQ(topology.idle_flow_time(NodeId(0), NodeId(2), ~std::uint64_t{0}), never);
  EXPECT_EQ(topology.idle_flow_time(NodeId(0), NodeId(1), 1000), 0);
}

TEST(Topology, RefusesWhatIsNotInOrder) {
  const auto refused = [](auto change) {
    PlatformSpec spec = three();
    change(spec);
    EXPECT_THROW(Topology{spec}, std::invalid_argument);
  };
  refused([](PlatformSpec& s) { s.clusters.clear(); });
  refused([](PlatformSpec& s) { s.clusters[1].nodes.clear(); });
  refused([](PlatformSpec& s) { s.clusters[1].access_bandwidth = 0; });
  refused([](PlatformSpec& s) { s.clusters[1].access_latency = -1; });
  refused([](PlatformSpec& s) { s.clusters[1].nodes[0].cores = 0; });
  refused([](PlatformSpec& s) { s.clusters[1].nodes[0].speed = 0; });
  refused([](PlatformSpec& s) { s.direct_links[0].b = ClusterId(3); });
  refused([](PlatformSpec& s) { s.direct_links[0].b = ClusterId(2); });
  refused([](PlatformSpec& s) { s.direct_links.push_back({ClusterId(0), ClusterId(2)}); });
  refused([](PlatformSpec& s) { s.direct_links[0].bandwidth = -5; });
  refused([](PlatformSpec& s) { s.lan_latency = -1; });
  refused([](PlatformSpec& s) { s.lan_bandwidth = -1; });
}

}  // namespace
}  // namespace roamsim::engine::test
