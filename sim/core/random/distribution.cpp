#include "sim/core/random/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>

#include "sim/core/random/math.hpp"

namespace roamsim::random {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang 14, which clang-tidy reads with, does not deduce this itself

constexpr std::uint64_t most_weight = std::uint64_t{1} << 53;  // a double counts up to here

Duration round_half_up(double nanoseconds) {
  if (!(nanoseconds > 0.0)) return 0;
  if (nanoseconds >= static_cast<double>(longest_draw)) return longest_draw;
  // Not floor(x + 0.5): that sum itself rounds, and makes 1 of the largest number below 0.5.
  const auto whole = static_cast<Duration>(nanoseconds);
  return whole + (nanoseconds - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

std::optional<ParameterError> outside(Duration d) {
  if (d < 0) return ParameterError::negative;
  if (d > longest_draw) return ParameterError::too_long;
  return std::nullopt;
}

std::optional<ParameterError> outside_positive(Duration d) {
  if (d <= 0) return ParameterError::not_positive;
  return outside(d);
}

std::optional<ParameterError> check(const Constant& d) {
  return outside(d.value);
}

std::optional<ParameterError> check(const Uniform& d) {
  if (auto error = outside(d.min)) return error;
  if (auto error = outside(d.max)) return error;
  if (d.max < d.min) return ParameterError::reversed;
  return std::nullopt;
}

std::optional<ParameterError> check(const Exponential& d) {
  return outside_positive(d.mean);
}

std::optional<ParameterError> check(const Lognormal& d) {
  if (!std::isfinite(d.mu) || !std::isfinite(d.sigma)) return ParameterError::not_finite;
  if (d.sigma < 0.0) return ParameterError::sigma_negative;
  return std::nullopt;
}

std::optional<ParameterError> check(const Empirical& d) {
  if (d.rows.empty()) return ParameterError::empty;
  for (std::size_t i = 0; i < d.rows.size(); ++i) {
    if (auto error = outside(d.rows[i].value)) return error;
    if (i == 0) continue;
    if (d.rows[i].value <= d.rows[i - 1].value) return ParameterError::values_not_rising;
    if (d.rows[i].cumulative < d.rows[i - 1].cumulative) return ParameterError::weights_not_rising;
  }
  if (d.rows.back().cumulative == 0) return ParameterError::no_weight;
  if (d.rows.back().cumulative > most_weight) return ParameterError::too_much_weight;
  return std::nullopt;
}

Duration draw_empirical(const Empirical& d, std::uint64_t word) {
  const std::uint64_t total = d.rows.back().cumulative;
  // One word picks both the unit of weight and the place within it, so that every draw takes the same number of words.
  const detail::Wide product = static_cast<detail::Wide>(word) * total;
  const auto unit = static_cast<std::uint64_t>(product >> 64);
  const auto row = std::upper_bound(d.rows.begin(), d.rows.end(), unit,
                                    [](std::uint64_t u, const EmpiricalRow& r) { return u < r.cumulative; });
  if (d.between == Between::steps || row == d.rows.begin()) return row->value;
  const auto before = std::prev(row);
  const double place = static_cast<double>(static_cast<std::int64_t>(unit - before->cumulative)) +
                       to_open_unit(static_cast<std::uint64_t>(product));
  const double weight = static_cast<double>(static_cast<std::int64_t>(row->cumulative - before->cumulative));
  const Duration width = row->value - before->value;
  return before->value + std::min(width, round_half_up(static_cast<double>(width) * (place / weight)));
}

double square(double x) {
  return x * x;
}

/// Sums f(value, probability) over points and g(from, to, probability) over lines.
template <class Point, class Line>
double integrate(const Empirical& d, Point point, Line line) {
  const auto total = static_cast<double>(d.rows.back().cumulative);
  double sum = 0.0;
  for (std::size_t i = 0; i < d.rows.size(); ++i) {
    const std::uint64_t weight = d.rows[i].cumulative - (i == 0 ? 0 : d.rows[i - 1].cumulative);
    const double probability = static_cast<double>(weight) / total;
    const auto value = static_cast<double>(d.rows[i].value);
    if (i == 0 || d.between == Between::steps) {
      sum += point(value) * probability;
    } else {
      sum += line(static_cast<double>(d.rows[i - 1].value), value) * probability;
    }
  }
  return sum;
}

double mean_of(const Empirical& d) {
  return integrate(
      d, [](double v) { return v; }, [](double a, double b) { return 0.5 * (a + b); });
}

double cdf_of(const Lognormal& d, double x) {
  const double above = math::log(x) - d.mu;
  if (d.sigma == 0.0) return above >= 0.0 ? 1.0 : 0.0;
  return math::normal_cdf(above / d.sigma);
}

double cdf_of(const Empirical& d, Duration x) {
  const auto total = static_cast<double>(d.rows.back().cumulative);
  const auto after =
      std::upper_bound(d.rows.begin(), d.rows.end(), x, [](Duration v, const EmpiricalRow& r) { return v < r.value; });
  if (after == d.rows.begin()) return 0.0;
  const auto at = std::prev(after);
  const auto reached = static_cast<double>(at->cumulative);
  if (d.between == Between::steps || after == d.rows.end()) return reached / total;
  const double slope =
      static_cast<double>(after->cumulative - at->cumulative) / static_cast<double>(after->value - at->value);
  return (reached + slope * (static_cast<double>(x - at->value) + 0.5)) / total;
}

}  // namespace

std::string_view describe(ParameterError error) {
  switch (error) {
    case ParameterError::negative:
      return "must not be negative";
    case ParameterError::too_long:
      return "must be at most 2^62 ns (146 years)";
    case ParameterError::reversed:
      return "the upper value is below the lower one";
    case ParameterError::not_positive:
      return "must be above 0";
    case ParameterError::not_finite:
      return "must be a finite number";
    case ParameterError::sigma_negative:
      return "sigma must not be negative";
    case ParameterError::empty:
      return "needs at least one row";
    case ParameterError::values_not_rising:
      return "values must rise from row to row";
    case ParameterError::weights_not_rising:
      return "cumulative weights must not fall from row to row";
    case ParameterError::no_weight:
      return "at least one weight must be above 0";
    case ParameterError::too_much_weight:
      return "the weights add up to more than 2^53";
    case ParameterError::mean_too_large:
      return "the mean count must be at most 1e9";
  }
  return "unknown error";
}

std::optional<ParameterError> validate(const Distribution& distribution) {
  return std::visit([](const auto& d) { return check(d); }, distribution);
}

Checked<Lognormal> lognormal_from_median(Duration median, Duration percentile_95) {
  if (auto error = outside_positive(median)) return *error;
  if (auto error = outside_positive(percentile_95)) return *error;
  if (percentile_95 < median) return ParameterError::reversed;
  constexpr double z95 = 1.6448536269514727;  // normal_quantile(0.95)
  const double mu = math::log(static_cast<double>(median));
  return Lognormal{mu, (math::log(static_cast<double>(percentile_95)) - mu) / z95};
}

Checked<Lognormal> lognormal_from_mean(Duration mean, double sigma) {
  if (auto error = outside_positive(mean)) return *error;
  const Lognormal d{math::log(static_cast<double>(mean)) - 0.5 * sigma * sigma, sigma};
  if (auto error = check(d)) return *error;
  return d;
}

Checked<Empirical> empirical_from_weights(std::span<const WeightedValue> values) {
  Empirical d;
  d.rows.reserve(values.size());
  std::uint64_t cumulative = 0;
  for (const WeightedValue& v : values) {
    if (v.weight > most_weight - cumulative) return ParameterError::too_much_weight;
    cumulative += v.weight;
    d.rows.push_back({v.value, cumulative});
  }
  if (auto error = check(d)) return *error;
  return d;
}

Duration draw(const Distribution& distribution, Stream& stream) {
  return std::visit(Overloaded{
                        [](const Constant& d) { return d.value; },
                        [&](const Uniform& d) {
                          return d.min +
                                 static_cast<Duration>(stream.below(static_cast<std::uint64_t>(d.max - d.min) + 1));
                        },
                        [&](const Exponential& d) {
                          return round_half_up(static_cast<double>(d.mean) * -math::log(stream.uniform01()));
                        },
                        [&](const Lognormal& d) {
                          const double z = math::normal_quantile(stream.open_uniform01());
                          return round_half_up(math::exp(d.mu + d.sigma * z));
                        },
                        [&](const Empirical& d) { return draw_empirical(d, stream.next_u64()); },
                    },
                    distribution);
}

double mean(const Distribution& distribution) {
  return std::visit(
      Overloaded{
          [](const Constant& d) { return static_cast<double>(d.value); },
          [](const Uniform& d) { return 0.5 * static_cast<double>(d.min) + 0.5 * static_cast<double>(d.max); },
          [](const Exponential& d) { return static_cast<double>(d.mean); },
          [](const Lognormal& d) { return math::exp(d.mu + 0.5 * d.sigma * d.sigma); },
          [](const Empirical& d) { return mean_of(d); },
      },
      distribution);
}

double variance(const Distribution& distribution) {
  return std::visit(
      Overloaded{
          [](const Constant&) { return 0.0; },
          [](const Uniform& d) { return (square(static_cast<double>(d.max - d.min) + 1.0) - 1.0) / 12.0; },
          [](const Exponential& d) { return square(static_cast<double>(d.mean)); },
          [](const Lognormal& d) { return math::expm1(d.sigma * d.sigma) * math::exp(2.0 * d.mu + d.sigma * d.sigma); },
          [](const Empirical& d) {
            const double m = mean_of(d);
            return integrate(
                d, [m](double v) { return square(v - m); },
                [m](double a, double b) { return (square(a - m) + (a - m) * (b - m) + square(b - m)) / 3.0; });
          },
      },
      distribution);
}

double cdf(const Distribution& distribution, Duration x) {
  if (x < 0) return 0.0;
  if (x >= longest_draw) return 1.0;
  const double edge = static_cast<double>(x) + 0.5;  // what is below rounds to x or less
  return std::visit(Overloaded{
                        [x](const Constant& d) { return x >= d.value ? 1.0 : 0.0; },
                        [x](const Uniform& d) {
                          if (x < d.min) return 0.0;
                          if (x >= d.max) return 1.0;
                          return (static_cast<double>(x - d.min) + 1.0) / (static_cast<double>(d.max - d.min) + 1.0);
                        },
                        [edge](const Exponential& d) { return -math::expm1(-edge / static_cast<double>(d.mean)); },
                        [edge](const Lognormal& d) { return cdf_of(d, edge); },
                        [x](const Empirical& d) { return cdf_of(d, x); },
                    },
                    distribution);
}

}  // namespace roamsim::random
