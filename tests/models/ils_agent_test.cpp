#include <gtest/gtest.h>

#include "tests/models/ils_network.hpp"

namespace roamsim::ils {
namespace {

constexpr Role hub = Role::hub;
constexpr Role spoke = Role::spoke;

ClusterId id(std::size_t i) {
  return ClusterId(i);
}

// Two hubs, 0 and 1, and two spokes each: 2, 3 at hub 0; 4, 5 at hub 1.
//
//   2 -+        +- 4
//      0 ------ 1
//   3 -+        +- 5
Network two_hubs(Parameters parameters = {}) {
  Network network(6, parameters);
  for (std::size_t i = 0; i < 6; ++i) network.start(id(i));
  network.configure(id(0), hub, ClusterId{});
  network.configure(id(1), hub, id(0));
  for (std::size_t i : {2U, 3U}) network.configure(id(i), spoke, id(0));
  for (std::size_t i : {4U, 5U}) network.configure(id(i), spoke, id(1));
  network.run_until(minute);
  return network;
}

std::vector<std::size_t> peers_of(const Network& network, std::size_t i) {
  std::vector<std::size_t> peers;
  for (const ClusterId peer : network.agents[i].peers()) peers.push_back(peer.index());
  return peers;
}

TEST(IlsAgent, HubsMeshAndSpokesTalkToTheirHubOnly) {
  Network network(5);
  for (std::size_t i = 0; i < 5; ++i) network.start(id(i));
  network.configure(id(0), hub, ClusterId{});
  network.configure(id(1), hub, id(0));
  network.run_until(10 * second);
  network.configure(id(2), hub, id(1));
  network.configure(id(3), hub, id(0));
  network.configure(id(4), spoke, id(1));
  network.run_until(minute);
  EXPECT_EQ(peers_of(network, 0), (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(peers_of(network, 1), (std::vector<std::size_t>{0, 2, 3, 4}));
  EXPECT_EQ(peers_of(network, 2), (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(peers_of(network, 3), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(peers_of(network, 4), (std::vector<std::size_t>{1}));
}

TEST(IlsAgent, JoiningIsTriedAgainUntilTheHubAnswers) {
  Network network(2);
  network.start(id(1));
  network.configure(id(1), spoke, id(0));
  network.up[0] = false;
  network.run_until(5 * minute);
  EXPECT_TRUE(peers_of(network, 1).empty());
  network.start(id(0));
  network.configure(id(0), hub, ClusterId{});
  network.run_until(6 * minute);
  EXPECT_EQ(peers_of(network, 1), (std::vector<std::size_t>{0}));
  EXPECT_EQ(peers_of(network, 0), (std::vector<std::size_t>{1}));
}

TEST(IlsAgent, AnUpdateReachesEveryClusterOnceOverTheMesh) {
  Network network = two_hubs();
  const std::uint64_t before = network.records_sent;
  const UpdateRef update = network.issue(id(2));
  network.run_until(2 * minute);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_TRUE(network.knows(id(i), update)) << "cluster " << i;
  EXPECT_EQ(network.records_sent - before, 5U);
}

TEST(IlsAgent, WhatSeveralHubsOfferIsFetchedFromOne) {
  Network network(5);
  for (std::size_t i = 0; i < 5; ++i) network.start(id(i));
  network.configure(id(0), hub, ClusterId{});
  for (std::size_t i = 1; i < 5; ++i) network.configure(id(i), hub, id(0));
  network.run_until(minute);
  network.stop(id(4));
  std::vector<UpdateRef> updates;
  for (std::size_t i = 0; i < 4; ++i) updates.push_back(network.issue(id(i)));
  network.run_until(5 * minute);
  const std::uint64_t before = network.records_sent;
  network.start(id(4));
  network.run_until(7 * minute);
  for (const UpdateRef update : updates) EXPECT_TRUE(network.knows(id(4), update));
  EXPECT_EQ(network.records_sent - before, updates.size());
}

TEST(IlsAgent, ThreeLinksTakeThreeTimesNoticeRequestAnswerAndProcessing) {
  Network network = two_hubs();
  const Time issued = network.now;
  network.applied_at.clear();
  network.issue(id(2));
  network.run_until(2 * minute);
  const Parameters p;
  const Duration hop = 3 * Network::latency + p.batch_processing;
  const Duration settle = second / p.records_written_per_second + p.replication;
  const std::vector<std::pair<std::size_t, Duration>> expected{
      {0, hop}, {3, 2 * hop}, {1, 2 * hop}, {4, 3 * hop}, {5, 3 * hop}};
  for (const auto& [cluster, delay] : expected) {
    const auto at = std::find(network.applied_at.begin(), network.applied_at.end(),
                              std::pair(issued + delay + settle, id(cluster)));
    EXPECT_NE(at, network.applied_at.end()) << "cluster " << cluster;
  }
}

TEST(IlsAgent, SpokesOfADeadHubWaitAndMissNothing) {
  Network network = two_hubs();
  network.stop(id(0));
  const UpdateRef at_spoke = network.issue(id(2));
  const UpdateRef elsewhere = network.issue(id(4));
  network.run_until(10 * minute);
  EXPECT_FALSE(network.knows(id(3), at_spoke));  // two spokes of the dead hub miss each other
  EXPECT_FALSE(network.knows(id(4), at_spoke));
  EXPECT_FALSE(network.knows(id(2), elsewhere));
  EXPECT_TRUE(network.knows(id(5), elsewhere));  // the other hub carries on
  network.start(id(0));
  network.run_until(12 * minute);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(network.knows(id(i), at_spoke)) << "cluster " << i;
    EXPECT_TRUE(network.knows(id(i), elsewhere)) << "cluster " << i;
  }
}

TEST(IlsAgent, WithoutEventsTheReceiverAsksAtItsInterval) {
  Parameters parameters;
  parameters.mode = SyncMode::periodic;
  Network network = two_hubs(parameters);
  const Time issued = network.now;
  const UpdateRef update = network.issue(id(2));
  network.run_until(issued + 30 * second);
  EXPECT_FALSE(network.knows(id(0), update));
  network.run_until(issued + 31 * minute);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_TRUE(network.knows(id(i), update)) << "cluster " << i;
}

TEST(IlsAgent, RelaysThatWaitForTheirIntervalDoNotTell) {
  Parameters parameters;
  parameters.relay = Relay::at_interval;
  Network network = two_hubs(parameters);
  const Time issued = network.now;
  const UpdateRef update = network.issue(id(2));
  network.run_until(issued + 10 * second);
  EXPECT_TRUE(network.knows(id(0), update));
  EXPECT_FALSE(network.knows(id(3), update));
  network.run_until(issued + 31 * minute);
  EXPECT_TRUE(network.knows(id(5), update));
}

TEST(IlsAgent, WhatWasReceivedBeforeACrashIsWrittenAfterIt) {
  Network network = two_hubs();
  const UpdateRef update = network.issue(id(0));
  const Parameters p;
  network.run_until(network.now + 3 * Network::latency + p.batch_processing);
  ASSERT_TRUE(network.agents[1].received().knows(update));
  ASSERT_FALSE(network.knows(id(1), update));
  network.stop(id(1));
  const std::uint64_t before = network.records_sent;
  network.start(id(1));
  network.run_until(network.now + p.replication + second);
  EXPECT_TRUE(network.knows(id(1), update));
  network.run_until(network.now + minute);
  EXPECT_EQ(network.records_sent - before, 2U);  // to its two spokes; not again to hub 1
}

}  // namespace
}  // namespace roamsim::ils
