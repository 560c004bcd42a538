#pragma once

#include <cstddef>
#include <vector>

#include "models/base/time.hpp"
#include "sim/actors/traffic_plan.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

/// The dates of a Poisson process whose rate follows a profile, by inversion of the integral of the rate: exact but for
/// rounding to whole nanoseconds. Takes one word of the stream for each date.
class Arrivals {
 public:
  /// `per_hour` at a factor of 1; nothing comes before `from`.
  Arrivals(double per_hour, const RateProfile& profile, Time from, const random::StreamKey& key);

  /// The next date; `never` if none comes up to `last`, for good.
  [[nodiscard]] Time next(Time last);

 private:
  struct Step {
    Duration begin = 0;
    double rate = 0;  ///< per nanosecond
  };
  [[nodiscard]] std::size_t step_at(Duration within_period) const;

  std::vector<Step> steps_;
  Duration period_;  ///< 0: one step for ever
  Time at_;
  random::Stream stream_;
};

}  // namespace roamsim::actors
