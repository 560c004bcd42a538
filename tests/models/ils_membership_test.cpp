// Clusters that leave and change their place at run time.
#include <gtest/gtest.h>

#include "tests/models/ils_network.hpp"

namespace roamsim::ils {
namespace {

ClusterId id(std::size_t i) {
  return ClusterId(i);
}

/// Hubs 0 and 1; spokes 2 and 3 at hub 0, spoke 4 at hub 1. Each has issued something that all know.
Network network_of_five() {
  Parameters parameters;
  parameters.mode = SyncMode::event_triggered;
  Network network(5, parameters);
  for (std::size_t i = 0; i < 5; ++i) network.start(id(i));
  network.configure(id(0), Role::hub, ClusterId{});
  network.configure(id(1), Role::hub, id(0));
  for (const std::size_t i : {2U, 3U}) network.configure(id(i), Role::spoke, id(0));
  network.configure(id(4), Role::spoke, id(1));
  for (std::size_t i = 0; i < 5; ++i) network.issue(id(i));
  network.run_until(minute);
  return network;
}

std::vector<std::size_t> peers_of(const Network& network, std::size_t i) {
  std::vector<std::size_t> peers;
  for (const ClusterId peer : network.agents[i].peers()) peers.push_back(peer.index());
  return peers;
}
using Peers = std::vector<std::size_t>;

std::vector<std::size_t> who_know(const Network& network, UpdateRef update) {
  std::vector<std::size_t> who;
  for (std::size_t i = 0; i < network.agents.size(); ++i) {
    if (network.knows(id(i), update)) who.push_back(i);
  }
  return who;
}

TEST(IlsMembership, WhoLeavesDropsWhatItLearnedAndStaysKnown) {
  Network network = network_of_five();
  network.configure(id(2), Role::standalone, ClusterId{});
  network.run_until(2 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{}));
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
  EXPECT_EQ(who_know(network, {0, 1}), (Peers{0, 1, 3, 4}));
  EXPECT_EQ(who_know(network, {2, 1}), (Peers{0, 1, 2, 3, 4}));
  const UpdateRef own = network.issue(id(2));
  const UpdateRef other = network.issue(id(0));
  network.run_until(10 * minute);
  EXPECT_EQ(who_know(network, own), (Peers{2}));
  EXPECT_EQ(who_know(network, other), (Peers{0, 1, 3, 4}));
  EXPECT_EQ(network.agents[2].role(), Role::standalone);
}

// Its beginning has just been dropped, so that what follows on it would leave a hole.
TEST(IlsMembership, WhoHasLeftTakesNoAnswerThatIsStillOnItsWay) {
  Network network = network_of_five();
  const UpdateRef update = network.issue(id(0));
  network.run_until(minute + 2 * Network::latency + Network::latency / 2);
  network.configure(id(2), Role::standalone, ClusterId{});
  network.run_until(2 * minute);
  EXPECT_EQ(who_know(network, update), (Peers{0, 1, 3, 4}));
  EXPECT_EQ(network.agents[2].received()[0], 0U);
}

TEST(IlsMembership, WhoGoesBackTakesNoAnswerThatDoesNotFollowOnWhatIsLeft) {
  Network network = network_of_five();
  const Agent::Backup backup = network.agents[2].backup();
  network.issue(id(0));
  network.run_until(2 * minute);
  const UpdateRef update = network.issue(id(0));
  network.run_until(2 * minute + Network::latency);
  network.lengthen(0, 2, 5 * second);  // the answer is long on its way
  network.run_until(2 * minute + 2 * Network::latency);
  network.stop(id(2));
  network.restore(id(2), backup);
  network.run_until(2 * minute + 8 * second);  // it has come, and been processed
  EXPECT_EQ(network.agents[2].received()[0], 1U);
  network.run_until(4 * minute);
  EXPECT_EQ(network.agents[2].received()[0], update.sequence);
  EXPECT_TRUE(network.knows(id(2), update));
}

TEST(IlsMembership, WhoComesBackCatchesUpBothWays) {
  Network network = network_of_five();
  network.configure(id(2), Role::standalone, ClusterId{});
  network.run_until(2 * minute);
  const UpdateRef own = network.issue(id(2));
  const UpdateRef other = network.issue(id(4));
  network.run_until(3 * minute);
  network.configure(id(2), Role::spoke, id(1));
  network.run_until(4 * minute);
  EXPECT_EQ(who_know(network, own).size(), 5U);
  EXPECT_EQ(who_know(network, other).size(), 5U);
  EXPECT_EQ(peers_of(network, 2), (Peers{1}));
}

TEST(IlsMembership, ALeaveThatIsLostIsSaidAgainToWhoGreets) {
  Network network = network_of_five();
  network.cut(0, 2);
  network.configure(id(2), Role::standalone, ClusterId{});
  network.run_until(2 * minute);
  network.mend(0, 2);
  network.issue(id(0));  // to whom hub 0 takes for its spoke
  network.run_until(4 * minute);
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
}

TEST(IlsMembership, ASpokeMovesToAnotherHub) {
  Network network = network_of_five();
  network.configure(id(2), Role::spoke, id(1));
  network.run_until(2 * minute);
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
  EXPECT_EQ(peers_of(network, 1), (Peers{0, 2, 4}));
  EXPECT_EQ(peers_of(network, 2), (Peers{1}));
  network.stop(id(0));
  const UpdateRef update = network.issue(id(2));
  network.run_until(3 * minute);
  EXPECT_EQ(who_know(network, update), (Peers{1, 2, 4}));
}

TEST(IlsMembership, WhoMovesKeepsWhatItKnows) {
  Network network = network_of_five();
  const std::uint64_t before = network.records_sent;
  network.configure(id(2), Role::spoke, id(1));
  network.run_until(2 * minute);
  EXPECT_EQ(network.records_sent, before);
}

TEST(IlsMembership, ASpokeBecomesAHub) {
  Network network = network_of_five();
  network.configure(id(2), Role::hub, id(0));
  network.run_until(2 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{0, 1}));
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 2, 3}));
  EXPECT_EQ(peers_of(network, 1), (Peers{0, 2, 4}));
  network.configure(id(3), Role::spoke, id(2));
  network.stop(id(0));
  const UpdateRef update = network.issue(id(3));
  network.run_until(4 * minute);
  EXPECT_EQ(who_know(network, update), (Peers{1, 2, 3, 4}));
}

