#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// A queue in which each is served in the order of arrival, so many at once, for a time that is known when it arrives.
class Station {
 public:
  explicit Station(std::uint32_t at_once) : free_at_(std::max<std::uint32_t>(at_once, 1), 0) {}

  /// Joins the queue; returns when the service will be over. Whoever leaves before keeps the place.
  Time enter(Time now, Duration service) {
    const auto next = std::min_element(free_at_.begin(), free_at_.end());
    *next = std::max(*next, now) + service;
    return *next;
  }
  /// All who are in the queue are lost.
  void clear() {
    std::fill(free_at_.begin(), free_at_.end(), 0);
    ++life_;
  }
  /// Counts the losses: who joined in an earlier life is not served any more.
  [[nodiscard]] std::uint32_t life() const { return life_; }

 private:
  std::vector<Time> free_at_;  ///< of each server
  std::uint32_t life_ = 0;
};

}  // namespace roamsim::actors
