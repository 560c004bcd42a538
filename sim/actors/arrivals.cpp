#include "sim/actors/arrivals.hpp"

#include <algorithm>

#include "sim/core/random/math.hpp"

namespace roamsim::actors {

Arrivals::Arrivals(double per_hour, const RateProfile& profile, Time from, const random::StreamKey& key)
    : period_(profile.steps.empty() ? 0 : profile.period), at_(from), stream_(key) {
  const double rate = per_hour / static_cast<double>(hour);
  for (const ProfileStep& step : profile.steps) steps_.push_back({step.at, rate * step.factor});
  if (steps_.empty()) steps_.push_back({0, rate});
}

std::size_t Arrivals::step_at(Duration within_period) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), within_period,
                                      [](Duration at, const Step& step) { return at < step.begin; });
  return static_cast<std::size_t>(after - steps_.begin()) - 1;
}

Time Arrivals::next(Time last) {
  if (at_ > last) return never;
  double left = -math::log(stream_.uniform01());  // of the integral of the rate until the next arrival
  if (period_ == 0) {
    const double wait = left / steps_[0].rate;
    // What is beyond the end need not be a date, and may be infinite.
    at_ = wait <= static_cast<double>(last - at_) ? at_ + static_cast<Duration>(wait + 0.5) : never;
    return at_ <= last ? at_ : at_ = never;
  }
  const Duration start = at_ % period_;
  Time period_begin = at_ - start;
  std::size_t step = step_at(start);
  for (;;) {
    const Duration end = step + 1 < steps_.size() ? steps_[step + 1].begin : period_;
    const auto span = static_cast<double>(period_begin + end - at_);
    const double rate = steps_[step].rate;
    if (left < rate * span) {
      at_ += static_cast<Duration>(left / rate + 0.5);
      return at_ <= last ? at_ : at_ = never;
    }
    left -= rate * span;
    at_ = period_begin + end;
    if (at_ > last) return at_ = never;
    if (++step == steps_.size()) {
      step = 0;
      period_begin += period_;
    }
  }
}

}  // namespace roamsim::actors
