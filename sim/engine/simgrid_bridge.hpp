#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/engine/platform_spec.hpp"

namespace roamsim::engine {

/// The version of the library in use, as "3.32".
std::string simgrid_version();

/// SimGrid with its own clock in seconds, and the care that it needs: nothing else calls it. Activities are named by
/// the slots of their owner.
class SimGridBridge {
 public:
  using Slot = std::uint32_t;

  /// An activity that SimGrid is through with, and its clock then.
  struct End {
    Slot slot;
    bool completed;
    double clock;
  };

  /// Throws std::logic_error if this process has or had a SimGrid engine. SimGrid traces to the file if one is named.
  explicit SimGridBridge(const PlatformSpec& spec, const std::string& trace = {});
  ~SimGridBridge();
  SimGridBridge(const SimGridBridge&) = delete;
  SimGridBridge& operator=(const SimGridBridge&) = delete;

  [[nodiscard]] double clock() const;
  /// Activities whose end was not taken yet.
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  [[nodiscard]] bool idle() const { return in_flight_ == 0; }

  /// Everything between the two nodes must be on: SimGrid aborts, or never reports such a flow.
  void start_flow(Slot slot, NodeId from, NodeId to, std::uint64_t bytes);
  void start_computation(Slot slot, NodeId node, Duration work);
  /// The end of the activity is still to come, as one that is not completed.
  void cancel(Slot slot);

  /// Nothing in flight ends before this clock, whatever starts or ends as long as the clock stands still. Cheap: shares
  /// are not computed. After a cancellation, and what changes a line or a node, it holds again once `next()` was asked.
  double earliest();
  /// Where the clock must stop next: the next completion, or on the way to it; infinite if nothing is to come.
  double next();
  /// Goes on until the clock shows `target` or, by rounding, slightly more; a target of the past is the present, which
  /// brings out the ends that are due now. Whoever goes beyond `next()` cannot start anything at a date before.
  void run_to(double target);
  /// What ended since the last call.
  std::vector<End> take_ends();

  void set_node_on(NodeId node, bool on);
  void set_link_on(LinkId link, bool on);
  void set_bandwidth(LinkId link, Bandwidth bandwidth);

  /// For the trace, if there is one: our date is `offset` later than SimGrid's clock from `clock` on, in whole ns.
  void note_offset(std::int64_t clock, Duration offset);
  /// Completes the trace, if there is one, at our date `end`. Throws std::runtime_error that says why it could not be
  /// written.
  void finish_trace(Time end);

  /// Calls to SimGrid of any kind.
  [[nodiscard]] std::uint64_t calls() const { return calls_; }
  /// Times that SimGrid computed shares or moved its clock.
  [[nodiscard]] std::uint64_t solves() const { return solves_; }

 private:
  /// Of what SimGrid has not yet given a share: it takes `alone` seconds if it has everything to itself.
  void note_not_shared_yet(double alone);
  /// SimGrid is about to compute shares for all that is in flight, unless nothing changed.
  void note_shared();

  class SimGrid;
  std::unique_ptr<SimGrid> simgrid_;
  std::size_t in_flight_ = 0;
  // With max-min shares each of n activities has at least an n-th of what it could have at most, so that ends which
  // SimGrid expects at these shares come at most n times as soon at others.
  std::size_t sharers_ = 1;
  double unshared_end_ = std::numeric_limits<double>::infinity();  ///< earliest of those without a share yet
  std::uint64_t calls_ = 0;
  std::uint64_t solves_ = 0;
};

}  // namespace roamsim::engine
