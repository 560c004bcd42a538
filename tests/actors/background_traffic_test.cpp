// Background calls and probes in runs.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/actors/random_plan.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"
#include "tests/core/random/statistics.hpp"

namespace roamsim::actors {
namespace {

using record::CallSource;

/// The guide's three clusters with so many users each, all of whom call, so shortly that lines are hardly ever busy.
Plan busy_plan(std::uint32_t users = 20, double calls_per_hour = 60) {
  Plan plan = guide_plan();
  plan.duration = 10 * hour;
  for (std::uint32_t i = 3; i < 3 * users; ++i) {
    plan.users.push_back({"u" + std::to_string(i), "9" + std::to_string(1000 + i), ClusterId(i % 3), false, true});
  }
  TrafficPlan traffic;
  traffic.name = "office";
  for (std::size_t i = 0; i < plan.users.size(); ++i) traffic.users.emplace_back(i);
  traffic.calls_per_hour = calls_per_hour;
  traffic.holding = {HoldingPlan::Distribution::fixed, 1 * millisecond, 1};
  for (ClusterPlan& cluster : plan.clusters) {
    cluster.calls.answer_after = cluster.calls.digit_analysis = cluster.access.latency = 0;
    cluster.calls.busy_trigger = 200;
  }
  plan.traffic = {traffic};
  plan.call_counts.by_pairs = true;
  return plan;
}

double scalar(const record::Journal& journal, const std::string& name) {
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == name) return row.value;
  }
  return -1;
}

std::uint64_t total(const record::Journal& journal, CallSource source) {
  std::uint64_t sum = 0;
  for (const record::CallCountRow& row : journal.call_counts) sum += row.source == source ? row.calls : 0;
  return sum;
}

std::string counts(const record::Journal& journal) {
  std::ostringstream out;
  for (const record::CallCountRow& row : journal.call_counts) {
    out << row.begin << ' ' << static_cast<int>(row.source) << ' ' << row.origin.value << ' ' << row.target.value << ' '
        << row.roaming << ' ' << calls::name_of(row.outcome) << ' ' << row.calls << '\n';
  }
  for (const record::CallDelayRow& row : journal.call_delays) {
    out << row.origin.value << ' ' << calls::name_of(row.outcome) << ' ' << row.at_least << ' ' << row.calls << '\n';
  }
  for (const record::ReachabilityRow& row : journal.reachability) {
    out << row.cluster.value << ' ' << row.user.value << ' ' << row.probes << ' ' << row.reached << '\n';
  }
  return out.str();
}

std::string counts_of(const Plan& plan) {
  return told_by(plan, [](const RunResult& result) { return counts(result.journal); });
}

// A fixed stream: with another seed each check fails once in a million times if all is right.
TEST(BackgroundTraffic, OffersWhatWasAskedAndFollowsTheMatrix) {
  Plan plan = busy_plan();
  plan.traffic[0].community = {
      {{cluster1}, {{{cluster1}, 0.5}, {{cluster2}, 0.3}, {{cluster3}, 0.2}}},
      {{cluster2, cluster3}, {{{cluster1}, 0.1}, {{cluster2, cluster3}, 0.9}}},
  };
  const std::vector<Time> found = observed(plan, [](const RunResult& result) {
    std::vector<Time> pairs(9, 0);
    for (const record::CallCountRow& row : result.journal.call_counts) {
      pairs[row.origin.index() * 3 + row.target.index()] += static_cast<Time>(row.calls);
    }
    return pairs;
  });
  ASSERT_EQ(found.size(), 9U);
  const double expected = 20 * 60 * 10;  // of each cluster
  // Among the 40 users of two clusters, 19 of the others are at home where the caller is.
  const std::vector<std::vector<double>> shares{
      {0.5, 0.3, 0.2}, {0.1, 0.9 * 19 / 39, 0.9 * 20 / 39}, {0.1, 0.9 * 20 / 39, 0.9 * 19 / 39}};
  for (std::size_t origin = 0; origin < 3; ++origin) {
    std::vector<std::uint64_t> row;
    double sum = 0;
    for (std::size_t target = 0; target < 3; ++target) {
      row.push_back(static_cast<std::uint64_t>(found[origin * 3 + target]));
      sum += static_cast<double>(row.back());
    }
    testing::expect_normal((sum - expected) / std::sqrt(expected));
    testing::expect_fits(row, shares[origin]);
  }
}

