#pragma once

#include <coroutine>
#include <utility>

#include "sim/actors/em_nodes.hpp"
#include "sim/core/actor.hpp"

namespace roamsim::actors {

/// Lets an actor wait until the cores of a node, shared with the other requests there, have done a piece of work.
/// `Wake::elapsed` means that the node lost its power. An actor that is cancelled takes the work along.
class NodeWork {
 public:
  NodeWork(core::Self self, EmNodes& nodes, NodeId node, Duration amount)
      : nodes_(nodes),
        node_(node),
        amount_(amount),
        done_(self.scheduler()),
        wait_(self.wait(done_, never, {"the Extension Mobility service of node", node.value})) {}
  NodeWork(const NodeWork&) = delete;
  NodeWork& operator=(const NodeWork&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    wait_.await_suspend(frame);
    if (!nodes_.has_power(node_)) return end(false);
    job_ = nodes_.work(node_, amount_, [this](bool completed) { end(completed); });
  }
  [[nodiscard]] core::Wake await_resume() {
    core::Wake wake = wait_.await_resume();
    if (wake.cancelled()) {
      nodes_.cancel(node_, job_);
    } else if (failed_) {
      wake.reason = core::WakeReason::elapsed;
    }
    return wake;
  }

 private:
  void end(bool completed) {
    failed_ = !completed;
    done_.notify_one();
  }

  EmNodes& nodes_;
  NodeId node_;
  Duration amount_;
  core::WaitQueue done_;
  core::AnyAwaiter<1> wait_;
  core::ProcessorSharing::Job job_;
  bool failed_ = false;
};

}  // namespace roamsim::actors
