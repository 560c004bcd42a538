#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

/// Tests of hypotheses for checks of random numbers. They use the C library in long double on purpose: nothing that is
/// checked takes part in its own check.
namespace roamsim::testing {

/// The probability that a right generator fails one check, over the choice of its seed. The streams are fixed, so a
/// check that passed once passes always.
inline constexpr double false_alarm = 1e-6;

/// Gamma(a, x) / Gamma(a), by its series below a + 1 and by a continued fraction above.
inline long double upper_gamma(long double a, long double x) {
  if (x <= 0) return 1;
  const long double front = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    long double term = 1 / a;
    long double sum = term;
    for (long double n = a + 1; term > sum * 1e-19L; ++n) sum += term *= x / n;
    return 1 - front * sum;
  }
  long double b = x + 1 - a;
  long double c = 1e300L;
  long double d = 1 / b;
  long double h = d;
  for (int i = 1; i < 100000; ++i) {
    const long double an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (std::fabs(d * c - 1) < 1e-18L) break;
  }
  return front * h;
}

/// P(chi-square with this many degrees of freedom > statistic).
inline long double chi_square_tail(long double statistic, std::size_t degrees) {
  return upper_gamma(static_cast<long double>(degrees) / 2, statistic / 2);
}

/// P(|normal| > |z|).
inline long double normal_two_sided(long double z) {
  return std::erfc(std::fabs(z) / std::numbers::sqrt2_v<long double>);
}

/// Fails with probability `alarm` when the counts come from these probabilities: too far off or too close.
inline void expect_fits(std::span<const std::uint64_t> counts, std::span<const double> probabilities,
                        double alarm = false_alarm) {
  ASSERT_EQ(counts.size(), probabilities.size());
  ASSERT_GE(counts.size(), 2U);
  std::uint64_t total = 0;
  for (const std::uint64_t count : counts) total += count;
  long double statistic = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const long double expected = static_cast<long double>(probabilities[i]) * static_cast<long double>(total);
    ASSERT_GE(expected, 20) << "bin " << i << " is too thin for the chi-square law";
    const long double difference = static_cast<long double>(counts[i]) - expected;
    statistic += difference * difference / expected;
  }
  const long double tail = chi_square_tail(statistic, counts.size() - 1);
  EXPECT_GT(tail, alarm / 2) << "chi-square " << statistic << " in " << counts.size() << " bins: too far off";
  EXPECT_LT(tail, 1 - alarm / 2) << "chi-square " << statistic << " in " << counts.size() << " bins: too close";
}

/// Fails with probability `alarm` when z is standard normal.
inline void expect_normal(long double z, double alarm = false_alarm) {
  EXPECT_GT(normal_two_sided(z), alarm) << "z = " << z;
}

/// Bins for values of any kind with a known distribution function over integers: about `bins` of about equal
/// probability, fewer where the law is too coarse.
class Bins {
 public:
  template <class Cdf>
  Bins(Cdf cdf, std::int64_t highest, int bins) {
    for (int j = 1; j < bins; ++j) {
      const double goal = static_cast<double>(j) / bins;
      std::int64_t low = 0;
      std::int64_t high = highest;
      while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (cdf(middle) >= goal) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      const double reached = cdf(low);
      if ((!last_.empty() && last_.back() >= low) || 1 - reached < 0.5 / bins) continue;
      probabilities_.push_back(reached - sum_);
      sum_ = reached;
      last_.push_back(low);
    }
    probabilities_.push_back(1 - sum_);
    counts_.assign(probabilities_.size(), 0);
  }

  void add(std::int64_t value) {
    ++counts_[static_cast<std::size_t>(std::lower_bound(last_.begin(), last_.end(), value) - last_.begin())];
  }

  void expect_fit() const { expect_fits(counts_, probabilities_); }
  [[nodiscard]] std::size_t size() const { return counts_.size(); }

 private:
  std::vector<std::int64_t> last_;  ///< the highest value of each bin but the last
  std::vector<double> probabilities_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
};

/// z tests of the first two moments against theory. The spread of the second is estimated from the sample, which is
/// good enough where the fourth moment is tame: with 2^20 draws the alarm rate is about, not exactly, what is stated.
class Moments {
 public:
  void add(long double value) { values_.push_back(value); }

  void expect(long double mean, long double variance) const {
    const auto n = static_cast<long double>(values_.size());
    long double sum = 0;
    long double squares = 0;
    long double fourths = 0;
    for (const long double value : values_) {
      const long double square = (value - mean) * (value - mean);
      sum += value - mean;
      squares += square;
      fourths += square * square;
    }
    expect_normal(sum / std::sqrt(n * variance));
    const long double spread = fourths / n - (squares / n) * (squares / n);
    expect_normal((squares / n - variance) / std::sqrt(spread / n));
  }

 private:
  std::vector<long double> values_;
};

}  // namespace roamsim::testing
