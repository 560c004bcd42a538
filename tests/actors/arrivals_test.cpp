// When background calls come and whom they are for, against the laws they follow. The streams are fixed: with other
// seeds a check fails once in a million times if all is right.
#include "sim/actors/arrivals.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "sim/actors/callees.hpp"
#include "sim/core/random/count.hpp"
#include "tests/core/random/statistics.hpp"

namespace roamsim::actors {
namespace {

random::StreamKey key(const char* name) {
  return random::derive(20240611, name, "arrivals test");
}

std::vector<Time> dates(double per_hour, const RateProfile& profile, Time from, Time last, const char* name = "a") {
  Arrivals arrivals(per_hour, profile, from, key(name));
  std::vector<Time> all;
  for (Time at = arrivals.next(last); at != never; at = arrivals.next(last)) all.push_back(at);
  EXPECT_EQ(arrivals.next(last), never) << "for good";
  return all;
}

/// How many dates are in each window of so long from 0 to `end`, as bins of a Poisson law.
void expect_poisson(const std::vector<Time>& dates, Duration window, Time end, double mean) {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(end / window), 0);
  for (const Time at : dates) {
    if (at < end) ++counts[static_cast<std::size_t>(at / window)];
  }
  const random::Poisson poisson{mean};
  testing::Bins bins([&](std::int64_t k) { return random::cdf(poisson, static_cast<std::uint64_t>(k)); }, 1000, 12);
  EXPECT_GT(bins.size(), 6U);
  for (const std::uint64_t count : counts) bins.add(static_cast<std::int64_t>(count));
  bins.expect_fit();
}

TEST(Arrivals, ArePoissonAtAConstantRate) {
  const Time end = 20'000 * minute;
  const std::vector<Time> all = dates(600, {}, 0, end);
  expect_poisson(all, minute, end, 10);
  testing::Bins gaps([](std::int64_t x) { return random::cdf(random::Exponential{6 * second}, x); }, 100 * second, 40);
  for (std::size_t i = 1; i < all.size(); ++i) gaps.add(all[i] - all[i - 1]);
  gaps.expect_fit();
}

TEST(Arrivals, KeepToTheirDates) {
  const std::vector<Time> all = dates(3600, {}, 10 * second, 40 * second);
  EXPECT_GT(all.size(), 10U);
  for (const Time at : all) EXPECT_TRUE(at >= 10 * second && at <= 40 * second) << at;
  EXPECT_TRUE(dates(1e-9, {}, 0, 365 * day).empty());
  EXPECT_TRUE(dates(3600, {}, 41 * second, 40 * second).empty());
}

TEST(Arrivals, FollowTheProfile) {
  // Begins within a period, and a period does not divide the run.
  const RateProfile profile{10 * minute, {{0, 0}, {2 * minute, 2}, {5 * minute, 0.5}, {9 * minute, 4}}};
  const Time from = 7 * minute;
  const Time end = from + 20'004 * minute;
  const std::vector<Time> all = dates(600, profile, from, end);
  std::vector<std::uint64_t> in_step(3, 0);
  for (const Time at : all) {
    EXPECT_GE(at, from);
    const Duration within = at % profile.period;
    ASSERT_GE(within, 2 * minute) << "at a rate of 0";
    ++in_step[within < 5 * minute ? 0 : within < 9 * minute ? 1 : 2];
  }
  const double sum = 3 * 2 + 4 * 0.5 + 1 * 4;
  const std::vector<double> shares{6 / sum, 2 / sum, 4 / sum};
  testing::expect_fits(in_step, shares);
  // 2000 whole periods and 4 minutes: 2 at 0.5, 1 at 4 and 1 at 0 times 10 a minute.
  const double expected = 2000 * sum * 10 + 50;
  testing::expect_normal((static_cast<double>(all.size()) - expected) / std::sqrt(expected));
  std::vector<Time> second_step;  // moved together
  for (const Time at : all) {
    const Duration within = at % profile.period;
    if (at < 10 * minute || within >= 5 * minute) continue;
    second_step.push_back((at / profile.period - 1) * 3 * minute + within - 2 * minute);
  }
  expect_poisson(second_step, 30 * second, 1999 * 3 * minute, 10);
}

// With but one or two in a period, nearly every wait goes over a change of the rate.
TEST(Arrivals, FollowTheProfileWhereTheyAreRare) {
  const RateProfile profile{10 * minute, {{0, 0}, {2 * minute, 2}, {5 * minute, 0.5}, {9 * minute, 4}}};
  const std::vector<Time> all = dates(6, profile, 0, 500'000 * minute);
  std::vector<std::uint64_t> in_step(3, 0);
  for (const Time at : all) {
    const Duration within = at % profile.period;
    ASSERT_GE(within, 2 * minute);
    ++in_step[within < 5 * minute ? 0 : within < 9 * minute ? 1 : 2];
  }
  testing::expect_fits(in_step, std::vector<double>{6.0 / 12, 2.0 / 12, 4.0 / 12});
  const double expected = 50'000 * 1.2;
  testing::expect_normal((static_cast<double>(all.size()) - expected) / std::sqrt(expected));
}

TEST(Arrivals, AProfileOfOneStepIsNone) {
  const RateProfile flat{24 * hour, {{0, 1}}};
  const std::vector<Time> with = dates(600, flat, 0, 3 * hour);
  EXPECT_EQ(with, dates(600, {}, 0, 3 * hour));
  EXPECT_NE(with, dates(600, flat, 0, 3 * hour, "b"));
}

/// Users 0 to 2 at home in cluster 0, 3 to 8 in 1, none in 2, 9 in 3.
Plan ten_users() {
  Plan plan;
  plan.clusters.resize(4);
  for (const std::uint32_t home : {0, 0, 0, 1, 1, 1, 1, 1, 1, 3}) {
    plan.users.push_back({.name = "u", .dn = "1", .home = ClusterId(home)});
  }
  return plan;
}

std::vector<std::uint64_t> drawn(const Callees& callees, UserId caller, std::uint64_t draws) {
  random::Stream stream(key("callees"));
  std::vector<std::uint64_t> counts(10, 0);
  for (std::uint64_t i = 0; i < draws; ++i) ++counts[callees.draw(caller, stream).index()];
  return counts;
}

void expect_shares(std::vector<std::uint64_t> counts, std::vector<double> shares) {
  for (std::size_t i = shares.size(); i-- > 0;) {
    if (shares[i] > 0) continue;
    EXPECT_EQ(counts[i], 0U) << i;
    counts.erase(counts.begin() + static_cast<std::ptrdiff_t>(i));
    shares.erase(shares.begin() + static_cast<std::ptrdiff_t>(i));
  }
  testing::expect_fits(counts, shares);
}

TEST(Callees, AreEvenlyAllButTheCaller) {
  const Plan plan = ten_users();
  const UsersByHome users(plan);
  std::vector<double> shares(10, 1.0 / 9);
  shares[4] = 0;
  expect_shares(drawn(Callees(users), UserId(4), 90'000), shares);
}

TEST(Callees, FollowTheRow) {
  const Plan plan = ten_users();
  const UsersByHome users(plan);
  const CommunityRow row{{ClusterId(0)},
                         {{{ClusterId(0)}, 0.5},
                          {{ClusterId(1), ClusterId(2), ClusterId(3)}, 0.35},
                          {{ClusterId(3)}, 0.15},
                          {{ClusterId(2)}, 0}}};
  // User 1 does not call himself; what clusters 1 and 3 share is dealt among seven.
  const double one = 0.35 / 7;
  expect_shares(drawn(Callees(users, row), UserId(1), 200'000),
                {0.25, 0, 0.25, one, one, one, one, one, one, one + 0.15});
}

TEST(Callees, MustBeSomebody) {
  Plan plan = ten_users();
  const UsersByHome users(plan);
  EXPECT_THROW(Callees(users, {{ClusterId(0)}, {{{ClusterId(2)}, 1}}}), std::invalid_argument);
  EXPECT_THROW(Callees(users, {{ClusterId(0)}, {}}), std::invalid_argument);
  random::Stream stream(key("nobody"));
  EXPECT_FALSE(Callees(users, {{ClusterId(3)}, {{{ClusterId(3)}, 1}}}).draw(UserId(9), stream).valid());
  plan.users.resize(1);
  const UsersByHome alone(plan);
  EXPECT_FALSE(Callees(alone).draw(UserId(0), stream).valid());
}

TEST(UsersByHome, WhoStandInOrderNeedNoList) {
  const Plan plan = ten_users();
  const UsersByHome users(plan);
  std::size_t position = 0;
  for (std::size_t home = 0; home < plan.clusters.size(); ++home) {
    for (std::size_t i = 0; i < users.of(ClusterId(home)).size(); ++i, ++position) {
      EXPECT_EQ(users.of(ClusterId(home))[i], UserId(position));
      EXPECT_EQ(plan.users.home(position), ClusterId(home));
    }
  }
  EXPECT_EQ(position, plan.users.size());
  EXPECT_EQ(users.all().size(), plan.users.size());
}

TEST(UsersByHome, AreInBlocks) {
  Plan plan = ten_users();
  const ClusterId first = plan.users.home(0), last = plan.users.home(9);
  plan.users.change(0, [&](UserPlan& user) { user.home = last; });
  plan.users.change(9, [&](UserPlan& user) { user.home = first; });
  const UsersByHome users(plan);
  EXPECT_EQ(users.of(ClusterId(0)).size(), 3U);
  EXPECT_EQ(users.of(ClusterId(0))[2], UserId(9));
  EXPECT_EQ(users.of(ClusterId(1))[0], UserId(3));
  EXPECT_TRUE(users.of(ClusterId(2)).empty());
  ASSERT_EQ(users.of(ClusterId(3)).size(), 1U);
  EXPECT_EQ(users.of(ClusterId(3))[0], UserId(0));
  const std::vector<UserId> some{UserId(2), UserId(8)};
  const UsersByHome of_some(plan, some);
  EXPECT_EQ(of_some.all().size(), 2U);
  EXPECT_EQ(of_some.of(ClusterId(1))[0], UserId(8));
}

}  // namespace
}  // namespace roamsim::actors
