#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// A queue in which each is served in the order of arrival, so many at once, for a time that is known when it arrives.
/// Dates must not fall from call to call.
class Station {
 public:
  explicit Station(std::uint32_t at_once) : free_at_(std::max<std::uint32_t>(at_once, 1), 0) {}

  /// Joins the queue; returns when the service will be over. Whoever leaves before keeps the place.
  Time enter(Time now, Duration service) {
    const auto next = std::min_element(free_at_.begin(), free_at_.end());
    const Time begin = std::max(*next, now);
    if (begin > now) begins_.push_back(begin);
    forget(now);
    *next = begin + service;
    booked_ += service;
    return *next;
  }
  /// How long who comes now has to wait.
  [[nodiscard]] Duration wait(Time now) const {
    return std::max<Duration>(*std::min_element(free_at_.begin(), free_at_.end()) - now, 0);
  }
  /// How many have not begun to be served.
  [[nodiscard]] std::size_t waiting(Time now) {
    forget(now);
    return begins_.size();
  }
  /// How long they have served up to now, all together.
  [[nodiscard]] Duration used(Time now) const {
    Duration ahead = 0;
    for (const Time free : free_at_) ahead += std::max<Duration>(free - now, 0);
    return booked_ - ahead;
  }
  [[nodiscard]] std::size_t at_once() const { return free_at_.size(); }

  /// All who are in the queue are lost.
  void clear(Time now) {
    booked_ = used(now);
    std::fill(free_at_.begin(), free_at_.end(), now);
    begins_.clear();
    ++life_;
  }
  /// Counts the losses: who joined in an earlier life is not served any more.
  [[nodiscard]] std::uint32_t life() const { return life_; }

 private:
  void forget(Time now) {
    while (!begins_.empty() && begins_.front() <= now) begins_.pop_front();
  }

  std::vector<Time> free_at_;  ///< of each server
  std::deque<Time> begins_;    ///< of who waits
  Duration booked_ = 0;        ///< service of all who came
  std::uint32_t life_ = 0;
};

}  // namespace roamsim::actors
