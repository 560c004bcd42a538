#include "sim/core/random/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/random/math.hpp"
#include "tests/core/random/statistics.hpp"

namespace roamsim::random {
namespace {

constexpr int draws = 1 << 20;

struct Case {
  std::string name;
  Distribution distribution;
};

/// Without it GoogleTest would name the tests by the bytes of their parameter.
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

Empirical table(Between between) {
  return {{{0, 5}, {10 * millisecond, 25}, {12 * millisecond, 60}, {50 * millisecond, 95}, {second, 100}}, between};
}

std::vector<Case> cases() {
  return {
      {"uniform_wide", Uniform{2 * second, 5 * second}},
      {"uniform_of_7_values", Uniform{10, 16}},
      {"exponential_1s", Exponential{second}},
      {"exponential_1h", Exponential{hour}},
      {"exponential_20ns", Exponential{20}},
      {"lognormal_median_2s_p95_9s", std::get<Lognormal>(lognormal_from_median(2 * second, 9 * second))},
      {"lognormal_mean_1min_sigma_half", std::get<Lognormal>(lognormal_from_mean(minute, 0.5))},
      {"empirical_steps", table(Between::steps)},
      {"empirical_lines", table(Between::lines)},
  };
}

class EachDistribution : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(All, EachDistribution, ::testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param.name; });

TEST_P(EachDistribution, chi_square_over_equal_bins_with_false_alarm_1e_6) {
  const Distribution& d = GetParam().distribution;
  ASSERT_FALSE(validate(d));
  Stream stream(derive(1, "distribution test " + GetParam().name, "chi-square"));
  testing::Bins bins([&](std::int64_t x) { return cdf(d, x); }, longest_draw, 100);
  for (int i = 0; i < draws; ++i) bins.add(draw(d, stream));
  bins.expect_fit();
  RecordProperty("bins", static_cast<int>(bins.size()));
}

TEST_P(EachDistribution, mean_and_variance_with_false_alarm_2e_6) {
  const Distribution& d = GetParam().distribution;
  Stream stream(derive(1, "distribution test " + GetParam().name, "moments"));
  testing::Moments moments;
  if (const auto* lognormal = std::get_if<Lognormal>(&d)) {
    // In the logarithm, where the fourth moment is tame; the other scale is held by the closed forms below.
    for (int i = 0; i < draws; ++i) moments.add(std::log(static_cast<long double>(draw(d, stream))));
    moments.expect(lognormal->mu, lognormal->sigma * lognormal->sigma);
    return;
  }
  for (int i = 0; i < draws; ++i) moments.add(static_cast<long double>(draw(d, stream)));
  moments.expect(mean(d), variance(d));
}

TEST_P(EachDistribution, closed_forms_agree_with_the_sum_over_the_distribution_function) {
  const Distribution& d = GetParam().distribution;
  // E[X] and E[X^2] as Stieltjes sums of the distribution function over fine bins.
  const double m = mean(d);
  const double high = m + 60 * std::sqrt(variance(d));
  constexpr int steps = 200'000;
  const double width = high / steps;
  long double first = 0;
  long double second_moment = 0;
  long double below = cdf(d, 0);  // what is at 0 adds nothing
  if (width < 1) {
    // The variance is above the closed form by that of the rounding, which 20 ns leave within the tolerance.
    for (Duration x = 1; static_cast<double>(x) <= high; ++x) {
      const long double probability = cdf(d, x) - cdf(d, x - 1);
      first += probability * static_cast<long double>(x);
      second_moment += probability * static_cast<long double>(x) * static_cast<long double>(x);
    }
  } else {
    Duration last = 0;
    for (int i = 1; i <= steps; ++i) {
      const auto x = static_cast<Duration>(width * i);
      const long double reached = cdf(d, x);
      const long double middle = (static_cast<long double>(last) + static_cast<long double>(x)) / 2;
      first += (reached - below) * middle;
      second_moment += (reached - below) * middle * middle;
      below = reached;
      last = x;
    }
  }
  const double found = static_cast<double>(second_moment - first * first);
  EXPECT_NEAR(static_cast<double>(first) / m, 1, 1e-3);
  EXPECT_NEAR(found / variance(d), 1, 1e-3);
}

TEST_P(EachDistribution, one_word_gives_one_draw_and_order_is_kept) {
  const Distribution& d = GetParam().distribution;
  const StreamKey key = derive(1, "distribution test " + GetParam().name, "order");
  const bool falls = std::holds_alternative<Exponential>(d);
  Stream stream(key);
  std::vector<std::pair<std::uint64_t, Duration>> pairs;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::uint64_t word = random::draw(key, i);
    pairs.emplace_back(falls ? ~word : word, draw(d, stream));
    ASSERT_EQ(stream.counter(), i + 1);
  }
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t i = 1; i < pairs.size(); ++i) EXPECT_GE(pairs[i].second, pairs[i - 1].second);
}

