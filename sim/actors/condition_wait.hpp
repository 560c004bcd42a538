#pragma once

#include <coroutine>

#include "sim/core/actor.hpp"

namespace roamsim::actors {

/// Lets an actor wait until a queue is notified, as Self::wait() does.
class ConditionWait {
 public:
  ConditionWait(core::Self self, core::WaitQueue& queue, core::WaitLabel label)
      : wait_(self.wait(queue, never, label)) {}
  ConditionWait(const ConditionWait&) = delete;
  ConditionWait& operator=(const ConditionWait&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return wait_.await_ready(); }
  void await_suspend(std::coroutine_handle<> frame) { wait_.await_suspend(frame); }
  [[nodiscard]] core::Wake await_resume() { return wait_.await_resume(); }

 private:
  core::AnyAwaiter<1> wait_;
};

}  // namespace roamsim::actors
