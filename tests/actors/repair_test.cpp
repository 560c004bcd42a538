// Lines that fail: what they keep from being known is known at the retry after the repair, not before and not later.
#include <gtest/gtest.h>

#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time login_at = 1 * minute;
const Time commit = committing(login_at);
const ils::Parameters ils_times;
/// From an attempt that nobody answers to the next.
const Duration cycle = ils_times.request_timeout + ils_times.retry_interval;

Plan with_direct_line(Plan plan) {
  plan.links.push_back({cluster1, cluster2, line, way});
  return plan;
}

/// Bob logs in at home while `outage` keeps the others from hearing of it.
template <class Outage>
Plan cut_off(Plan plan, Outage outage) {
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  plan.duration = 10 * minute;
  plan.timeline = {{login_at, Login{bob, cluster1}}, {commit - 1, outage}};
  return plan;
}

/// When cluster 2 routes by the login.
Time applied_at(const Plan& plan) {
  const std::vector<Time> seen = observed(plan, [&](const RunResult& r) {
    EXPECT_EQ(violations(plan, r.journal), "");
    return std::vector<Time>{known(r.journal, 0, cluster2).applied};
  });
  return seen.empty() ? never : seen[0];
}

/// From the greeting of the one who knows: greeting, request and batch.
Duration after_greeting() {
  return 3 * way + transfer(line) + processing() + writing();
}

struct Repair {
  Time at;
  int retry;  ///< the first that gets through
};
const std::vector<Repair> repairs{{commit + 5 * second, 1}, {commit + cycle - 1, 1}, {commit + cycle, 1},
                                  {commit + cycle + 1, 2},  {commit + 2 * cycle, 2}, {commit + 5 * cycle - second, 5}};

TEST(Repair, OfADirectLineIsSeenAtTheNextRetry) {
  for (const Repair& repair : repairs) {
    const Plan plan = cut_off(with_direct_line(pair_plan()), LinkOutage{LinkId(0), repair.at - commit + 1});
    EXPECT_EQ(applied_at(plan), commit + repair.retry * cycle + after_greeting());
  }
}

TEST(Repair, OfAnAccessLineIsSeenAtTheNextRetry) {
  for (const ClusterId cluster : {cluster1, cluster2}) {
    for (const Repair& repair : repairs) {
      const Plan plan = cut_off(pair_plan(), AccessOutage{cluster, repair.at - commit + 1});
      EXPECT_EQ(applied_at(plan), commit + repair.retry * cycle + after_greeting());
    }
  }
}

TEST(Repair, IsNotWaitedForWhereAThirdClusterKnows) {
  const Plan plan = cut_off(with_direct_line(quiet_plan()), LinkOutage{LinkId(0), 5 * minute});
  const Time third_received = commit + 3 * way + transfer(line) + processing();
  EXPECT_EQ(applied_at(plan), third_received + 3 * way + transfer(line) + processing() + writing());
}

TEST(Repair, LetsCallsThroughAgain) {
  Plan plan = pair_plan();
  plan.timeline = {{1 * minute, AccessOutage{cluster2, 2 * minute}},
                   {2 * minute, PlaceCall{bob, "2000-001"}},
                   {3 * minute, PlaceCall{bob, "2000-001"}}};
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  const calls::Parameters times;
  ASSERT_EQ(result.journal.calls.size(), 2U);
  EXPECT_EQ(result.journal.calls[0].outcome, calls::Outcome::trunk_dead);
  // The timer runs from the INVITE, which leaves when the digits are analysed.
  EXPECT_EQ(result.journal.calls[0].end, 2 * minute + times.digit_analysis + times.trunk_timeout);
  EXPECT_EQ(result.journal.calls[1].outcome, calls::Outcome::connected);
  EXPECT_EQ(result.journal.calls[1].end, 3 * minute + 2 * times.digit_analysis + 2 * way);
}

}  // namespace
}  // namespace roamsim::actors
