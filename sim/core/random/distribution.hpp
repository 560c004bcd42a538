#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "models/base/time.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::random {

/// No draw is longer (2^62 ns, 146 years): a date of a run plus a draw never overflows.
inline constexpr Duration longest_draw = Duration{1} << 62;

/// Always the same duration; takes no word of the stream.
struct Constant {
  Duration value = 0;
};

/// Every nanosecond from min to max, both included, with the same probability.
struct Uniform {
  Duration min = 0;
  Duration max = 0;
};

/// The time between events without memory.
struct Exponential {
  Duration mean = second;
};

/// The logarithm of the duration in nanoseconds is normal with these parameters.
struct Lognormal {
  double mu = 0;
  double sigma = 0;
};

/// One row of a distribution function: cumulative / (the last row's cumulative) is P(X <= value).
struct EmpiricalRow {
  Duration value = 0;
  std::uint64_t cumulative = 0;
};

/// What holds between the rows of an empirical distribution.
enum class Between {
  steps,  ///< only the values of the table occur
  lines,  ///< the distribution function is linear; what the first row has is a point mass at its value
};

/// A measured distribution. Probabilities are integer weights, so a table adds up exactly.
struct Empirical {
  std::vector<EmpiricalRow> rows;
  Between between = Between::steps;
};

using Distribution = std::variant<Constant, Uniform, Exponential, Lognormal, Empirical>;

/// Why parameters are refused.
enum class ParameterError {
  negative,            ///< a duration below 0
  too_long,            ///< a duration above `longest_draw`
  reversed,            ///< a maximum below its minimum, or a 95th percentile below its median
  not_positive,        ///< a mean, median or percentile that must be above 0 is not
  not_finite,          ///< infinite or not a number
  sigma_negative,      ///< a negative spread
  empty,               ///< no rows or weights
  values_not_rising,   ///< a row's value is not above the one before
  weights_not_rising,  ///< a row's cumulative weight is below the one before
  no_weight,           ///< all weights are 0
  too_much_weight,     ///< the weights add up to more than 2^53
  mean_too_large,      ///< a mean count above `largest_mean_count`
};

/// The error in words, for a message that already names the place.
[[nodiscard]] std::string_view describe(ParameterError error);

/// Nothing when the parameters are good. Everything below, and `draw`, requires that.
[[nodiscard]] std::optional<ParameterError> validate(const Distribution& distribution);

template <class T>
using Checked = std::variant<T, ParameterError>;

/// The lognormal with this median and 95th percentile.
[[nodiscard]] Checked<Lognormal> lognormal_from_median(Duration median, Duration percentile_95);

/// The lognormal with this mean, whose logarithm has the standard deviation `sigma`.
[[nodiscard]] Checked<Lognormal> lognormal_from_mean(Duration mean, double sigma);

/// One value of a table of weights.
struct WeightedValue {
  Duration value = 0;
  std::uint64_t weight = 0;
};

/// The distribution that has just these values, in proportion to their weights; values must rise.
[[nodiscard]] Checked<Empirical> empirical_from_weights(std::span<const WeightedValue> values);

/// One draw, rounded to the nearest nanosecond (halves up), never negative, at most `longest_draw`.
/// Takes exactly one word of the stream and falls as a function of that word for Exponential, rises for the others, so
/// that sweep points which share a stream stay in step; a Uniform takes a further word with a probability under 2^-2
/// for the longest range and under 1e-9 for ranges up to 18 s; a Constant takes none.
/// Exponential: at most 36.8 means, because the unit interval has 2^53 points. Lognormal: within 8.3 sigma of mu.
/// Empirical: the distribution function is met within 2^-64.
[[nodiscard]] Duration draw(const Distribution& distribution, Stream& stream);

/// The mean in nanoseconds, before rounding to whole ones.
[[nodiscard]] double mean(const Distribution& distribution);

/// The variance in square nanoseconds, before rounding to whole ones.
[[nodiscard]] double variance(const Distribution& distribution);

/// P(draw <= x), of the draws as they are, rounded to whole nanoseconds.
[[nodiscard]] double cdf(const Distribution& distribution, Duration x);

}  // namespace roamsim::random
