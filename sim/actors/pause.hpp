#pragma once

#include <coroutine>

#include "models/base/time.hpp"
#include "sim/core/actor.hpp"

namespace roamsim::actors {

/// Lets an actor sleep again and again. The frame of a coroutine has room for every awaiter that is made in it, so one
/// that sleeps often is much smaller with a single one of these. Await the variable itself: g++ 12 copies what a
/// function returns by reference.
class Pause {
 public:
  explicit Pause(core::Self self) : self_(self) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;

  /// How long the next sleep is, as of Self::sleep_until() and Self::sleep_for().
  void until(Time at) { until_ = at; }
  void lasting(Duration duration) { until_ = self_.now() + duration; }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) { self_.sleep_until(until_).await_suspend(frame); }
  /// Whether the actor was cancelled meanwhile.
  [[nodiscard]] bool await_resume() const { return self_.sleep_until(until_).await_resume().cancelled(); }

 private:
  core::Self self_;
  Time until_ = 0;
};

}  // namespace roamsim::actors