TEST(IlsMembership, AHubBecomesASpokeAndItsSpokesWait) {
  Network network = network_of_five();
  network.configure(id(0), Role::spoke, id(1));
  network.run_until(2 * minute);
  EXPECT_EQ(peers_of(network, 0), (Peers{1}));
  EXPECT_EQ(peers_of(network, 1), (Peers{0, 4}));
  EXPECT_EQ(peers_of(network, 2), (Peers{}));
  const UpdateRef at_orphan = network.issue(id(2));
  const UpdateRef update = network.issue(id(0));
  network.run_until(3 * minute);
  EXPECT_EQ(who_know(network, at_orphan), (Peers{2}));
  EXPECT_EQ(who_know(network, update), (Peers{0, 1, 4}));
  // One is given another hub; the other is taken in again when its hub is one again.
  network.configure(id(2), Role::spoke, id(1));
  network.configure(id(0), Role::hub, id(1));
  network.run_until(6 * minute);
  EXPECT_EQ(who_know(network, at_orphan).size(), 5U);
  EXPECT_EQ(who_know(network, update).size(), 5U);
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
}

TEST(IlsMembership, MayChangeWhileTheServiceIsStopped) {
  Network network = network_of_five();
  network.stop(id(2));
  network.configure(id(2), Role::spoke, id(1));
  const UpdateRef update = network.issue(id(2));
  network.run_until(2 * minute);
  network.start(id(2));
  network.run_until(5 * minute);
  EXPECT_EQ(who_know(network, update).size(), 5U);
  EXPECT_EQ(peers_of(network, 2), (Peers{1}));
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
}

TEST(IlsMembership, AFurtherHubIsAskedUntilItAnswers) {
  Network network = network_of_five();
  network.cut(1, 2);
  network.configure(id(2), Role::hub, id(0));
  network.run_until(5 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{0}));
  network.mend(1, 2);
  network.run_until(6 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{0, 1}));
  EXPECT_EQ(peers_of(network, 1), (Peers{0, 2, 4}));
  const std::uint64_t before = network.messages_sent;
  network.run_until(60 * minute);
  EXPECT_EQ(network.messages_sent, before) << "nobody is asked any more";
}

TEST(IlsMembership, AFurtherHubIsAskedAgainAfterAStop) {
  Network network = network_of_five();
  network.cut(1, 2);
  network.configure(id(2), Role::hub, id(0));
  network.run_until(2 * minute);
  network.stop(id(2));
  network.mend(1, 2);
  network.run_until(3 * minute);
  network.start(id(2));
  network.run_until(4 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{0, 1}));
  EXPECT_EQ(peers_of(network, 1), (Peers{0, 2, 4}));
}

