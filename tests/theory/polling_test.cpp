// Where clusters only poll, each at a random phase, a change takes as long as the sum of as many uniform waits as there
// are hops, and constants that are known to the nanosecond.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/study/forked_runs.hpp"
#include "tests/actors/look.hpp"
#include "tests/theory/chain.hpp"

namespace roamsim::actors {
namespace {

constexpr std::size_t runs = 1000;
constexpr Duration interval = 10 * minute;

/// By run: how long hub 1, hub 2 and spoke B took to receive the login at spoke A.
std::vector<std::array<Duration, 3>> delays() {
  std::vector<std::array<Duration, 3>> all(runs);
  study::run_forked(
      runs, study::usable_processors(),
      [](std::size_t index, std::string& message) {
        Plan plan = chain_plan(ils::SyncMode::periodic);
        plan.seed = index + 1;
        plan.timeline = {{20 * minute, Login{UserId(0), spoke_a}}};
        const RunResult result = Simulation(plan).run();
        if (result.broken || result.journal.location_changes.empty()) return 1;
        const Time commit = result.journal.location_changes[0].at;
        for (const ClusterId cluster : {hub_1, hub_2, spoke_b}) {
          message += std::to_string(known(result.journal, 0, cluster).received - commit) + ' ';
        }
        return 0;
      },
      [&](const study::ForkedRun& run) {
        EXPECT_EQ(run.exit_code, 0) << "seed " << run.index + 1;
        std::istringstream in(run.message);
        for (Duration& delay : all[run.index]) in >> delay;
      },
      [] { return false; });
  return all;
}

/// The probability that the sum of n numbers, uniform between 0 and 1, is at most x.
double irwin_hall(int n, double x) {
  double sum = 0;
  double binomial = 1;
  double factorial = 1;
  for (int i = 2; i <= n; ++i) factorial *= i;
  for (int k = 0; k <= static_cast<int>(std::floor(x)) && k <= n; ++k) {
    sum += (k % 2 == 0 ? 1 : -1) * binomial * std::pow(x - k, n);
    binomial = binomial * (n - k) / (k + 1);
  }
  return std::min(sum / factorial, 1.0);
}

double greatest_distance(int hops, std::vector<double> waits) {
  std::sort(waits.begin(), waits.end());
  double distance = 0;
  const auto n = static_cast<double>(waits.size());
  for (std::size_t i = 0; i < waits.size(); ++i) {
    const double expected = irwin_hall(hops, waits[i]);
    distance = std::max({distance, std::abs(expected - static_cast<double>(i) / n),
                         std::abs(expected - static_cast<double>(i + 1) / n)});
  }
  return distance;
}

// Kolmogorov-Smirnov. With other seeds each of the three comparisons would fail one time in 10,000 if all is right:
// P(D > 2.23 / sqrt(n)) = 2 exp(-2 * 2.23^2) < 1e-4.
TEST(Polling, TakesTheSumOfUniformWaits) {
  const double critical = 2.23 / std::sqrt(static_cast<double>(runs));
  const std::vector<std::array<Duration, 3>> all = delays();
  const Plan plan = chain_plan(ils::SyncMode::periodic);
  const std::array<ClusterId, 4> way{spoke_a, hub_1, hub_2, spoke_b};
  Duration constant = 0;
  for (std::size_t hops = 1; hops <= 3; ++hops) {
    constant += answer(plan, way[hops - 1], way[hops]);
    std::vector<double> waits;
    for (const auto& delay : all) {
      const Duration wait = delay[hops - 1] - constant;
      EXPECT_GE(wait, 0);
      EXPECT_LE(wait, static_cast<Duration>(hops) * interval);
      waits.push_back(static_cast<double>(wait) / static_cast<double>(interval));
    }
    EXPECT_LT(greatest_distance(static_cast<int>(hops), waits), critical) << hops << " hops";
  }
}

// The comparison is worth something: the waits of two hops are not those of one or three.
TEST(Polling, IsToldApartByTheComparison) {
  const double critical = 2.23 / std::sqrt(static_cast<double>(runs));
  std::vector<double> uniform;
  for (std::size_t i = 0; i < runs; ++i) uniform.push_back((static_cast<double>(i) + 0.5) / runs);
  EXPECT_LT(greatest_distance(1, uniform), critical);
  EXPECT_GT(greatest_distance(2, uniform), critical);
  for (double& wait : uniform) wait = wait * 0.9;
  EXPECT_GT(greatest_distance(1, uniform), critical);
}

TEST(Polling, NeverTakesLongerThanTheBoundAndComesNearIt) {
  Plan plan = chain_plan(ils::SyncMode::periodic);
  const auto whole = convergence_bound(plan, planned_memberships(plan), {.records = 1});
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->longest / interval, 3);
  // Hub 1 alone, one hop away.
  std::vector<IlsMembership> pair = planned_memberships(plan);
  pair[hub_2.index()].role = pair[spoke_b.index()].role = ils::Role::standalone;
  const auto one_hop = convergence_bound(plan, pair, {.records = 1});
  ASSERT_TRUE(one_hop.has_value());
  Duration slowest = 0;
  for (const auto& delay : delays()) {
    EXPECT_LE(delay[2] + writing(), whole->longest);
    EXPECT_LE(delay[0] + writing(), one_hop->longest);
    slowest = std::max(slowest, delay[0] + writing());
  }
  EXPECT_GE(static_cast<double>(slowest), 0.95 * static_cast<double>(one_hop->longest));
}

}  // namespace
}  // namespace roamsim::actors
