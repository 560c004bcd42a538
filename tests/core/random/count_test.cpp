#include "sim/core/random/count.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/core/random/statistics.hpp"

namespace roamsim::random {
namespace {

constexpr int draws = 1 << 20;

class EachMean : public ::testing::TestWithParam<double> {
 protected:
  [[nodiscard]] Stream stream(const char* purpose) const {
    return Stream(derive(1, "poisson test " + std::to_string(GetParam()), purpose));
  }
};

INSTANTIATE_TEST_SUITE_P(Poisson, EachMean, ::testing::Values(0.01, 0.7, 3.0, 9.99, 10.0, 37.5, 1000.0, 123456.7, 1e9));

TEST_P(EachMean, chi_square_with_false_alarm_1e_6) {
  const Poisson poisson{GetParam()};
  Stream s = stream("chi-square");
  testing::Bins bins([&](std::int64_t k) { return cdf(poisson, static_cast<std::uint64_t>(k)); }, 4'000'000'000, 200);
  for (int i = 0; i < draws; ++i) bins.add(static_cast<std::int64_t>(draw(poisson, s)));
  if (bins.size() > 1)
    bins.expect_fit();  // at a mean of 0.01 everything falls into one bin; the moments hold that case
}

TEST_P(EachMean, mean_and_variance_with_false_alarm_2e_6) {
  const Poisson poisson{GetParam()};
  Stream s = stream("moments");
  testing::Moments moments;
  for (int i = 0; i < draws; ++i) moments.add(static_cast<long double>(draw(poisson, s)));
  moments.expect(mean(poisson), variance(poisson));
}

TEST_P(EachMean, probability_agrees_with_long_double) {
  const Poisson poisson{GetParam()};
  const long double m = poisson.mean;
  // The reference, k log m - m - lgamma(k + 1), cancels; its own error grows with the mean.
  const long double tolerance = 1e-12L + 1e-18L * m * std::log(m + 2);
  for (int i = -8; i <= 8; ++i) {
    const long double k = std::floor(m + i * std::sqrt(m));
    if (k < 0) continue;
    const long double truth = std::exp(k * std::log(m) - m - std::lgamma(k + 1));
    EXPECT_LE(std::fabs(probability(poisson, static_cast<std::uint64_t>(k)) / truth - 1), tolerance) << "k = " << k;
  }
}

TEST_P(EachMean, cdf_agrees_with_the_incomplete_gamma_function) {
  const Poisson poisson{GetParam()};
  if (poisson.mean > 1e6) return;  // the reference's series gets too long
  const long double m = poisson.mean;
  for (int i = -6; i <= 6; ++i) {
    const long double k = std::floor(m + i * std::sqrt(m));
    if (k < 0) continue;
    EXPECT_NEAR(cdf(poisson, static_cast<std::uint64_t>(k)), static_cast<double>(testing::upper_gamma(k + 1, m)), 1e-12)
        << "k = " << k;
  }
}

TEST(PoissonEdges, a_mean_of_0_gives_0) {
  Stream stream(derive(1, "poisson test", "0"));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(draw(Poisson{0}, stream), 0U);
  EXPECT_EQ(cdf(Poisson{0}, 0), 1.0);
  EXPECT_EQ(probability(Poisson{0}, 1), 0.0);
}

TEST(PoissonEdges, bad_means_are_refused) {
  EXPECT_EQ(validate(Poisson{-1}), ParameterError::negative);
  EXPECT_EQ(validate(Poisson{1.1e9}), ParameterError::mean_too_large);
  EXPECT_EQ(validate(Poisson{std::nan("")}), ParameterError::not_finite);
  EXPECT_EQ(validate(Poisson{0}), std::nullopt);
  EXPECT_EQ(validate(Poisson{largest_mean_count}), std::nullopt);
}

TEST(Choice, bernoulli_has_the_exact_probability_with_false_alarm_1e_6) {
  Stream stream(derive(1, "choice test", "bernoulli"));
  constexpr double p = 3.0 / 7;
  int successes = 0;
  for (int i = 0; i < draws; ++i) successes += bernoulli(3, 7, stream) ? 1 : 0;
  testing::expect_normal((successes - p * draws) / std::sqrt(draws * p * (1 - p)));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(bernoulli(0, 7, stream));
    EXPECT_TRUE(bernoulli(7, 7, stream));
  }
}

TEST(Choice, choose_follows_the_weights_with_false_alarm_1e_6) {
  Stream stream(derive(1, "choice test", "choose"));
  const std::array<std::uint64_t, 6> weights = {0, 1, 4, 0, 15, 0};
  std::array<std::uint64_t, 6> counts{};
  for (int i = 0; i < draws; ++i) ++counts[choose(weights, stream)];
  EXPECT_EQ(counts[0] + counts[3] + counts[5], 0U);
  const std::array<std::uint64_t, 3> seen = {counts[1], counts[2], counts[4]};
  const std::array<double, 3> expected = {1.0 / 20, 4.0 / 20, 15.0 / 20};
  testing::expect_fits(seen, expected);
}

TEST(Choice, bad_weights_are_refused) {
  const std::vector<std::uint64_t> none;
  const std::vector<std::uint64_t> zero = {0, 0};
  const std::vector<std::uint64_t> heavy = {~0ULL, ~0ULL};
  const std::vector<std::uint64_t> good = {0, 1};
  EXPECT_EQ(validate_weights(none), ParameterError::empty);
  EXPECT_EQ(validate_weights(zero), ParameterError::no_weight);
  EXPECT_EQ(validate_weights(heavy), ParameterError::too_much_weight);
  EXPECT_EQ(validate_weights(good), std::nullopt);
}

}  // namespace
}  // namespace roamsim::random