TEST(IlsMembership, WaitsForAFurtherHubGrowAsForAnyPeer) {
  Parameters parameters;
  parameters.mode = SyncMode::event_triggered;
  parameters.retry_backoff = 2;
  parameters.retry_cap = 4 * minute;
  Network network(3, parameters);
  for (std::size_t i = 0; i < 3; ++i) network.start(id(i));
  network.configure(id(0), Role::hub, ClusterId{});
  network.configure(id(1), Role::hub, id(0));
  network.run_until(minute);
  network.cut(1, 2);
  network.configure(id(2), Role::hub, id(0));
  network.run_until(2 * minute);
  const std::uint64_t before = network.messages_sent;
  // The waits are 30 s, 1 min, 2 min and three times 4 min; the first was over before.
  network.run_until(minute + 15 * minute + 40 * second);
  EXPECT_EQ(network.messages_sent - before, 5U);
}

TEST(IlsMembership, WhoIsNoHubAnyMoreIsNotAskedForEver) {
  Network network = network_of_five();
  network.cut(1, 2);
  network.configure(id(2), Role::hub, id(0));
  network.run_until(2 * minute);
  network.configure(id(1), Role::spoke, id(0));
  network.mend(1, 2);
  network.run_until(10 * minute);
  const std::uint64_t before = network.messages_sent;
  network.stop(id(4));  // which has lost its hub and looks for it
  network.run_until(60 * minute);
  EXPECT_LE(network.messages_sent, before + 1);
  EXPECT_EQ(peers_of(network, 2), (Peers{0}));
}

TEST(IlsMembership, ComesBackInAnotherRole) {
  Network network = network_of_five();
  network.configure(id(2), Role::standalone, ClusterId{});
  network.run_until(2 * minute);
  const UpdateRef own = network.issue(id(2));
  const UpdateRef other = network.issue(id(4));
  network.configure(id(2), Role::hub, id(1));
  network.run_until(4 * minute);
  EXPECT_EQ(peers_of(network, 2), (Peers{0, 1}));
  EXPECT_EQ(who_know(network, own).size(), 5U);
  EXPECT_EQ(who_know(network, other).size(), 5U);
  EXPECT_EQ(who_know(network, {3, 1}).size(), 5U) << "what it had forgotten";
}

TEST(IlsMembership, MayLeaveAndComeBackWhileNobodyHears) {
  Network network = network_of_five();
  network.cut(0, 2);
  network.cut(1, 2);
  network.configure(id(2), Role::standalone, ClusterId{});
  const UpdateRef own = network.issue(id(2));
  network.configure(id(2), Role::spoke, id(1));
  const UpdateRef other = network.issue(id(3));
  network.run_until(4 * minute);
  network.mend(0, 2);
  network.mend(1, 2);
  network.run_until(6 * minute);
  EXPECT_EQ(who_know(network, own).size(), 5U);
  EXPECT_EQ(who_know(network, other).size(), 5U);
  EXPECT_EQ(peers_of(network, 2), (Peers{1}));
  EXPECT_EQ(peers_of(network, 0), (Peers{1, 3}));
}

void expect_to_know_all(const Network& network, std::size_t i) {
  for (LogIndex log = 0; log < network.ledger.logs(); ++log) {
    EXPECT_EQ(network.agents[i].applied().vector()[log], network.ledger.size(log));
  }
  EXPECT_EQ(network.gaps, 0U);
}

/// A cluster leaves at every stage of its first exchange.
TEST(IlsMembership, WhatArrivesAfterLeavingIsNotTakenForKnowledge) {
  for (Duration after = 0; after < 3 * second; after += 10 * millisecond) {
    SCOPED_TRACE(after);
    Network network(2);
    for (std::size_t i = 0; i < 2; ++i) network.start(id(i));
    network.configure(id(0), Role::hub, ClusterId{});
    network.issue(id(0));
    network.configure(id(1), Role::spoke, id(0));
    network.run_until(after);
    network.configure(id(1), Role::standalone, ClusterId{});
    network.run_until(minute);
    EXPECT_EQ(network.agents[1].received()[0], 0U);
    network.configure(id(1), Role::spoke, id(0));
    network.run_until(2 * minute);
    expect_to_know_all(network, 1);
  }
}

/// What a cluster asked for before it left and came back begins where its knowledge ended then.
TEST(IlsMembership, AnAnswerToWhatWasAskedBeforeLeavesNoGap) {
  for (Duration late = 20 * millisecond; late < 300 * millisecond; late += 10 * millisecond) {
    SCOPED_TRACE(late);
    Network network = network_of_five();
    const Time begin = network.now;
    network.issue(id(0));
    network.run_until(begin + 30 * millisecond);
    network.lengthen(0, 2, late);
    network.run_until(begin + 50 * millisecond);
    network.lengthen(0, 2, Network::latency);
    network.configure(id(2), Role::standalone, ClusterId{});
    network.configure(id(2), Role::spoke, id(0));
    network.run_until(begin + 5 * minute);
    expect_to_know_all(network, 2);
  }
}

}  // namespace
}  // namespace roamsim::ils
