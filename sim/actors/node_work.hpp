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
      : nodes_(nodes), wait_(self.cell(), {"the Extension Mobility service of node", node.value}), node_(node) {
    // It tells of the end by a later event, when the actor waits.
    if (nodes.has_power(node)) job_ = nodes.work(node, amount, [this](bool completed) { end(completed); });
  }
  NodeWork(const NodeWork&) = delete;
  NodeWork& operator=(const NodeWork&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*frame*/) {
    wait_.begin();
    if (job_ == core::ProcessorSharing::Job{}) end(false);  // the node has no power
  }
  [[nodiscard]] core::Wake await_resume() {
    core::Wake wake = wait_.cell().woken();
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
    wait_.signal();
  }

  EmNodes& nodes_;
  core::Wait wait_;
  core::ProcessorSharing::Job job_;
  NodeId node_;
  bool failed_ = false;
};

}  // namespace roamsim::actors
