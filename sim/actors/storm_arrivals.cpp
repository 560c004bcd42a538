#include "sim/actors/storm_arrivals.hpp"

#include <cmath>

namespace roamsim::actors {

StormArrivals::StormArrivals(const StormPlan& storm, Duration last, const random::StreamKey& key)
    : storm_(storm), last_(last) {
  const bool by_profile = storm.arrivals == StormPlan::Arrivals::profile;
  if (by_profile || storm.arrivals == StormPlan::Arrivals::poisson) {
    process_.emplace(storm.per_hour, by_profile ? storm.profile : RateProfile{}, 0, key);
  }
}

std::optional<Duration> StormArrivals::next() {
  if (next_ == storm_.count) return std::nullopt;
  const Duration at = date(next_);
  if (at > last_) return std::nullopt;
  ++next_;
  return at;
}

Duration StormArrivals::date(std::size_t k) {
  const auto number = static_cast<Duration>(k);
  const auto users = static_cast<Duration>(storm_.count);
  switch (storm_.arrivals) {
    case StormPlan::Arrivals::burst:
      return 0;
    case StormPlan::Arrivals::even:
      return storm_.over / users * number + storm_.over % users * number / users;
    case StormPlan::Arrivals::ramp: {
      // Until t there have come (t / over)^2 of them.
      const double share = (static_cast<double>(k) + 0.5) / static_cast<double>(storm_.count);
      return static_cast<Duration>(static_cast<double>(storm_.over) * std::sqrt(share) + 0.5);
    }
    case StormPlan::Arrivals::trace:
      return storm_.trace[k].at;
    case StormPlan::Arrivals::poisson:
    case StormPlan::Arrivals::profile:
      break;
  }
  return process_->next(last_);
}

}  // namespace roamsim::actors
