#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "models/base/time.hpp"
#include "sim/actors/station.hpp"

namespace roamsim::actors {

/// The database of a node as a queue whose patience and length are limited.
class DatabaseQueue {
 public:
  explicit DatabaseQueue(std::uint32_t connections) : station_(connections) {}

  /// A transaction: when its end is known to who asked, and whether it failed then.
  struct Transaction {
    Time done = 0;
    bool failed = false;
  };
  /// Asks for one of so much work that fails at once if `longest` wait already, or once it has waited for `timeout`.
  Transaction enter(Time now, Duration work, Duration timeout, std::size_t longest) {
    if (station_.wait(now) == 0) return {station_.enter(now, work), false};
    if (waiting(now) >= longest) return {now, true};
    if (station_.wait(now) <= timeout) return {station_.enter(now, work), false};
    giving_up_.push_back(now + timeout);
    return {now + timeout, true};
  }
  /// Work that nobody takes back: what another node has committed.
  Time enter(Time now, Duration work) { return station_.enter(now, work); }

  /// When who comes now would begin to be served.
  [[nodiscard]] Time idle(Time now) const { return now + station_.wait(now); }

  [[nodiscard]] std::size_t waiting(Time now) {
    while (!giving_up_.empty() && giving_up_.front() <= now) giving_up_.pop_front();
    return station_.waiting(now) + giving_up_.size();
  }
  [[nodiscard]] Duration used(Time now) const { return station_.used(now); }
  [[nodiscard]] std::size_t connections() const { return station_.at_once(); }
  void clear(Time now) {
    station_.clear(now);
    giving_up_.clear();
  }

 private:
  Station station_;
  std::deque<Time> giving_up_;  ///< when, of those who wait in vain
};

}  // namespace roamsim::actors
