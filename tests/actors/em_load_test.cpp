// What a node's requests in progress add up to, and its queues, worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "sim/actors/database_queue.hpp"
#include "sim/actors/in_progress.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Row = record::HttpRequestRow;

TEST(InProgressTest, IntegralIsWhatThoseInProgressWereThereFor) {
  InProgress in_progress(100);
  in_progress.begin(10);
  in_progress.begin(20);
  in_progress.begin(30);
  in_progress.end(40, 10);
  in_progress.begin(150);
  in_progress.end(160, 20);
  EXPECT_EQ(in_progress.number(), 2U);
  EXPECT_EQ(in_progress.most(), 3U) << "from 150 to 160; the three from 30 to 40 were before it counts";
  EXPECT_TRUE(in_progress.residences() == 30 + 140);
  EXPECT_TRUE(in_progress.integral(200) == 30 + 140 + 170 + 50);
  EXPECT_TRUE(in_progress.counted(200) == 60 + 100 + 50);
}

TEST(InProgressTest, WhatIsThereWhenTheCountBeginsCounts) {
  InProgress in_progress(100);
  in_progress.begin(10);
  in_progress.end(130, 10);
  EXPECT_EQ(in_progress.most(), 1U);
  EXPECT_TRUE(in_progress.counted(200) == 30);
}

TEST(StationTest, KnowsWhoWaitsAndHowLongItHasServed) {
  Station station(2);
  EXPECT_EQ(station.enter(0, 100), 100);
  EXPECT_EQ(station.enter(0, 50), 50);
  EXPECT_EQ(station.enter(10, 50), 100);
  EXPECT_EQ(station.waiting(10), 1U);
  EXPECT_EQ(station.wait(10), 90);
  EXPECT_EQ(station.used(30), 60);
  EXPECT_EQ(station.waiting(50), 0U) << "begins to be served";
  station.clear(60);
  EXPECT_EQ(station.used(1000), 120);
  EXPECT_EQ(station.wait(60), 0);
}

TEST(DatabaseQueueTest, FailsAfterTheTimeoutOrWhereTooManyWait) {
  DatabaseQueue queue(1);
  const auto enter = [&](Time now) {
    const DatabaseQueue::Transaction transaction = queue.enter(now, 100, 150, 3);
    return std::pair(transaction.done, transaction.failed);
  };
  EXPECT_EQ(enter(0), std::pair(Time{100}, false));
  EXPECT_EQ(enter(0), std::pair(Time{200}, false));
  EXPECT_EQ(enter(0), std::pair(Time{150}, true)) << "would wait for 200";
  EXPECT_EQ(enter(50), std::pair(Time{300}, false)) << "just 150: who gives up is not waited for";
  EXPECT_EQ(queue.waiting(50), 3U);
  EXPECT_EQ(enter(60), std::pair(Time{60}, true)) << "three wait";
  EXPECT_EQ(queue.waiting(150), 1U) << "one began at 100, one has given up";
}

/// The guide's first cluster with one node, where so many of its users log in at once.
Plan crowd(std::uint32_t users) {
  Plan plan = pair_plan();
  plan.clusters[0].nodes = {NodePlan{"node"}};
  plan.duration = 10 * minute;
  plan.users.clear();
  for (std::uint32_t i = 0; i < users; ++i) {
    plan.users.push_back({"u" + std::to_string(i), std::to_string(1000 + i), cluster1, false, false});
    plan.timeline.push_back({1 * minute, Login{UserId(i), cluster1}});
    plan.timeline.push_back({5 * minute, Logout{UserId(i), cluster1}});
  }
  return plan;
}

double scalar(const record::Journal& journal, const std::string& name) {
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == name && row.entity == "cluster1 node") return row.value;
  }
  ADD_FAILURE() << "no scalar " << name;
  return 0;
}

