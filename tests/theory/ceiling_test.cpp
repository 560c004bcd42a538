// How many logins a minute a node takes is set nowhere: it comes out of the narrowest of its cores, its database and
// the TFTP service, each of which it follows and none of the others.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time begin = 1 * minute;
constexpr Duration lasts = 3 * minute;
constexpr Duration settles = 1 * minute;

struct Node {
  std::uint32_t cores = 16;
  double database_speed = 8;
  std::uint32_t tftp_phones = 100;
};

/// One cluster of one node, at which more users press the button than it can serve, evenly for a while.
Plan overloaded(const Node& node, std::uint32_t logins_a_second) {
  Plan plan = pair_plan();
  plan.clusters.resize(1);
  ClusterPlan& cluster = plan.clusters[0];
  cluster.nodes = {NodePlan{"node", node.cores}};
  em::Parameters& em = cluster.extension_mobility;
  em.service_parameters.max_concurrent_requests = 100;
  em.state_query = 0;  // what is refused after it uses the cores too, in proportion to what is offered
  em.database_speed = node.database_speed;
  em.commit = 100 * millisecond;
  em.registrations_at_once = 1000;
  em.configurations_at_once = node.tftp_phones;
  plan.duration = begin + lasts + 2 * minute;
  plan.users.clear();
  const auto logins = logins_a_second * static_cast<std::uint32_t>(lasts / second);
  for (std::uint32_t i = 0; i < logins; ++i) {
    plan.users.push_back({"u" + std::to_string(i), std::to_string(100'000 + i), cluster1, false, false});
    plan.timeline.push_back({begin + i * (second / logins_a_second), Login{UserId(i), cluster1}});
  }
  return plan;
}

struct Ceiling {
  double committed = 0;   ///< logins a minute
  double registered = 0;  ///< phones a minute
};

Ceiling ceiling(const Node& node, std::uint32_t logins_a_second) {
  const Time from = begin + settles, until = begin + lasts;
  const auto within = [&](Time at) { return at >= from && at < until; };
  const std::vector<Time> counts =
      observed(overloaded(node, logins_a_second), [&](const RunResult& result) -> std::vector<Time> {
        const auto& changes = result.journal.location_changes;
        const auto& phones = result.journal.registrations;
        return {std::count_if(changes.begin(), changes.end(), [&](const auto& row) { return within(row.at); }),
                std::count_if(phones.begin(), phones.end(),
                              [&](const auto& row) { return row.registered && within(row.at); })};
      });
  const double minutes = to_seconds(until - from) / 60;
  if (counts.size() != 2) return {};
  return {static_cast<double>(counts[0]) / minutes, static_cast<double>(counts[1]) / minutes};
}

TEST(Ceiling, OfTheCoresFollowsTheirNumberOnly) {
  const double four = ceiling({4, 8, 1000}, 25).committed;
  EXPECT_NEAR(four, 60 * 4 / 0.261, 0.02 * four);
  EXPECT_NEAR(ceiling({2, 8, 1000}, 25).committed / four, 0.5, 0.02);
  EXPECT_NEAR(ceiling({4, 16, 1000}, 25).committed / four, 1, 0.02);
  EXPECT_NEAR(ceiling({4, 8, 500}, 25).committed / four, 1, 0.02);
}

TEST(Ceiling, OfTheDatabaseFollowsItsSpeedOnly) {
  const double one = ceiling({16, 1, 1000}, 25).committed;
  EXPECT_NEAR(one, 60 * 10, 0.02 * one);
  EXPECT_NEAR(ceiling({16, 0.5, 1000}, 25).committed / one, 0.5, 0.02);
  EXPECT_NEAR(ceiling({8, 1, 1000}, 25).committed / one, 1, 0.02);
  EXPECT_NEAR(ceiling({16, 1, 500}, 25).committed / one, 1, 0.02);
}

TEST(Ceiling, OfTheTftpServiceFollowsThePhonesItServesAtOnceOnly) {
  const double ten = ceiling({16, 8, 10}, 20).registered;
  EXPECT_NEAR(ten, 60 * 10 / 0.63, 0.02 * ten);
  EXPECT_NEAR(ceiling({16, 8, 5}, 20).registered / ten, 0.5, 0.02);
  EXPECT_NEAR(ceiling({8, 8, 10}, 20).registered / ten, 1, 0.02);
  EXPECT_NEAR(ceiling({16, 16, 10}, 20).registered / ten, 1, 0.02);
}

}  // namespace
}  // namespace roamsim::actors
