#pragma once

#include <coroutine>
#include <utility>

#include "sim/core/actor.hpp"
#include "sim/core/inline_function.hpp"
#include "sim/engine/engine.hpp"

namespace roamsim::actors {

/// Lets an actor wait until an activity of the engine has ended, which begins with the wait. An actor that is cancelled
/// takes the activity along.
class ActivityWait {
 public:
  /// Starts the activity and hands over what is to be told of its end.
  using Start = core::InlineFunction<engine::ActivityId(engine::Engine&, engine::Done)>;

  /// `where_failed`: what the wake says where the activity did not complete.
  ActivityWait(core::Self self, engine::Engine& engine, core::WaitLabel label, core::WakeReason where_failed,
               Start start)
      : engine_(engine),
        where_failed_(where_failed),
        start_(std::move(start)),
        done_(self.scheduler()),
        wait_(self.wait(done_, never, label)) {}
  ActivityWait(const ActivityWait&) = delete;
  ActivityWait& operator=(const ActivityWait&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    wait_.await_suspend(frame);
    activity_ = start_(engine_, [this](engine::FlowEnd end) {
      failed_ = end != engine::FlowEnd::completed;
      done_.notify_one();
    });
  }
  [[nodiscard]] core::Wake await_resume() {
    core::Wake wake = wait_.await_resume();
    if (wake.cancelled()) {
      engine_.cancel(activity_);
    } else if (failed_) {
      wake.reason = where_failed_;
    }
    return wake;
  }

 private:
  engine::Engine& engine_;
  core::WakeReason where_failed_;
  Start start_;
  core::WaitQueue done_;
  core::AnyAwaiter<1> wait_;
  engine::ActivityId activity_;
  bool failed_ = false;
};

}  // namespace roamsim::actors
