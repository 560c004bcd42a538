// Phones that come back after an outage pass the queues of their cluster; all dates are worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/actors/run.hpp"

namespace roamsim::actors {
namespace {

constexpr Time fault = 1 * minute;

/// One cluster whose users are logged in on their own phones, all of them registered with the one subscriber.
Plan office(std::size_t users, std::size_t nodes) {
  Plan plan;
  plan.duration = 20 * minute;
  ClusterPlan cluster;
  cluster.name = "office";
  cluster.nodes = {NodePlan{"office-pub"}};
  if (nodes > 1) cluster.nodes.push_back(NodePlan{"office-sub"});
  cluster.recovery.registrations_per_second = 1'000'000;
  cluster.extension_mobility.registration = 100 * millisecond;
  cluster.extension_mobility.registrations_at_once = 5;
  plan.clusters.push_back(cluster);
  for (std::size_t i = 0; i < users; ++i) {
    plan.users.push_back({"user" + std::to_string(i), std::to_string(10'000 + i), ClusterId(0), true, true});
  }
  return plan;
}

Plan with_node_outage(std::size_t users) {
  Plan plan = office(users, 2);
  plan.timeline = {{fault, NodeOutage{ClusterId(0), 1, 15 * minute}}};
  return plan;
}

Plan with_cluster_outage(std::size_t users) {
  Plan plan = office(users, 1);
  plan.timeline = {{fault, ClusterOutage{ClusterId(0), 1 * minute}}};
  return plan;
}

directory::RecoveryParameters& recovery(Plan& plan) {
  return plan.clusters[0].recovery;
}
em::Parameters& service(Plan& plan) {
  return plan.clusters[0].extension_mobility;
}

/// When phones are registered after the fault, in that order.
std::vector<Time> registrations(const Plan& plan) {
  return observed(plan, [](const RunResult& result) {
    std::vector<Time> dates;
    for (const record::RegistrationRow& row : result.journal.registrations) {
      if (row.registered) dates.push_back(row.at);
    }
    return dates;
  });
}

/// So many phones ask at a date, and are served so many at once for a time each.
std::vector<Time> served(std::size_t phones, Time asked, std::size_t at_once, Duration each) {
  std::vector<Time> dates;
  for (std::size_t i = 0; i < phones; ++i) dates.push_back(asked + static_cast<Duration>(i / at_once + 1) * each);
  return dates;
}

TEST(Reregistration, PhonesOfAFailedNodeComeBackAtTheRateOfTheQueue) {
  Plan plan = with_node_outage(2000);
  const Time asked = fault + recovery(plan).phone_failover;
  const std::vector<Time> found = registrations(plan);
  EXPECT_EQ(found, served(2000, asked, 5, 100 * millisecond));
  EXPECT_EQ(found.back() - asked, 40 * second) << "50 a second";
  service(plan).registration = 200 * millisecond;
  const std::vector<Time> half = registrations(plan);
  EXPECT_EQ(half, served(2000, asked, 5, 200 * millisecond));
  EXPECT_EQ(half.back() - asked, 80 * second) << "half the rate, twice the time";
  service(plan).registrations_at_once = 10;
  EXPECT_EQ(registrations(plan).back() - asked, 40 * second);
}

TEST(Reregistration, AQueueThatIsFasterThanThePhonesHoldsNobodyUp) {
  Plan plan = with_node_outage(2000);
  recovery(plan).registrations_per_second = 50;
  const Time asked = fault + recovery(plan).phone_failover;
  service(plan).registrations_at_once = 50;
  EXPECT_EQ(registrations(plan).back(), asked + 39 * second + 100 * millisecond);
}

TEST(Reregistration, WithoutQueueTheyAreRegisteredAsSoonAsTheyAsk) {
  Plan plan = with_node_outage(20);
  recovery(plan).registration_queue = false;
  EXPECT_EQ(registrations(plan), std::vector<Time>(20, fault + recovery(plan).phone_failover));
}

TEST(Reregistration, PhonesThatNeedTheirFilesGetThemFirst) {
  Plan plan = with_cluster_outage(10);
  recovery(plan).fetch_configuration = true;
  service(plan).configuration = 500 * millisecond;
  service(plan).configurations_at_once = 1;
  const Time asked = fault + 1 * minute + recovery(plan).boot + recovery(plan).phone_reregistration;
  std::vector<Time> expected = served(10, asked, 1, 500 * millisecond);
  for (Time& at : expected) at += 100 * millisecond;
  EXPECT_EQ(registrations(plan), expected);
  recovery(plan).fetch_configuration = false;
  EXPECT_EQ(registrations(plan), served(10, asked, 5, 100 * millisecond));
}

TEST(Reregistration, OnlyPhonesWhoseClusterWasDownNeedTheirFiles) {
  Plan plan = with_node_outage(10);
  recovery(plan).fetch_configuration = true;
  EXPECT_EQ(registrations(plan), served(10, fault + recovery(plan).phone_failover, 5, 100 * millisecond));
}

TEST(Reregistration, WhoWaitsInAQueueThatIsLostComesBackWithTheNextWave) {
  Plan plan = with_node_outage(2000);
  service(plan).registrations_at_once = 1;  // 200 s for all, longer than what follows takes
  const Time asked = fault + recovery(plan).phone_failover;
  const Time second_fault = asked + 10 * second + 50 * millisecond;
  plan.timeline.push_back({second_fault, NodeOutage{ClusterId(0), 0, 1 * second}});
  recovery(plan).boot = 30 * second;
  recovery(plan).phone_reregistration = 10 * second;
  std::vector<Time> expected = served(100, asked, 1, 100 * millisecond);
  const Time again = second_fault + 1 * second + recovery(plan).boot + recovery(plan).phone_reregistration;
  for (const Time at : served(2000, again, 1, 100 * millisecond)) expected.push_back(at);
  const std::vector<Time> found = registrations(plan);
  EXPECT_EQ(found.size(), expected.size());
  EXPECT_EQ(found.back(), expected.back());
  EXPECT_EQ(found[100], expected[100]);
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace roamsim::actors
