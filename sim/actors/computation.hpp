#pragma once

#include <utility>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/activity_wait.hpp"

namespace roamsim::actors {

/// Lets an actor wait until a node has done a piece of work, whose cores it shares with whatever else runs there. If
/// the node goes down, or the actor is cancelled, the wait ends cancelled.
class Computation : public ActivityWait {
 public:
  Computation(core::Self self, engine::Engine& engine, NodeId node, Duration work)
      : ActivityWait(self, engine, {"the computation of node", node.value}, core::WakeReason::cancelled,
                     [node, work](engine::Engine& by, engine::Done done) {
                       return by.start_computation(node, work, std::move(done));
                     }) {}
};

}  // namespace roamsim::actors
