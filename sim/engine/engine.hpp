#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/core/scheduler.hpp"
#include "sim/engine/activity.hpp"
#include "sim/engine/platform_spec.hpp"
#include "sim/engine/topology.hpp"

namespace roamsim::engine {

/// Machines and network of a run on SimGrid: flows share links, computations share cores, and what is turned off takes
/// with it what was in flight there. The scheduler's queue leads; SimGrid follows and is asked only when something
/// starts, ends or changes.
///
/// SimGrid allows one engine in the life of a process. The scheduler must not run after its engine is gone.
class Engine final : public core::ExternalClock {
 public:
  /// Throws std::logic_error if this process has or had an engine, std::invalid_argument for a bad specification.
  /// SimGrid traces to the file `trace`, if one is named, which must be one that can be created.
  Engine(core::Scheduler& scheduler, const PlatformSpec& spec, const std::string& trace = {});
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Who hangs where, what is on, and how long messages take.
  [[nodiscard]] const Topology& topology() const;
  [[nodiscard]] Duration latency(NodeId from, NodeId to) const { return topology().latency(from, to); }
  [[nodiscard]] Duration latency(ClusterId from, ClusterId to) const { return topology().latency(from, to); }

  /// Sends `bytes` and calls `done` when the last one leaves the links: latency is not included, the receiver adds
  /// `latency(from, to)`. Links are shared equally by their flows (max-min), in both directions together. If a node or
  /// link of the path is off, `done` is told `failed` at this same instant; so is a flow that a fault meets, at the
  /// instant of the fault. Within a node, or on a LAN without limit, a flow takes no time. `done` is never called from
  /// within this call but by the event loop, with Priority::completion, ends of one instant in order of start.
  ActivityId start_flow(NodeId from, NodeId to, std::uint64_t bytes, Done done);

  /// Computes for as long as `work` takes on one idle core of speed 1. A node's cores are shared equally, none does
  /// more than one computation's worth. Ends as a flow does.
  ActivityId start_computation(NodeId node, Duration work, Done done);

  /// Gives up a flow or computation: `done` is not called. False if it was over before.
  bool cancel(ActivityId id);

  /// Turns a node on or off. Off fails every flow from or to it and every computation on it, at this instant; a flow
  /// that would have been completed at this very instant fails too, since faults come first.
  void set_node_on(NodeId node, bool on);
  /// As for a node, for the flows that cross the link.
  void set_link_on(LinkId link, bool on);
  /// Parts the clusters into groups that hear only their own; by cluster. Fails every flow from group to group, at this
  /// instant. Throws std::invalid_argument unless there is a group for each cluster.
  void set_groups(std::span<const std::uint32_t> groups);
  /// Flows in flight go on at the new rate at once. Throws std::invalid_argument below 1 bit/s.
  void set_bandwidth(LinkId link, Bandwidth bandwidth);
  /// For what is sent from now on. Throws std::invalid_argument if negative.
  void set_latency(LinkId link, Duration latency);

  /// Completes the trace, if there is one; nothing may start afterwards. Throws std::runtime_error that says why it
  /// could not be written.
  void finish_trace();

  [[nodiscard]] EngineStats stats() const;
  /// The network model in one line, for the header of the results.
  [[nodiscard]] static std::string network_model();

  // For the scheduler.
  void advance_to(Time to) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace roamsim::engine
