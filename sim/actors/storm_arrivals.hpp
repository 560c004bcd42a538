#pragma once

#include <cstddef>
#include <optional>

#include "models/base/time.hpp"
#include "sim/actors/arrivals.hpp"
#include "sim/actors/storm_plan.hpp"

namespace roamsim::actors {

/// When the users of a storm come, one after another, measured from its begin.
class StormArrivals {
 public:
  /// `key`: of the stream for these dates; `last`: of the storm, nobody comes later.
  StormArrivals(const StormPlan& storm, Duration last, const random::StreamKey& key);

  /// The next date; none if nobody comes any more.
  [[nodiscard]] std::optional<Duration> next();

 private:
  [[nodiscard]] Duration date(std::size_t k);

  const StormPlan& storm_;
  Duration last_;
  std::size_t next_ = 0;             ///< who comes next
  std::optional<Arrivals> process_;  ///< of a random one
};

}  // namespace roamsim::actors
