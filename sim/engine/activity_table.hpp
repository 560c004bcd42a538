#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sim/engine/activity.hpp"
#include "sim/engine/topology.hpp"

namespace roamsim::engine {

/// What becomes of an activity after it was started.
enum class Stage : std::uint8_t {
  running,    ///< in SimGrid
  ended,      ///< its end has a date, at which `done` will be called
  cancelled,  ///< nobody waits for it, SimGrid has yet to give it up
  free
};

/// One flow or computation, in a slot that is recycled.
struct Activity {
  std::uint64_t number = 0;  ///< order of start
  Stage stage = Stage::free;
  FlowEnd end = FlowEnd::completed;
  bool hit = false;  ///< a fault met it, whatever SimGrid will say
  NodeId from;
  NodeId to;
  Path path;
  Time start = 0;
  double clock_at_start = 0;  ///< SimGrid's
  Time end_at = 0;
  Done done;
};

/// All activities that are not over, and those with a dated end in the order in which their ends are told: by date,
/// then by order of start.
class ActivityTable {
 public:
  using Slot = std::uint32_t;

  Slot add(Activity activity);
  Activity& operator[](Slot slot) { return slots_[slot]; }
  [[nodiscard]] ActivityId id(Slot slot) const { return {slots_[slot].number, slot}; }
  /// The slot of an activity that is not over for its owner, else `none`.
  [[nodiscard]] Slot find(ActivityId id) const;
  static constexpr Slot none = 0xFFFFFFFF;

  /// Dates the end of an activity, or dates it anew.
  void end_at(Slot slot, Time at, FlowEnd end);
  /// Takes out the first end that is due at `now`; `none` if there is none.
  Slot pop_due(Time now);
  /// Forgets the date of the end, if any.
  void forget_end(Slot slot);
  void release(Slot slot);

  /// Slots in use and free ones: 0 to `size() - 1`.
  [[nodiscard]] Slot size() const { return static_cast<Slot>(slots_.size()); }

 private:
  std::vector<Activity> slots_;
  std::vector<Slot> free_;
  std::map<std::pair<Time, std::uint64_t>, Slot> ends_;
  std::uint64_t numbers_ = 0;
};

}  // namespace roamsim::engine