// The rows and the scalars are counted apart from each other.
TEST(RequestsInProgress, OfTheScalarsAreThoseOfTheRows) {
  Plan plan = crowd(30);
  plan.clusters[0].extension_mobility.service_distribution = em::WorkDistribution::lognormal;
  const RunResult result = Simulation(plan).run();
  EXPECT_FALSE(result.broken);
  std::map<Time, int> steps;
  Duration there = 0;
  std::size_t handled = 0, refused = 0, logouts = 0;
  for (const Row& row : result.journal.http_requests) {
    if (row.code == 26) {
      ++refused;
      EXPECT_EQ(row.begin, row.end);
      continue;
    }
    ++handled;
    if (row.kind == Row::Kind::logout) ++logouts;
    ++steps[row.begin];
    --steps[row.end];
    there += row.end - row.begin;
  }
  int number = 0, most = 0;
  for (const auto& [at, step] : steps) most = std::max(most, number += step);
  EXPECT_EQ(number, 0);
  EXPECT_EQ(refused, 25U) << "of thirty logins at once";
  EXPECT_EQ(logouts, 5U);
  EXPECT_EQ(scalar(result.journal, "em.requests.handled"), handled);
  EXPECT_EQ(scalar(result.journal, "em.requests.code.26"), refused);
  EXPECT_EQ(scalar(result.journal, "em.requests_in_progress.max"), most);
  EXPECT_DOUBLE_EQ(scalar(result.journal, "em.requests_in_progress.mean"),
                   static_cast<double>(there) / static_cast<double>(plan.duration));
}

TEST(RequestsInProgress, OfRunsThatEndInTheMiddleAddUpToo) {
  const Plan plan = crowd(10);
  RunOptions options;
  const Time amid = options.stop_at =
      1 * minute + em::Parameters{}.services_list + em::Parameters{}.sign_in_page - 10 * millisecond;
  const RunResult result = Simulation(plan, options).run();
  EXPECT_FALSE(result.broken);
  ASSERT_EQ(result.journal.http_requests.size(), 10U);
  EXPECT_EQ(result.journal.http_requests[0].end, never);
  EXPECT_DOUBLE_EQ(scalar(result.journal, "em.requests_in_progress.mean"),
                   10 * static_cast<double>(58 * millisecond) / static_cast<double>(amid));
}

TEST(StateQueries, TakeASlotWhereThatIsSaid) {
  Plan plan = crowd(8);
  plan.clusters[0].extension_mobility.state_query_takes_slot = true;
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(scalar(result.journal, "em.requests_in_progress.max"), 5);
  EXPECT_EQ(std::count_if(result.journal.http_requests.begin(), result.journal.http_requests.end(),
                          [](const Row& row) { return row.kind == Row::Kind::state_query && row.code == 26; }),
            3);
}

// The last of four users waits for three transactions, each of which the other node gets, too.
TEST(ReplicatedTransactions, AreWorkForTheDatabaseOfTheNodeThatThePhoneRegistersWith) {
  Plan plan = crowd(4);
  plan.clusters[0].nodes = {NodePlan{"node"}, NodePlan{"sub", 4, {.ils = false, .extension_mobility = false}}};
  em::Parameters& em = plan.clusters[0].extension_mobility;
  em.replication = 1 * second;
  em.replicated_commit = 200 * millisecond;
  plan.duration = 4 * minute;
  const RunResult result = Simulation(plan).run();
  Duration longest = 0;
  for (const record::SpanRow& span : result.journal.spans) {
    if (span.stage == "replication") longest = std::max(longest, span.end - span.begin);
  }
  // The commits are 50 ms apart, and the transactions there 200 ms long.
  EXPECT_EQ(longest, em.replication + 4 * em.replicated_commit - 3 * em.commit);
}

TEST(ChangeNotifications, GoOneAfterAnother) {
  Plan plan = crowd(4);
  em::Parameters& em = plan.clusters[0].extension_mobility;
  em.change_notification = 300 * millisecond;
  plan.duration = 4 * minute;
  const RunResult result = Simulation(plan).run();
  Duration longest = 0;
  for (const record::SpanRow& span : result.journal.spans) {
    if (span.stage == "change_notification") longest = std::max(longest, span.end - span.begin);
  }
  EXPECT_EQ(longest, 4 * em.change_notification - 3 * em.commit);
}

}  // namespace
}  // namespace roamsim::actors
