#include "sim/actors/quantiles.hpp"

#include <algorithm>
#include <limits>

namespace roamsim::actors {
namespace {

// By division, so that 30 s is 30 and not the next number after it.
double in_seconds(Duration value) {
  return static_cast<double>(value) / static_cast<double>(second);
}

// The sum of many long delays would not fit 63 bits, and one of binary fractions would not be exact.
double mean_in_seconds(const std::vector<Duration>& values) {
  const auto count = static_cast<Duration>(values.size());
  Duration whole = 0;
  Duration rest = 0;
  for (const Duration value : values) {
    whole += value / count;
    rest += value % count;
  }
  whole += rest / count;
  rest %= count;
  return (static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(count)) /
         static_cast<double>(second);
}

}  // namespace

Duration nearest_rank(const std::vector<Duration>& sorted, unsigned percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;  // counted from 1, rounded up
  return sorted.at(rank - 1);
}

Quantiles quantiles_of(std::vector<Duration> values) {
  if (values.empty()) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {0, none, none, none, none, none};
  }
  std::sort(values.begin(), values.end());
  return {values.size(),
          mean_in_seconds(values),
          in_seconds(nearest_rank(values, 50)),
          in_seconds(nearest_rank(values, 95)),
          in_seconds(nearest_rank(values, 99)),
          in_seconds(values.back())};
}

}  // namespace roamsim::actors
