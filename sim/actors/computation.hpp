#pragma once

#include <coroutine>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/core/actor.hpp"
#include "sim/engine/engine.hpp"

namespace roamsim::actors {

/// Lets an actor wait until a node has done a piece of work, whose cores it shares with whatever else runs there. If
/// the node goes down, or the actor is cancelled, the wait ends cancelled.
class Computation {
 public:
  Computation(core::Self self, engine::Engine& engine, NodeId node, Duration work)
      : engine_(engine),
        node_(node),
        work_(work),
        done_(self.scheduler()),
        wait_(self.wait(done_, never, {"the computation of node", node.value})) {}
  Computation(const Computation&) = delete;
  Computation& operator=(const Computation&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    wait_.await_suspend(frame);
    activity_ = engine_.start_computation(node_, work_, [this](engine::FlowEnd end) {
      failed_ = end != engine::FlowEnd::completed;
      done_.notify_one();
    });
  }
  [[nodiscard]] core::Wake await_resume() {
    core::Wake wake = wait_.await_resume();
    if (wake.cancelled()) {
      engine_.cancel(activity_);
    } else if (failed_) {
      wake.reason = core::WakeReason::cancelled;
    }
    return wake;
  }

 private:
  engine::Engine& engine_;
  NodeId node_;
  Duration work_;
  core::WaitQueue done_;
  core::AnyAwaiter<1> wait_;
  engine::ActivityId activity_;
  bool failed_ = false;
};

}  // namespace roamsim::actors