TEST(Distribution, constant_takes_no_word) {
  Stream stream(derive(1, "distribution test", "constant"));
  EXPECT_EQ(draw(Constant{7 * second}, stream), 7 * second);
  EXPECT_EQ(stream.counter(), 0U);
  EXPECT_EQ(mean(Constant{7}), 7.0);
  EXPECT_EQ(variance(Constant{7}), 0.0);
  EXPECT_EQ(cdf(Constant{7}, 6), 0.0);
  EXPECT_EQ(cdf(Constant{7}, 7), 1.0);
}

TEST(Distribution, uniform_reaches_both_ends_and_no_further) {
  Stream stream(derive(1, "distribution test", "ends"));
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const Duration x = draw(Uniform{3, 5}, stream);
    ASSERT_GE(x, 3);
    ASSERT_LE(x, 5);
    low = low || x == 3;
    high = high || x == 5;
  }
  EXPECT_TRUE(low && high);
  EXPECT_EQ(draw(Uniform{9, 9}, stream), 9);
  EXPECT_LE(draw(Uniform{0, longest_draw}, stream), longest_draw);
}

TEST(Distribution, draws_saturate_instead_of_overflowing) {
  Stream stream(derive(1, "distribution test", "saturation"));
  int saturated = 0;
  for (int i = 0; i < 1000; ++i) {
    const Duration x = draw(Exponential{longest_draw}, stream);
    ASSERT_GE(x, 0);
    ASSERT_LE(x, longest_draw);
    saturated += x == longest_draw ? 1 : 0;
  }
  EXPECT_NEAR(saturated, 368, 75);  // e^-1 of them; false alarm below 1e-6
  EXPECT_EQ(draw(Lognormal{1e300, 0}, stream), longest_draw);
  EXPECT_EQ(draw(Lognormal{-1e300, 0}, stream), 0);
  for (int i = 0; i < 1000; ++i) {
    const Duration x = draw(Lognormal{0, 1e300}, stream);
    ASSERT_TRUE(x == 0 || x == longest_draw);
  }
  EXPECT_EQ(cdf(Exponential{longest_draw}, longest_draw), 1.0);
}

TEST(Distribution, halves_are_rounded_up) {
  // A lognormal without spread is the rounding of e^mu.
  Stream stream(derive(1, "distribution test", "rounding"));
  const auto rounded = [&](double x) { return draw(Lognormal{math::log(x), 0}, stream); };
  EXPECT_EQ(rounded(0.4999), 0);
  EXPECT_EQ(rounded(0.5001), 1);
  EXPECT_EQ(rounded(1.4999), 1);
  EXPECT_EQ(rounded(2.5001), 3);
  EXPECT_EQ(math::exp(math::log(0.5)), 0.5);
  EXPECT_EQ(rounded(0.5), 1);
}

TEST(Distribution, lognormal_is_met_by_median_and_percentile) {
  const auto d = std::get<Lognormal>(lognormal_from_median(2 * second, 9 * second));
  EXPECT_NEAR(cdf(d, 2 * second), 0.5, 1e-9);
  EXPECT_NEAR(cdf(d, 9 * second), 0.95, 1e-9);
  EXPECT_NEAR(mean(std::get<Lognormal>(lognormal_from_mean(minute, 0.5))) / static_cast<double>(minute), 1, 1e-13);
  EXPECT_EQ(std::get<Lognormal>(lognormal_from_median(second, second)).sigma, 0.0);
}

