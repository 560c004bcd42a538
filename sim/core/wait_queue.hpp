#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/core/actor_cell.hpp"

namespace roamsim::core {

class Scheduler;
class WaitQueue;

/// One place in one wait queue; lives in the frame of the actor that waits, and is linked while its `Wait` lasts.
class Waiter {
 public:
  explicit Waiter(WaitQueue& queue) : queue_(queue) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  void link(Wait& wait, std::uint16_t index);
  void unlink();
  /// Whether this place was the one that was signalled.
  [[nodiscard]] bool signalled() const { return signalled_; }

 private:
  friend class WaitQueue;
  Waiter* previous_ = nullptr;
  Waiter* next_ = nullptr;
  WaitQueue& queue_;
  Wait* wait_ = nullptr;  ///< null while not linked
  std::uint16_t index_ = 0;
  bool signalled_ = false;
};

/// A condition that actors wait for, first come, first served.
class WaitQueue {
 public:
  explicit WaitQueue(Scheduler& scheduler) : scheduler_(scheduler) {}
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;
  ~WaitQueue();

  /// Lets the actor that has waited longest go on, at this instant; false if none waits.
  bool notify_one();
  /// Lets every actor that waits now go on, in the order they came.
  void notify_all();
  [[nodiscard]] bool empty() const { return first_ == nullptr; }

 private:
  friend class Waiter;
  Scheduler& scheduler_;
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
};

/// The registrations of one wait: places in one or several queues that all end when one of them is signalled, the time
/// is up or the actor is cancelled.
class Wait {
 public:
  Wait(ActorCell& cell, WaitLabel label) : cell_(cell), text_(label.text), subject_(label.subject) {}
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  /// Takes a place in the queue of each of `count` waiters. With none only signal() ends it, or a cancellation.
  void begin(Waiter* waiters = nullptr, std::size_t count = 0);
  /// Leaves every queue.
  void end();
  /// Lets the actor go on, at this instant, unless it does already.
  void signal();
  [[nodiscard]] ActorCell& cell() const { return cell_; }
  [[nodiscard]] WaitLabel label() const { return {text_, subject_}; }

 private:
  ActorCell& cell_;
  const char* text_;  // the label in two parts, between which nothing is empty
  Waiter* waiters_ = nullptr;
  std::uint32_t subject_;
  std::uint16_t count_ = 0;
};

}  // namespace roamsim::core