TEST(BackgroundTraffic, IsTheSameAgainAndWhateverElseCalls) {
  Plan plan = busy_plan();
  plan.traffic[0].users = {UserId(0), UserId(3), UserId(6)};  // of cluster 1
  plan.probes = {{.name = "p", .clusters = {cluster1, cluster2}, .users = {bob, alice}, .every = 10 * second}};
  const std::string once = counts_of(plan);
  EXPECT_EQ(once, counts_of(plan));
  plan.seed = 2;
  EXPECT_NE(once, counts_of(plan));
  plan.seed = 1;
  TrafficPlan other = plan.traffic[0];
  other.name = "others";
  other.users = {UserId(1), UserId(4)};  // of cluster 2
  plan.traffic.insert(plan.traffic.begin(), other);
  const std::string both = counts_of(plan);
  std::istringstream lines(once);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_NE(both.find(line), std::string::npos) << line;
  }
}

TEST(BackgroundTraffic, CountsNobodyWhoDoesNotCall) {
  Plan plan = busy_plan();
  plan.traffic[0].calls_per_hour = 0;
  plan.traffic.push_back(plan.traffic[0]);
  plan.traffic[1].name = "none";
  plan.traffic[1].users.clear();
  const std::string told = told_by(plan, [](const RunResult& result) {
    return std::to_string(result.journal.call_counts.size()) + " " +
           std::to_string(scalar(result.journal, "traffic.offered"));
  });
  EXPECT_EQ(told, "0 0.000000");
}

TEST(BackgroundTraffic, GoesWhereUsersRoam) {
  Plan plan = busy_plan();
  plan.traffic[0].users = {kally};
  plan.traffic[0].calls_per_hour = 3600;
  plan.traffic[0].community = {{{cluster3}, {{{cluster1}, 1}}}};
  plan.users.resize(3);
  plan.timeline = {{1 * hour, Login{bob, cluster2}}};
  const std::string told = told_by(plan, [](const RunResult& result) {
    const record::Journal& journal = result.journal;
    std::uint64_t home = 0, away = 0, failed = 0, roaming = 0;
    for (const record::CallCountRow& row : journal.call_counts) {
      if (row.roaming && row.outcome != calls::Outcome::caller_busy) roaming += row.calls;
      if (row.outcome != calls::Outcome::connected) {
        failed += row.calls;
      } else {
        (row.target == cluster2 ? away : home) += row.calls;
      }
    }
    std::uint64_t after = 0;
    for (const record::CallsAfterLoginRow& row : journal.calls_after_login) after += row.calls;
    const bool right = home > 3300 && home < 3900 && away > 31'000 && away < 34'000 && failed > 0 && failed < 120 &&
                       roaming == after && roaming >= away;
    std::ostringstream out;
    out << (right ? "right" : "wrong") << ": " << home << ' ' << away << ' ' << failed << ' ' << roaming << ' '
        << after;
    return out.str();
  });
  EXPECT_TRUE(told.starts_with("right")) << told;
}

TEST(Probes, AskAtTheirDates) {
  Plan plan = guide_plan();
  plan.duration = 10 * minute;
  plan.warmup = 5 * minute;
  plan.users.push_back({"nobody", "4000-001", cluster1, false, false});
  const UserId nobody(3);
  plan.probes = {{.name = "all",
                  .clusters = {cluster1, cluster3},
                  .users = {bob, nobody},
                  .every = 1 * minute,
                  .process = ProbePlan::Process::periodic,
                  .of = ProbePlan::Of::each_pair},
                 {.name = "one",
                  .clusters = {cluster2},
                  .users = {bob},
                  .every = 1 * minute,
                  .process = ProbePlan::Process::periodic,
                  .from = 90 * second,
                  .until = 150 * second}};
  const std::string told = told_by(plan, [](const RunResult& result) {
    std::ostringstream out;
    for (const record::ReachabilityRow& row : result.journal.reachability) {
      out << row.cluster.value << row.user.value << ":" << row.reached << "/" << row.probes << " ";
    }
    for (const char* name :
         {"probes.all.placed", "probes.all.reached", "probes.all.share_reached", "probes.one.placed"}) {
      out << scalar(result.journal, name) << " ";
    }
    out << total(result.journal, CallSource::probe);
    return out.str();
  });
  // 11 dates from 0 to 10 minutes, 6 of them since the warm-up; the other asks at 90 and 150 seconds.
  EXPECT_EQ(told, "00:11/11 03:0/11 10:2/2 20:11/11 23:0/11 24 12 0.5 0 46");
}

