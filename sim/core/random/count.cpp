#include "sim/core/random/count.hpp"

#include <cmath>

#include "sim/core/random/math.hpp"

namespace roamsim::random {
namespace {

constexpr double rejection_from = 10.0;
constexpr double half_log_two_pi = 0x1.d67f1c864beb5p-1;

/// log(k!) - log(sqrt(2 pi k) (k/e)^k): what Stirling's formula leaves out.
double stirling_rest(double k) {
  if (k < 16.0) {
    double factorial = 1.0;
    for (double i = 2.0; i <= k; i += 1.0) factorial *= i;  // exact: 15! is below 2^53
    return math::log(factorial) - (k + 0.5) * math::log(k) + k - half_log_two_pi;
  }
  const double r = 1.0 / (k * k);
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 * r) * r) * r) * r) / k;
}

/// k log(k / mean) + mean - k without the cancellation of its terms (Loader, "Fast and accurate computation of binomial
/// probabilities", 2000).
double deviance(double k, double mean) {
  const double difference = k - mean;
  if (std::fabs(difference) < 0.1 * (k + mean)) {
    const double v = difference / (k + mean);
    double sum = difference * v;
    double power = 2.0 * k * v;
    for (int j = 3; j < 60; j += 2) {
      power *= v * v;
      const double next = sum + power / j;
      if (next == sum) break;
      sum = next;
    }
    return sum;
  }
  return k * math::log(k / mean) + mean - k;
}

/// log P(count = k) for k a whole number.
double log_probability(double mean, double k) {
  if (k == 0.0) return -mean;
  return -stirling_rest(k) - deviance(k, mean) - half_log_two_pi - 0.5 * math::log(k);
}

std::uint64_t draw_by_inversion(double mean, Stream& stream) {
  const double u = stream.uniform01();
  double term = math::exp(-mean);
  double sum = term;
  std::uint64_t k = 0;
  while (u > sum) {
    ++k;
    term *= mean / static_cast<double>(k);
    const double next = sum + term;
    // Past here the sum no longer grows, and rounding may have left it short of 1.
    if (next == sum && static_cast<double>(k) > mean) break;
    sum = next;
  }
  return k;
}

std::uint64_t draw_by_rejection(double mean, Stream& stream) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double sure_below = 0.9277 - 3.6224 / (b - 2.0);
  while (true) {
    const double u = stream.open_uniform01() - 0.5;
    const double v = stream.uniform01();
    const double room = 0.5 - std::fabs(u);  // never 0: the interval is open
    const double candidate = (2.0 * a / room + b) * u + mean + 0.43;
    // Most points are accepted at once; the floor of a number in this range is its conversion.
    if (room >= 0.07 && v <= sure_below) return static_cast<std::uint64_t>(candidate);
    // The upper bound is never reached by a plausible count; it keeps the conversion defined at the rim of the
    // interval.
    if (candidate < 0.0 || candidate > 0x1p62 || (room < 0.013 && v > room)) continue;
    const auto k = static_cast<std::uint64_t>(candidate);
    if (math::log(v * inverse_alpha / (a / (room * room) + b)) <= log_probability(mean, static_cast<double>(k))) {
      return k;
    }
  }
}

}  // namespace

std::optional<ParameterError> validate(const Poisson& poisson) {
  if (!std::isfinite(poisson.mean)) return ParameterError::not_finite;
  if (poisson.mean < 0.0) return ParameterError::negative;
  if (poisson.mean > largest_mean_count) return ParameterError::mean_too_large;
  return std::nullopt;
}

std::uint64_t draw(const Poisson& poisson, Stream& stream) {
  return poisson.mean < rejection_from ? draw_by_inversion(poisson.mean, stream)
                                       : draw_by_rejection(poisson.mean, stream);
}

double mean(const Poisson& poisson) {
  return poisson.mean;
}

double variance(const Poisson& poisson) {
  return poisson.mean;
}

double probability(const Poisson& poisson, std::uint64_t k) {
  if (poisson.mean == 0.0) return k == 0 ? 1.0 : 0.0;
  return math::exp(log_probability(poisson.mean, static_cast<double>(k)));
}

double cdf(const Poisson& poisson, std::uint64_t k) {
  if (poisson.mean == 0.0) return 1.0;
  // Terms fall in the direction away from the mean, so the sum from k outwards ends after a few standard deviations.
  double sum = 0.0;
  if (static_cast<double>(k) < poisson.mean) {
    double term = probability(poisson, k);
    for (double i = static_cast<double>(k); term > sum * 0x1p-60; i -= 1.0) {
      sum += term;
      term *= i / poisson.mean;
    }
    return sum;
  }
  double i = static_cast<double>(k) + 1.0;
  double term = probability(poisson, k + 1);
  while (term > sum * 0x1p-60) {
    sum += term;
    i += 1.0;
    term *= poisson.mean / i;
  }
  return 1.0 - sum;
}

std::optional<ParameterError> validate_weights(std::span<const std::uint64_t> weights) {
  if (weights.empty()) return ParameterError::empty;
  constexpr std::uint64_t most = std::uint64_t{1} << 53;
  std::uint64_t sum = 0;
  for (const std::uint64_t weight : weights) {
    if (weight > most - sum) return ParameterError::too_much_weight;
    sum += weight;
  }
  if (sum == 0) return ParameterError::no_weight;
  return std::nullopt;
}

std::size_t choose(std::span<const std::uint64_t> weights, Stream& stream) {
  std::uint64_t sum = 0;
  for (const std::uint64_t weight : weights) sum += weight;
  std::uint64_t rest = stream.below(sum);
  std::size_t index = 0;
  while (rest >= weights[index]) rest -= weights[index++];
  return index;
}

}  // namespace roamsim::random
