#include "sim/study/sweep/student_t.hpp"

#include <cmath>
#include <limits>

namespace roamsim::study {
namespace {

/// The continued fraction of the incomplete beta function, by Lentz's method.
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  constexpr int most_steps = 10'000;
  const auto lifted = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double c = 1;
  double d = 1 / lifted(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m < most_steps; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / lifted(1 + even * d);
    c = lifted(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / lifted(1 + odd * d);
    c = lifted(1 + odd / c);
    const double factor = d * c;
    h *= factor;
    if (std::abs(factor - 1) < 1e-16) break;
  }
  return h;
}

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

}  // namespace

double student_t_cdf(double t, double degrees_of_freedom) {
  const double tail =
      incomplete_beta(degrees_of_freedom / 2, 0.5, degrees_of_freedom / (degrees_of_freedom + t * t)) / 2;
  return t > 0 ? 1 - tail : tail;
}

double student_t_two_sided(double confidence, double degrees_of_freedom) {
  const double wanted = 0.5 + confidence / 2;
  double low = 0;
  double high = 1;
  while (student_t_cdf(high, degrees_of_freedom) < wanted) high *= 2;
  constexpr int halvings = 200;
  for (int i = 0; i < halvings && high - low > 1e-14 * high; ++i) {
    const double middle = (low + high) / 2;
    (student_t_cdf(middle, degrees_of_freedom) < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

void MeanOf::add(double value) {
  ++count_;
  const double from_old = value - mean_;
  mean_ += from_old / static_cast<double>(count_);
  squares_ += from_old * (value - mean_);
}

MeanInterval MeanOf::interval(double confidence) const {
  if (count_ < 2) return {count_, mean_, std::numeric_limits<double>::infinity()};
  const double n = static_cast<double>(count_);
  return {count_, mean_, student_t_two_sided(confidence, n - 1) * std::sqrt(squares_ / (n - 1) / n)};
}

}  // namespace roamsim::study