TEST(Probes, ArePoissonAndEvenOverPairs) {
  Plan plan = guide_plan();
  plan.duration = 20 * hour;
  plan.probes = {
      {.name = "p", .clusters = {cluster1, cluster2, cluster3}, .users = {bob, alice}, .every = 10 * second}};
  const std::vector<Time> found = observed(plan, [](const RunResult& result) {
    std::vector<Time> probes;
    for (const record::ReachabilityRow& row : result.journal.reachability) {
      probes.push_back(static_cast<Time>(row.probes));
    }
    return probes;
  });
  const std::vector<std::uint64_t> counts(found.begin(), found.end());
  testing::expect_fits(counts, std::vector<double>(6, 1.0 / 6));
  double sum = 0;
  for (const std::uint64_t count : counts) sum += static_cast<double>(count);
  testing::expect_normal((sum - 7200) / std::sqrt(7200.0));
}

/// What does not add up; empty if all does.
std::string unbalanced(const record::Journal& journal) {
  double by_outcome = 0;
  for (const calls::OutcomeName& outcome : calls::outcome_names) {
    by_outcome += scalar(journal, "traffic." + std::string(outcome.name));
  }
  const double offered = scalar(journal, "traffic.offered");
  const auto background = static_cast<double>(total(journal, CallSource::background));
  std::uint64_t known = 0;
  for (const record::CallRow& row : journal.calls) known += row.known && row.source == CallSource::plan ? 1 : 0;
  std::uint64_t delays = 0;
  for (const record::CallDelayRow& row : journal.call_delays) delays += row.calls;
  std::uint64_t probes = 0;
  for (const record::ReachabilityRow& row : journal.reachability) probes += row.probes;
  std::string wrong;
  if (offered != by_outcome || offered != background) wrong += "traffic\n";
  if (total(journal, CallSource::plan) != known) wrong += "calls of the plan\n";
  if (delays != known + total(journal, CallSource::background)) wrong += "delays\n";
  if (probes != total(journal, CallSource::probe)) wrong += "probes\n";
  return wrong;
}

TEST(BackgroundTraffic, IsConservedInRandomPlans) {
  setenv("RC_PARAMS", "seed=20240612 max_success=150", 0);
  std::map<std::string, int> seen;
  EXPECT_TRUE(rc::check([&] {
    Plan plan = *random_plans();
    TrafficPlan traffic;
    traffic.name = "t";
    for (std::size_t i = 0; i < plan.users.size(); ++i) traffic.users.emplace_back(i);
    traffic.calls_per_hour = 200;
    traffic.profile = {20 * minute, {{0, 1}, {7 * minute, 3}}};
    plan.traffic = {traffic};
    plan.probes = {{.name = "p", .clusters = {ClusterId(0), ClusterId(1)}, .users = traffic.users, .every = minute}};
    plan.call_counts = {plan.seed % 2 == 0, 7 * minute};
    const std::string told = told_by(plan, [&](const RunResult& result) {
      std::string words;
      for (const record::CallCountRow& row : result.journal.call_counts) {
        if (row.source == CallSource::background) words += std::string(calls::name_of(row.outcome)) + " ";
      }
      return words + "\n" + unbalanced(result.journal) + (result.broken ? result.broken->what : "");
    });
    const std::size_t first_line = std::min(told.find('\n'), told.size());
    std::istringstream words(told.substr(0, first_line));
    for (std::string word; words >> word;) ++seen[word];
    if (first_line + 1 != told.size()) RC_FAIL(told);
  }));
  for (const char* word : {"connected", "caller_unregistered", "phone_unregistered", "trunk_dead"}) {
    EXPECT_GE(seen[word], 5) << word;
  }
}

}  // namespace
}  // namespace roamsim::actors
