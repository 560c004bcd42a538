#pragma once

#include <cstdint>
#include <utility>

#include "models/base/ids.hpp"
#include "sim/actors/activity_wait.hpp"

namespace roamsim::actors {

/// Lets an actor wait until so many bytes have left the links between two nodes, which other flows share.
/// `Wake::elapsed` means that a fault has cut the flow.
class Transfer : public ActivityWait {
 public:
  Transfer(core::Self self, engine::Engine& engine, NodeId from, NodeId to, std::uint64_t bytes)
      : ActivityWait(self, engine, {"files from node", from.value}, core::WakeReason::elapsed,
                     [from, to, bytes](engine::Engine& by, engine::Done done) {
                       return by.start_flow(from, to, bytes, std::move(done));
                     }) {}
};

}  // namespace roamsim::actors
