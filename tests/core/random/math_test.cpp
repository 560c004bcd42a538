#include "sim/core/random/math.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/core/random/stream.hpp"

namespace roamsim::math {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double least = std::numeric_limits<double>::denorm_min();
constexpr double greatest = std::numeric_limits<double>::max();
constexpr int arguments = 2'000'000;

random::Stream stream(const char* purpose) {
  return random::Stream(random::derive(1, "math test", purpose));
}

/// The distance from the true value in units of its last place as a double.
double ulps(double got, long double truth) {
  const double magnitude = std::max(std::fabs(static_cast<double>(truth)), std::numeric_limits<double>::min());
  const long double unit = std::ldexp(1.0L, std::ilogb(magnitude) - 52);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - truth) / unit);
}

TEST(Log, is_within_1_ulp_of_long_double_for_every_magnitude) {
  auto bits = stream("log bits");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const auto x = std::bit_cast<double>(1 + bits.below(0x7fefffffffffffff));
    worst = std::max(worst, ulps(log(x), std::log(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 1.0);
}

TEST(Log, is_within_1_ulp_of_long_double_around_1) {
  auto bits = stream("log near 1");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const double offset = std::ldexp(bits.uniform01(), -static_cast<int>(bits.below(53)));
    const double x = (bits.next_u64() & 1) != 0 ? 1 + offset : 1 - offset / 2;
    worst = std::max(worst, ulps(log(x), std::log(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 1.0);
}

TEST(Log, is_within_1_ulp_of_long_double_on_the_unit_interval_of_draws) {
  auto bits = stream("log of draws");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const double x = bits.uniform01();
    worst = std::max(worst, ulps(log(x), std::log(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 1.0);
}

TEST(Log, has_the_documented_edges) {
  EXPECT_EQ(log(0.0), -inf);
  EXPECT_EQ(log(-0.0), -inf);
  EXPECT_TRUE(std::isnan(log(-1.0)));
  EXPECT_TRUE(std::isnan(log(-least)));
  EXPECT_TRUE(std::isnan(log(-inf)));
  EXPECT_TRUE(std::isnan(log(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_EQ(log(inf), inf);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(log(1.0)), 0U);
  for (const double x : {least, 3 * least, std::numeric_limits<double>::min(), greatest, 0x1p-53}) {
    EXPECT_LE(ulps(log(x), std::log(static_cast<long double>(x))), 1.0) << x;
  }
}

TEST(Exp, is_within_1_ulp_of_long_double_over_its_whole_range) {
  auto bits = stream("exp");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const double x = -745.1 + bits.uniform01() * (745.1 + 709.78);
    worst = std::max(worst, ulps(exp(x), std::exp(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 1.0);
}

TEST(Exp, is_within_1_ulp_of_long_double_around_0) {
  auto bits = stream("exp near 0");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const double offset = std::ldexp(bits.uniform01(), -static_cast<int>(bits.below(60)));
    const double x = (bits.next_u64() & 1) != 0 ? offset : -offset;
    worst = std::max(worst, ulps(exp(x), std::exp(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 1.0);
}

TEST(Exp, has_the_documented_edges) {
  EXPECT_EQ(exp(0.0), 1.0);
  EXPECT_EQ(exp(-0.0), 1.0);
  EXPECT_EQ(exp(inf), inf);
  EXPECT_EQ(exp(-inf), 0.0);
  EXPECT_TRUE(std::isnan(exp(std::numeric_limits<double>::quiet_NaN())));
  // The last arguments with a finite, normal and nonzero result, and their neighbours beyond.
  const double overflow = 0x1.62e42fefa39efp+9;
  EXPECT_LE(ulps(exp(overflow), std::exp(static_cast<long double>(overflow))), 1.0);
  EXPECT_EQ(exp(std::nextafter(overflow, inf)), inf);
  const double underflow = -0x1.74910d52d3051p+9;
  EXPECT_EQ(exp(underflow), least);
  EXPECT_EQ(exp(std::nextafter(underflow, -inf)), 0.0);
  EXPECT_EQ(exp(greatest), inf);
  EXPECT_EQ(exp(-greatest), 0.0);
}

TEST(Expm1, is_within_8_ulp_of_long_double) {
  auto bits = stream("expm1");
  double worst = 0;
  for (int i = 0; i < arguments; ++i) {
    const double offset = std::ldexp(bits.uniform01(), 5 - static_cast<int>(bits.below(60)));
    const double x = (bits.next_u64() & 1) != 0 ? offset : -offset;
    worst = std::max(worst, ulps(expm1(x), std::expm1(static_cast<long double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LE(worst, 8.0);
}

long double reference_cdf(long double x) {
  return std::erfc(-x / std::sqrt(2.0L)) / 2;
}

TEST(NormalCdf, has_a_relative_error_below_1e_13) {
  for (double x = -37; x < 9; x += 0.0137) {
    const long double truth = reference_cdf(x);
    EXPECT_LE(std::fabs(normal_cdf(x) / truth - 1), 1e-13L) << x;
  }
  EXPECT_EQ(normal_cdf(-inf), 0.0);
  EXPECT_EQ(normal_cdf(inf), 1.0);
  EXPECT_EQ(normal_cdf(0.0), 0.5);
}

TEST(NormalQuantile, inverts_the_reference_distribution_function) {
  auto bits = stream("quantile");
  long double worst = 0;
  for (int i = 0; i < 200'000; ++i) {
    // Every magnitude of tail down to 2^-1000, then its mirror where that is representable.
    const double p =
        i % 2 == 0 ? bits.open_uniform01() : std::ldexp(bits.uniform01(), -static_cast<int>(bits.below(1000)));
    if (p >= 1) continue;
    const double x = normal_quantile(p);
    if (std::fabs(x) > 37) continue;  // the reference itself goes subnormal in double soon after
    // One step of Newton's method from the result tells how far off it is.
    const long double density = std::exp(-0.5L * x * x) / std::sqrt(2 * 3.14159265358979323846264338328L);
    const long double below = p < 0.5 ? reference_cdf(x) - p : (1 - static_cast<long double>(p)) - reference_cdf(-x);
    worst = std::max(worst, std::fabs(below / density) / std::max(1e-3L, std::fabs(static_cast<long double>(x))));
  }
  RecordProperty("worst_relative_in_1e_16", std::to_string(static_cast<double>(worst * 1e16L)));
  EXPECT_LE(worst, 1e-15L);
}

TEST(NormalQuantile, is_antisymmetric_on_the_grid_of_draws_and_rises) {
  auto bits = stream("antisymmetry");
  for (int i = 0; i < 200'000; ++i) {
    const double p = bits.open_uniform01();
    EXPECT_EQ(normal_quantile(p), -normal_quantile(1 - p));
  }
  double last = -inf;
  for (double p = 0x1p-53; p < 1; p += 0x1p-16) {
    EXPECT_GT(normal_quantile(p), last);
    last = normal_quantile(p);
  }
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_EQ(normal_quantile(0.0), -inf);
  EXPECT_EQ(normal_quantile(1.0), inf);
}

}  // namespace
}  // namespace roamsim::math
