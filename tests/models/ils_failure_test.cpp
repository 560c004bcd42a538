// Peers that do not answer, are refused, or go back to a backup; replication that breaks; and what survives a stop.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/models/ils_network.hpp"

namespace roamsim::ils {
namespace {

constexpr Duration way = Network::latency;
const Parameters defaults;

ClusterId id(std::size_t i) {
  return ClusterId(i);
}

Parameters quiet() {
  Parameters parameters;
  parameters.mode = SyncMode::event_triggered;
  return parameters;
}

/// So many hubs in a mesh, and behind each of the first so many one spoke.
Network mesh(std::size_t hubs, std::size_t spokes = 0, Parameters parameters = quiet()) {
  Network network(hubs + spokes, parameters);
  for (std::size_t i = 0; i < hubs + spokes; ++i) network.start(id(i));
  network.configure(id(0), Role::hub, ClusterId{});
  for (std::size_t i = 1; i < hubs; ++i) network.configure(id(i), Role::hub, id(0));
  network.run_until(10 * second);
  for (std::size_t i = 0; i < spokes; ++i) network.configure(id(hubs + i), Role::spoke, id(i));
  network.run_until(2 * minute);
  network.seen.clear();
  return network;
}

using Sights = std::vector<Network::Sight>;
TEST(IlsNotice, NobodyIsGreetedWhereNothingFails) {
  Network network = mesh(4, 2);
  const std::uint64_t before = network.greetings_sent;
  for (int i = 0; i < 20; ++i) {
    network.issue(id(static_cast<std::size_t>(i) % 6));
    network.run_until(network.now + i * 300 * millisecond);
  }
  network.run_until(network.now + 10 * minute);
  EXPECT_EQ(network.greetings_sent, before);
  EXPECT_TRUE(network.seen.empty());
}

// Hubs 0, 1 and 2; spoke 3 behind hub 0. A change of hub 2 makes 0 and 1 tell each other; shortly after comes one of
// the spoke, which hub 1 can have from hub 0 only.
TEST(IlsNotice, ARelayedChangeDoesNotWaitForAnEarlierOne) {
  for (const Duration later : {Duration{0}, 500 * millisecond, second + 60 * millisecond, 5 * second, 9 * second}) {
    Network network = mesh(3, 1);
    network.issue(id(2));
    network.run_until(network.now + later);
    const UpdateRef update = network.issue(id(3));
    const Duration hop = 3 * way + 2 * defaults.batch_processing;  // the other change may be processed first
    network.run_until(network.now + 2 * hop + 2 * second / defaults.records_written_per_second + defaults.replication);
    EXPECT_TRUE(network.knows(id(1), update)) << later;
  }
}

// The line fails just when the notice of the second change is on it, and works again a second later.
TEST(IlsNotice, ThatIsLostIsRepeatedAfterOneTimeoutAndOneInterval) {
  Network network = mesh(3, 1);
  network.issue(id(2));
  network.run_until(network.now + 2 * second);
  const UpdateRef update = network.issue(id(3));
  network.run_until(network.now + 3 * way + defaults.batch_processing);
  network.cut(0, 1);
  const Time told = network.now;
  network.run_until(network.now + second);
  network.mend(0, 1);
  network.run_until(told + defaults.request_timeout + defaults.retry_interval + 5 * second);
  EXPECT_TRUE(network.knows(id(1), update));
}

TEST(IlsPeer, IsLostWhenItAnswersNothingAndFoundWhenItIsHeard) {
  Network network = mesh(2);
  network.stop(id(1));
  const Time at = network.now;
  network.issue(id(0));
  network.run_until(at + 100 * second);
  EXPECT_EQ(network.seen, (Sights{{at + defaults.request_timeout, 0, 1, false}}));
  EXPECT_EQ(network.agents[0].unreachable(), (std::vector<ClusterId>{id(1)}));
  network.start(id(1));
  network.run_until(network.now + minute);
  EXPECT_EQ(network.seen.back(), (Network::Sight{at + 100 * second + way, 0, 1, true}));
  EXPECT_TRUE(network.agents[0].unreachable().empty());
}

TEST(IlsPeer, IsNotLostBeforeTheDeadPeerTimeout) {
  Parameters parameters = quiet();
  parameters.dead_peer_timeout = 25 * second;
  Network network = mesh(2, 0, parameters);
  network.stop(id(1));
  const Time at = network.now;
  network.issue(id(0));
  network.run_until(at + 5 * minute);
  EXPECT_EQ(network.seen, (Sights{{at + 25 * second, 0, 1, false}}));
}

TEST(IlsPeer, IsFoundMissingByHellosOnASilentLine) {
  Parameters parameters = quiet();
  parameters.hello_interval = 20 * second;
  parameters.dead_peer_timeout = 5 * second;
  Network network = mesh(2, 0, parameters);
  network.run_until(10 * minute);
  EXPECT_TRUE(network.seen.empty());
  network.cut(0, 1);
  network.run_until(11 * minute);
  ASSERT_EQ(network.seen.size(), 2U);
  EXPECT_LE(network.seen[0].at, 10 * minute + 2 * parameters.hello_interval + parameters.dead_peer_timeout);
  network.mend(0, 1);
  network.run_until(12 * minute);
  ASSERT_EQ(network.seen.size(), 4U);
  EXPECT_TRUE(network.seen[2].found && network.seen[3].found);
}

TEST(IlsPeer, WithoutHellosASilentLineStaysSilent) {
  Network network = mesh(2);
  const std::uint64_t before = network.messages_sent;
  network.cut(0, 1);
  network.run_until(hour);
  EXPECT_EQ(network.messages_sent, before);
  EXPECT_TRUE(network.seen.empty());
}

TEST(IlsRetry, WaitsLongerEachTimeUpToTheCap) {
  Parameters parameters = quiet();
  parameters.retry_interval = 10 * second;
  parameters.retry_backoff = 2;
  parameters.retry_cap = minute;
  Network network = mesh(2, 0, parameters);
  network.stop(id(1));
  network.issue(id(0));
  std::vector<Time> greeted;
  const Time began = network.now;
  for (std::uint64_t sent = network.greetings_sent; network.now < began + 5 * minute;) {
    network.run_until(network.now + second);
    if (network.greetings_sent > sent) greeted.push_back((network.now - began) / second);
    sent = network.greetings_sent;
  }
  // Each wait begins when the attempt before has gone unanswered for 10 s: 10, 20, 40, 60, 60 s.
  EXPECT_EQ(greeted, (std::vector<Time>{20, 50, 100, 170, 240}));
}

TEST(IlsRetry, ThatWaitsIsNotWaitedForWhenThePeerIsHeard) {
  Network network = mesh(3);
  network.cut(0, 1);
  const UpdateRef update = network.issue(id(0));
  network.run_until(network.now + 15 * second);  // 1 has it from 2; 0 waits to try 1 again
  ASSERT_TRUE(network.knows(id(1), update));
  network.cut(1, 2);
  network.cut(0, 2);
  network.mend(0, 1);
  const UpdateRef second_update = network.issue(id(0));
  network.run_until(network.now + second);
  const UpdateRef back = network.issue(id(1));  // heard by 0
  network.run_until(network.now + 4 * second);
  EXPECT_TRUE(network.knows(id(0), back));
  EXPECT_TRUE(network.knows(id(1), second_update));
}

TEST(IlsRefusal, IsAsNoAnswerAndCountedApart) {
  Network network = mesh(2);
  network.set_refused(id(0), id(1), true);
  const UpdateRef update = network.issue(id(0));
  const UpdateRef other = network.issue(id(1));
  network.run_until(network.now + 5 * minute);
  EXPECT_FALSE(network.knows(id(1), update));
  EXPECT_FALSE(network.knows(id(0), other));
  EXPECT_GT(network.agents[0].refusals(), 0U);
  EXPECT_EQ(network.agents[0].refusals(), network.refusals.size());
  EXPECT_EQ(network.agents[1].refusals(), 0U);
  EXPECT_EQ(network.agents[0].unreachable(), (std::vector<ClusterId>{id(1)}));
  network.set_refused(id(0), id(1), false);
  network.run_until(network.now + defaults.request_timeout + defaults.retry_interval + 5 * second);
  EXPECT_TRUE(network.knows(id(1), update));
  EXPECT_TRUE(network.knows(id(0), other));
  EXPECT_TRUE(network.agents[0].unreachable().empty());
}

TEST(IlsRefusal, CutsAnExchangeThatIsUnderWay) {
  for (const std::size_t refusing : {0U, 1U}) {
    for (Duration after = 0; after < 4 * way; after += way / 2) {
      Network network = mesh(2);
      const UpdateRef update = network.issue(id(0));
      network.run_until(network.now + after);
      network.set_refused(id(refusing), id(1 - refusing), true);
      network.run_until(network.now + minute);
      network.set_refused(id(refusing), id(1 - refusing), false);
      network.run_until(network.now + 2 * minute);
      EXPECT_TRUE(network.knows(id(1), update)) << refusing << ' ' << after;
    }
  }
}

TEST(IlsReplication, HoldsBackWhatIsReceivedAndDrainsInOrder) {
  Network network = mesh(3);
  network.set_replication(id(1), false);
  std::vector<UpdateRef> updates;
  for (const std::size_t origin : {2U, 0U, 2U}) {
    updates.push_back(network.issue(id(origin)));
    network.run_until(network.now + 5 * second);
  }
  const Agent& agent = network.agents[1];
  for (const UpdateRef update : updates) {
    EXPECT_TRUE(agent.received().knows(update));
    EXPECT_FALSE(agent.applied().vector().knows(update));
  }
  EXPECT_TRUE(network.knows(id(2), updates[1]));  // others are told all the same
  EXPECT_EQ(agent.unapplied(), 3U);
  network.set_replication(id(1), true);
  network.run_until(network.now + 10 * second);
  EXPECT_LT(agent.applied().learned_at(updates[0]), agent.applied().learned_at(updates[1]));
  EXPECT_LT(agent.applied().learned_at(updates[1]), agent.applied().learned_at(updates[2]));
  EXPECT_EQ(agent.unapplied(), 0U);
}

TEST(IlsReplication, ThatBreaksMeanwhileAppliesNothing) {
  Network network = mesh(2);
  const UpdateRef update = network.issue(id(0));
  network.run_until(network.now + 3 * way + defaults.batch_processing + defaults.replication / 2);
  ASSERT_EQ(network.agents[1].unapplied(), 1U);
  network.set_replication(id(1), false);
  network.run_until(network.now + minute);
  EXPECT_FALSE(network.knows(id(1), update));
  network.set_replication(id(1), true);
  network.run_until(network.now + 2 * second);
  EXPECT_TRUE(network.knows(id(1), update));
}

TEST(IlsReplication, OrderSurvivesAStop) {
  Network network = mesh(3);
  network.set_replication(id(1), false);
  const UpdateRef first = network.issue(id(2));
  network.run_until(network.now + 5 * second);
  const UpdateRef other = network.issue(id(0));  // of an earlier log
  network.run_until(network.now + 5 * second);
  network.stop(id(1));
  network.start(id(1));
  network.set_replication(id(1), true);
  network.run_until(network.now + 10 * second);
  EXPECT_LT(network.agents[1].applied().learned_at(first), network.agents[1].applied().learned_at(other));
}

TEST(IlsReplication, GoesToNodesAtOnceOrInTurn) {
  const auto settling = [](ReplicationOrder order, std::uint32_t subscribers) {
    Parameters parameters;
    parameters.replication_order = order;
    parameters.node_load = 100 * millisecond;
    return Agent(ClusterId(0), parameters, 0, subscribers).settling();
  };
  for (const std::uint32_t subscribers : {0U, 1U}) {
    EXPECT_EQ(settling(ReplicationOrder::in_parallel, subscribers), 1100 * millisecond);
    EXPECT_EQ(settling(ReplicationOrder::one_after_another, subscribers), 1100 * millisecond);
  }
  EXPECT_EQ(settling(ReplicationOrder::in_parallel, 4), 1100 * millisecond);
  EXPECT_EQ(settling(ReplicationOrder::one_after_another, 4), 4100 * millisecond);
  EXPECT_EQ(Agent(ClusterId(0), defaults).settling(), defaults.replication);
}

/// Whether all clusters of the network know everything.
bool all_know_all(const Network& network) {
  for (const Agent& agent : network.agents) {
    for (LogIndex log = 0; log < network.ledger.logs(); ++log) {
      if (agent.applied().vector()[log] != network.ledger.size(log)) return false;
    }
    if (!agent.received().covers(agent.applied().vector())) return false;
  }
  return true;
}

// Each cluster in turn is stopped at each moment of a busy minute.
TEST(IlsStop, LosesNothingWheneverItComes) {
  for (std::size_t victim = 0; victim < 4; ++victim) {
    bool over = false;
    for (std::size_t moment = 0; !over; ++moment) {
      Network network = mesh(2, 2);
      for (std::size_t i = 0; i < 4; ++i) network.issue(id(i));
      over = network.step(moment, network.now + 20 * second) < moment;
      const VersionVector received = network.agents[victim].received();
      const VersionVector applied = network.agents[victim].applied().vector();
      network.stop(id(victim));
      for (std::size_t i = 0; i < 4; ++i) network.issue(id(i));  // also what the cluster commits last
      network.run_until(network.now + 7 * second);
      EXPECT_TRUE(network.agents[victim].received().covers(received));
      EXPECT_TRUE(network.agents[victim].applied().vector().covers(applied));
      network.start(id(victim));
      network.run_until(network.now + 3 * minute);
      ASSERT_TRUE(all_know_all(network)) << "cluster " << victim << " after " << moment << " events";
    }
  }
}

// The same with a line in place of a cluster.
TEST(IlsLine, LosesNothingWheneverItFails) {
  const std::vector<std::pair<std::size_t, std::size_t>> lines{{0, 1}, {0, 2}, {1, 3}};
  for (const auto& [a, b] : lines) {
    bool over = false;
    for (std::size_t moment = 0; !over; ++moment) {
      Network network = mesh(2, 2);
      for (std::size_t i = 0; i < 4; ++i) network.issue(id(i));
      over = network.step(moment, network.now + 20 * second) < moment;
      network.cut(a, b);
      network.run_until(network.now + 30 * millisecond);
      network.mend(a, b);
      network.issue(id(3));
      network.run_until(network.now + 3 * minute);
      ASSERT_TRUE(all_know_all(network)) << a << '-' << b << " after " << moment << " events";
    }
  }
}

TEST(IlsRestore, GoesBackAndCatchesUp) {
  Network network = mesh(3, 1);
  const UpdateRef before = network.issue(id(3));
  network.run_until(network.now + minute);
  const Agent::Backup backup = network.agents[0].backup();
  const UpdateRef own = network.issue(id(0));
  const UpdateRef other = network.issue(id(3));
  network.run_until(network.now + minute);
  network.stop(id(0));
  network.run_until(network.now + minute);
  const UpdateRef announcement = network.restore(id(0), backup);
  EXPECT_TRUE(network.knows(id(0), before));
  EXPECT_FALSE(network.knows(id(0), own));
  EXPECT_FALSE(network.knows(id(0), other));
  EXPECT_EQ(network.ledger.incarnation(announcement.log), 1U);
  network.run_until(network.now + minute);
  EXPECT_TRUE(all_know_all(network));
  const std::uint64_t sent = network.messages_sent;
  network.run_until(network.now + hour);
  EXPECT_EQ(network.messages_sent, sent);  // nobody goes on asking for what is gone
}

TEST(IlsRestore, WhatNobodyElseHasIsGone) {
  Network network = mesh(2);
  const Agent::Backup backup = network.agents[0].backup();
  network.cut(0, 1);
  const UpdateRef own = network.issue(id(0));
  network.stop(id(0));
  network.mend(0, 1);
  network.restore(id(0), backup);
  network.run_until(network.now + minute);
  EXPECT_FALSE(network.knows(id(0), own));
  EXPECT_FALSE(network.knows(id(1), own));
  const UpdateRef next = network.issue(id(0));
  network.run_until(network.now + minute);
  EXPECT_TRUE(network.knows(id(1), next));
  const std::uint64_t sent = network.messages_sent;
  network.run_until(network.now + hour);
  EXPECT_EQ(network.messages_sent, sent);
}

TEST(IlsRestore, FindsHubsThatJoinedSince) {
  Network network(3, quiet());
  for (std::size_t i = 0; i < 3; ++i) network.start(id(i));
  network.configure(id(0), Role::hub, ClusterId{});
  network.configure(id(1), Role::hub, id(0));
  network.run_until(minute);
  const Agent::Backup backup = network.agents[0].backup();
  network.configure(id(2), Role::hub, id(1));
  network.run_until(2 * minute);
  ASSERT_EQ(network.agents[0].peers().size(), 2U);
  network.stop(id(0));
  network.restore(id(0), backup);
  ASSERT_EQ(network.agents[0].peers().size(), 1U);
  network.issue(id(2));
  network.run_until(4 * minute);
  EXPECT_EQ(network.agents[0].peers().size(), 2U);
  EXPECT_TRUE(all_know_all(network));
}

}  // namespace
}  // namespace roamsim::ils
