#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/core/event_queue.hpp"

namespace roamsim::core::test {

struct Probe final : Event {
  Probe() : Event([](Event&, Scheduler&) {}) {}
};

/// The queue beside the simplest thing that has the same order: a set of (date, priority, number of the arming).
/// Every step says what is wrong, if anything.
class QueueModel {
 public:
  explicit QueueModel(std::size_t events) : events_(events), armed_(events) {}

  [[nodiscard]] std::size_t events() const { return events_.size(); }
  [[nodiscard]] std::size_t pending() const { return order_.size(); }
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] EventQueue& queue() { return queue_; }

  void arm(std::size_t id, Time at, Priority priority, Recurrence recurrence = Recurrence::once) {
    forget(id);
    armed_[id] = Place{at, priority, ++armings_, id, recurrence};
    order_.insert(*armed_[id]);
    if (recurrence == Recurrence::once) ++once_;
    queue_.arm(events_[id], at, priority, recurrence);
  }

  void disarm(std::size_t id) {
    forget(id);
    queue_.disarm(events_[id]);
  }

  /// Takes the first event out of both; an empty text if they agree.
  std::string pop() {
    const Time next = queue_.next_time();
    if (order_.empty()) return next == never ? "" : "an empty queue has a next date";
    const Place first = *order_.begin();
    if (next != first.at) return "next " + std::to_string(next) + " is not " + std::to_string(first.at);
    if (next == never) return "";
    const std::uint64_t key = events_[first.id].key();
    const EventQueue::Due due = queue_.pop();
    if (due.event != &events_[first.id]) return "another event came than arming " + std::to_string(first.arming);
    if (due.at != first.at || due.key != key || due.event->armed()) return "an event came with wrong data";
    forget(first.id);
    now_ = first.at;
    return "";
  }

  /// What must hold after every step.
  [[nodiscard]] std::string check() const {
    if (queue_.size() != order_.size()) return "size is wrong";
    if (queue_.pending_once() != once_) return "pending_once is wrong";
    if (queue_.entries() < queue_.size()) return "fewer entries than events";
    if (queue_.entries() > 2 * queue_.size() + EventQueue::stale_slack) return "too many stale entries";
    return "";
  }

  void pop_all() {
    while (pending() > 0) {
      ASSERT_EQ(pop(), "");
      ASSERT_EQ(check(), "");
    }
    ASSERT_EQ(queue_.next_time(), never);
    ASSERT_EQ(queue_.entries(), 0U);
  }

 private:
  struct Place {
    Time at;
    Priority priority;
    std::uint64_t arming;
    std::size_t id;
    Recurrence recurrence;
    bool operator<(const Place& o) const {
      return std::tie(at, priority, arming) < std::tie(o.at, o.priority, o.arming);
    }
  };

  void forget(std::size_t id) {
    if (!armed_[id]) return;
    if (armed_[id]->recurrence == Recurrence::once) --once_;
    order_.erase(*armed_[id]);
    armed_[id].reset();
  }

  EventQueue queue_;
  std::deque<Probe> events_;
  std::vector<std::optional<Place>> armed_;
  std::set<Place> order_;
  std::uint64_t armings_ = 0;
  std::size_t once_ = 0;
  Time now_ = 0;
};

}  // namespace roamsim::core::test
