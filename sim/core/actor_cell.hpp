#pragma once

#include <coroutine>
#include <cstdint>

#include "sim/core/event_queue.hpp"

namespace roamsim::core {

class Scheduler;
class Wait;

/// Names a light actor; stays safe to use after the actor ended.
struct ActorRef {
  std::uint32_t id = 0xFFFFFFFF;
  std::uint32_t generation = 0;
  bool operator==(const ActorRef&) const = default;
};

/// What made a waiting actor go on.
enum class WakeReason : std::uint8_t { elapsed, signalled, cancelled };

/// Why an actor was cancelled; the floors above give the values their meaning.
struct CancelCause {
  std::uint16_t value = 0;
  bool operator==(const CancelCause&) const = default;
};

/// The result of every wait.
struct Wake {
  WakeReason reason = WakeReason::elapsed;
  std::uint16_t which = 0;  ///< with several conditions, the index of the one that was signalled
  CancelCause cause;        ///< set when cancelled

  [[nodiscard]] bool cancelled() const { return reason == WakeReason::cancelled; }
  [[nodiscard]] bool signalled() const { return reason == WakeReason::signalled; }
  [[nodiscard]] bool elapsed() const { return reason == WakeReason::elapsed; }
};

/// What an actor waits for, in words for the diagnosis of a stuck run.
struct WaitLabel {
  const char* text = "a condition";
  std::uint32_t subject = 0;
};

/// The scheduler's record of one light actor; recycled, never freed before the scheduler. Small: there may be millions.
class ActorCell final : public Event {
 public:
  ActorCell();

  [[nodiscard]] Scheduler& scheduler() const { return *scheduler_; }
  [[nodiscard]] ActorRef ref() const { return {id_, generation_}; }
  /// Why the actor was woken; to be read when it goes on.
  [[nodiscard]] Wake woken() const {
    switch (reason_) {
      case WakeReason::elapsed:
        break;
      case WakeReason::signalled:
        return {reason_, which_, {}};
      case WakeReason::cancelled:
        return {reason_, 0, cause_};
    }
    return {};
  }

 private:
  friend class Scheduler;
  friend class Wait;

  Scheduler* scheduler_ = nullptr;
  std::coroutine_handle<> handle_;
  Wait* wait_ = nullptr;  ///< registrations of the present wait; null while running or asleep
  std::uint32_t id_ = 0;
  std::uint32_t generation_ = 0;
  std::uint16_t frame_class_ = 0;  ///< of the frame pool
  std::uint16_t which_ = 0;
  CancelCause cause_;
  WakeReason reason_ = WakeReason::elapsed;
  bool started_ : 1 = false;
  bool running_ : 1 = false;
  bool cancel_pending_ : 1 = false;
  bool daemon_ : 1 = false;
};

}  // namespace roamsim::core
