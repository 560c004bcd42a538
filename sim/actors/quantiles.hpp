#pragma once

#include <cstddef>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// What a list of durations comes to. Without values, mean and quantiles are no numbers.
struct Quantiles {
  std::size_t count = 0;
  double mean = 0;  ///< in seconds, as are the others
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
};

/// The smallest of the values such that at least `percent` (1 to 100) of every hundred are not larger: the nearest
/// rank, which is always one of the values. `sorted` ascends and is not empty.
[[nodiscard]] Duration nearest_rank(const std::vector<Duration>& sorted, unsigned percent);

/// Exact; the values may stand in any order.
[[nodiscard]] Quantiles quantiles_of(std::vector<Duration> values);

}  // namespace roamsim::actors
