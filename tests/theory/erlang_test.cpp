// A trunk with so many lines and Poisson calls that are lost when all are taken is the Erlang loss system: the share of
// calls lost depends on the offered load alone, whatever the distribution of the holding time (Erlang 1917, Sevastyanov
// 1957). 30 batches each, t = 4.57 (29 degrees of freedom): with another seed one of the fifteen fails once in 700
// times if all is right.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "models/queueing_theory/loss_systems.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"
#include "tests/theory/batch_means.hpp"

namespace roamsim::actors {
namespace {

using queueing::erlang_b;
using theory::batches;

struct Point {
  std::uint32_t lines;
  double load_a_line;
};

/// Two clusters without any delay, so that a call holds its line for the time that it lasts.
Plan trunk_plan(const Point& point, HoldingPlan::Distribution distribution) {
  Plan plan = pair_plan();
  constexpr double calls_of_batch = 20'000;
  constexpr std::uint32_t users_of_each = 2'000;
  const double load = point.lines * point.load_a_line;
  plan.users.clear();
  for (std::uint32_t i = 0; i < 2 * users_of_each; ++i) {
    plan.users.push_back({"u" + std::to_string(i), std::to_string(10'000 + i), ClusterId(i / users_of_each)});
  }
  for (ClusterPlan& cluster : plan.clusters) {
    cluster.access.latency = 0;
    cluster.calls.digit_analysis = cluster.calls.answer_after = 0;
    cluster.calls.busy_trigger = 200;
  }
  plan.trunks.limits.channels = point.lines;
  TrafficPlan traffic;
  traffic.name = "trunk";
  for (std::uint32_t i = 0; i < users_of_each; ++i) traffic.users.emplace_back(i);
  traffic.holding = {distribution, 10 * second, 1};
  traffic.calls_per_hour = load * 360 / users_of_each;
  traffic.community = {{{cluster1}, {{{cluster2}, 1}}}};
  plan.traffic = {std::move(traffic)};
  plan.call_counts.interval = static_cast<Duration>(calls_of_batch / load * 10 * second);
  plan.duration = plan.call_counts.interval * (batches + 1) - 1;  // the first is not counted: the trunk fills
  plan.record.tables = record::tables_at(record::Level::counters);
  return plan;
}

TEST(TrunkWithLimitedCalls, LosesAsErlangSays) {
  const std::vector<Point> points{{5, 0.5}, {5, 1}, {20, 0.8}, {20, 1.2}, {100, 1}};
  using enum HoldingPlan::Distribution;
  for (const Point& point : points) {
    for (const auto distribution : {exponential, fixed, lognormal}) {
      const Plan plan = trunk_plan(point, distribution);
      const std::string told = told_by(plan, [&](const RunResult& result) {
        std::vector<theory::Batch> lost(batches + 1);
        for (const record::CallCountRow& row : result.journal.call_counts) {
          theory::Batch& batch = lost.at(static_cast<std::size_t>(row.begin / plan.call_counts.interval));
          batch.of += static_cast<double>(row.calls);
          if (row.outcome == calls::Outcome::call_limit) {
            batch.part += static_cast<double>(row.calls);
          } else if (row.outcome != calls::Outcome::connected) {
            return std::string(calls::name_of(row.outcome));
          }
        }
        return theory::differs(lost, erlang_b(point.lines, point.lines * point.load_a_line));
      });
      EXPECT_EQ(told, "") << point.lines << " lines, " << point.load_a_line << " erlangs each, holding time "
                          << static_cast<int>(distribution);
    }
  }
}

}  // namespace
}  // namespace roamsim::actors