TEST(Distribution, empirical_lines_has_the_point_mass_of_its_first_row_and_stays_inside) {
  const Empirical d{{{5, 50}, {9, 100}}, Between::lines};
  EXPECT_EQ(cdf(d, 4), 0.0);
  EXPECT_EQ(cdf(d, 5), (50 + 0.5 * 12.5) / 100);
  EXPECT_EQ(cdf(d, 9), 1.0);
  EXPECT_EQ(mean(d), 0.5 * 5 + 0.5 * 7);
  Stream stream(derive(1, "distribution test", "lines"));
  for (int i = 0; i < 1000; ++i) {
    const Duration x = draw(d, stream);
    ASSERT_GE(x, 5);
    ASSERT_LE(x, 9);
  }
}

TEST(Distribution, empirical_skips_rows_without_weight) {
  const std::vector<WeightedValue> values = {{1, 0}, {2, 3}, {3, 0}, {4, 1}, {5, 0}};
  const auto d = std::get<Empirical>(empirical_from_weights(values));
  Stream stream(derive(1, "distribution test", "zero weights"));
  for (int i = 0; i < 1000; ++i) {
    const Duration x = draw(d, stream);
    ASSERT_TRUE(x == 2 || x == 4);
  }
  EXPECT_EQ(mean(d), 2.5);
  EXPECT_EQ(variance(d), 0.75);
}

TEST(Validate, names_what_is_wrong) {
  using E = ParameterError;
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr std::uint64_t much = (std::uint64_t{1} << 53) + 1;
  const auto error = [](const Distribution& d) { return validate(d); };
  EXPECT_EQ(error(Constant{-1}), E::negative);
  EXPECT_EQ(error(Constant{longest_draw + 1}), E::too_long);
  EXPECT_EQ(error(Constant{longest_draw}), std::nullopt);
  EXPECT_EQ(error(Uniform{-1, 5}), E::negative);
  EXPECT_EQ(error(Uniform{1, never}), E::too_long);
  EXPECT_EQ(error(Uniform{6, 5}), E::reversed);
  EXPECT_EQ(error(Exponential{0}), E::not_positive);
  EXPECT_EQ(error(Exponential{-5}), E::not_positive);
  EXPECT_EQ(error(Exponential{never}), E::too_long);
  EXPECT_EQ(error(Lognormal{inf, 1}), E::not_finite);
  EXPECT_EQ(error(Lognormal{0, std::nan("")}), E::not_finite);
  EXPECT_EQ(error(Lognormal{0, -1}), E::sigma_negative);
  EXPECT_EQ(error(Empirical{}), E::empty);
  EXPECT_EQ(error(Empirical{{{-1, 1}}}), E::negative);
  EXPECT_EQ(error(Empirical{{{1, 1}, {1, 2}}}), E::values_not_rising);
  EXPECT_EQ(error(Empirical{{{1, 2}, {2, 1}}}), E::weights_not_rising);
  EXPECT_EQ(error(Empirical{{{1, 0}, {2, 0}}}), E::no_weight);
  EXPECT_EQ(error(Empirical{{{1, much}}}), E::too_much_weight);

  EXPECT_EQ(std::get<E>(lognormal_from_median(0, 1)), E::not_positive);
  EXPECT_EQ(std::get<E>(lognormal_from_median(2, 1)), E::reversed);
  EXPECT_EQ(std::get<E>(lognormal_from_mean(0, 1)), E::not_positive);
  EXPECT_EQ(std::get<E>(lognormal_from_mean(1, -1)), E::sigma_negative);
  EXPECT_EQ(std::get<E>(lognormal_from_mean(1, inf)), E::not_finite);
  const std::vector<WeightedValue> heavy = {{1, much - 1}, {2, 1}};
  EXPECT_EQ(std::get<E>(empirical_from_weights(heavy)), E::too_much_weight);
  EXPECT_EQ(std::get<E>(empirical_from_weights({})), E::empty);
  for (int e = 0; e <= static_cast<int>(E::mean_too_large); ++e) {
    EXPECT_NE(describe(static_cast<E>(e)), "unknown error");
  }
}

}  // namespace
}  // namespace roamsim::random
