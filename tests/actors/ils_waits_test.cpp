// What the ILS services wait for is written down with its dates.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::IlsWaitRow::Kind;

constexpr Time login_at = 1 * minute;
const Time commit = committing(login_at);
const ils::Parameters ils_times;

using Rows = std::vector<record::IlsWaitRow>;

Rows waits(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal.ils_waits;
}

Rows of_kind(Kind kind, const Rows& rows) {
  Rows found;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(found),
               [&](const record::IlsWaitRow& row) { return row.kind == kind; });
  return found;
}

/// Bob logs in at home, and the line of the other cluster is dead until the first retry is near.
Plan cut_plan() {
  Plan plan = pair_plan();
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  plan.timeline = {{login_at, AccessOutage{cluster2, 50 * second}}, {login_at, Login{bob, cluster1}}};
  return plan;
}

TEST(IlsWaits, OfAPeerThatDoesNotAnswer) {
  const Rows rows = waits(cut_plan());
  const Rows answers = of_kind(Kind::answer, rows);
  const Rows retries = of_kind(Kind::retry, rows);
  const Rows lost = of_kind(Kind::unreachable, rows);
  const Time gave_up = commit + ils_times.request_timeout;
  const Time again = gave_up + ils_times.retry_interval;
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].cluster, cluster1);
  EXPECT_EQ(answers[0].peer, cluster2);
  EXPECT_EQ(answers[0].begin, commit);
  EXPECT_EQ(answers[0].end, gave_up);
  ASSERT_EQ(retries.size(), 1U);
  EXPECT_EQ(retries[0].begin, gave_up);
  EXPECT_EQ(retries[0].end, again);
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].begin, commit + ils_times.dead_peer_timeout);
  EXPECT_EQ(lost[0].end, again + 2 * way) << "greeted, and heard again";
}

TEST(IlsWaits, ForTheNextQuestion) {
  Plan plan = pair_plan();
  plan.duration = 10 * minute;
  for (ClusterPlan& cluster : plan.clusters) {
    cluster.ils.mode = ils::SyncMode::periodic;
    cluster.ils.interval = 4 * minute;
    cluster.ils.phase = minute;
  }
  const Rows questions = of_kind(Kind::question, waits(plan));
  ASSERT_EQ(questions.size(), 8U) << "two clusters, from the start, at 1, 5 and 9 min";
  std::vector<Time> ends;
  for (const record::IlsWaitRow& row : questions) {
    if (row.cluster == cluster2) ends.push_back(row.end);
  }
  EXPECT_EQ(ends, (std::vector<Time>{minute, 5 * minute, 9 * minute, 13 * minute}));
}

TEST(IlsWaits, ForRoomAmongTheLearnedObjects) {
  Plan plan = quiet_plan();
  plan.clusters[cluster3.index()].ils.max_learned_objects = 1;
  plan.timeline = {{login_at, Login{bob, cluster2}}, {5 * minute, Logout{bob, cluster2}}};
  const Rows refused = of_kind(Kind::no_room, waits(plan));
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].cluster, cluster3);
  EXPECT_EQ(refused[0].peer, cluster2);
  // Two batches leave cluster2 at once.
  EXPECT_EQ(refused[0].begin, commit + 3 * way + 2 * transfer(line) + processing() + writing());
  EXPECT_GT(refused[0].end, 5 * minute) << "what is over needs no room";
  EXPECT_LT(refused[0].end, 6 * minute);
}

TEST(IlsWaits, AServiceThatStopsWaitsForNobody) {
  Plan plan = cut_plan();
  plan.timeline[0] = {login_at, AccessOutage{cluster2, hour}};
  plan.timeline.push_back(
      {5 * minute, ServiceStop{.cluster = cluster1, .node = {}, .service = Service::ils, .lasts = minute}});
  plan.duration = 6 * minute;
  const Rows lost = of_kind(Kind::unreachable, waits(plan));
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].end, 5 * minute);
}

}  // namespace
}  // namespace roamsim::actors
