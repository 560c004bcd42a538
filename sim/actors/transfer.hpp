#pragma once

#include <coroutine>
#include <cstdint>

#include "models/base/ids.hpp"
#include "sim/core/actor.hpp"
#include "sim/engine/engine.hpp"

namespace roamsim::actors {

/// Lets an actor wait until so many bytes have left the links between two nodes, which other flows share.
/// `Wake::elapsed` means that a fault has cut the flow.
class Transfer {
 public:
  Transfer(core::Self self, engine::Engine& engine, NodeId from, NodeId to, std::uint64_t bytes)
      : engine_(engine),
        from_(from),
        to_(to),
        bytes_(bytes),
        done_(self.scheduler()),
        wait_(self.wait(done_, never, {"files from node", from.value})) {}
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    wait_.await_suspend(frame);
    activity_ = engine_.start_flow(from_, to_, bytes_, [this](engine::FlowEnd end) {
      failed_ = end != engine::FlowEnd::completed;
      done_.notify_one();
    });
  }
  [[nodiscard]] core::Wake await_resume() {
    core::Wake wake = wait_.await_resume();
    if (wake.cancelled()) {
      engine_.cancel(activity_);
    } else if (failed_) {
      wake.reason = core::WakeReason::elapsed;
    }
    return wake;
  }

 private:
  engine::Engine& engine_;
  NodeId from_, to_;
  std::uint64_t bytes_;
  core::WaitQueue done_;
  core::AnyAwaiter<1> wait_;
  engine::ActivityId activity_;
  bool failed_ = false;
};

}  // namespace roamsim::actors
