#include "sim/actors/quantiles.hpp"

#include <algorithm>
#include <limits>

namespace roamsim::actors {
namespace {

// By division, so that 30 s is 30 and not the next number after it.
double in_seconds(Duration value) {
  return static_cast<double>(value) / static_cast<double>(second);
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
  // In seconds: the sum of many long delays in nanoseconds would not fit 63 bits. The order is fixed, so is the sum.
  double sum = 0;
  for (const Duration value : values) sum += in_seconds(value);
  return {values.size(),
          sum / static_cast<double>(values.size()),
          in_seconds(nearest_rank(values, 50)),
          in_seconds(nearest_rank(values, 95)),
          in_seconds(nearest_rank(values, 99)),
          in_seconds(values.back())};
}

}  // namespace roamsim::actors
