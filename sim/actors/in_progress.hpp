#pragma once

#include <algorithm>
#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// How many of something are under way, and the integral of that over time, to the nanosecond.
class InProgress {
 public:
  /// Request nanoseconds: a hundred requests for ten years do not overflow 64 bits, and more are no problem.
  __extension__ using Integral = __int128;

  /// `from`: the maximum, and the mean's integral, count from there on.
  explicit InProgress(Time from) : from_(from) {}

  void begin(Time now) {
    advance(now);
    ++number_;
    if (now >= from_) most_ = std::max(most_, number_);
  }
  /// One that began at `since` is over.
  void end(Time now, Time since) {
    advance(now);
    --number_;
    residences_ += now - since;
  }

  [[nodiscard]] std::uint32_t number() const { return number_; }
  /// The most at once.
  [[nodiscard]] std::uint32_t most() const { return most_; }
  /// The integral of the number from the start of the run on.
  [[nodiscard]] Integral integral(Time now) const { return integral_ + Integral{number_} * (now - at_); }
  /// The same from `from` on.
  [[nodiscard]] Integral counted(Time now) const {
    return counted_ + Integral{number_} * std::max<Duration>(now - std::max(at_, from_), 0);
  }
  /// The times for which those were under way that are over, all together.
  [[nodiscard]] Integral residences() const { return residences_; }

 private:
  void advance(Time now) {
    integral_ = integral(now);
    counted_ = counted(now);
    at_ = now;
    if (now >= from_) most_ = std::max(most_, number_);
  }

  Time from_;
  Time at_ = 0;
  std::uint32_t number_ = 0;
  std::uint32_t most_ = 0;
  Integral integral_ = 0;
  Integral counted_ = 0;
  Integral residences_ = 0;
};

}  // namespace roamsim::actors
