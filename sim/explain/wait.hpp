#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/explain/cause.hpp"

namespace roamsim::explain {

/// A span of time in which something did not go on, and why.
struct Wait {
  Cause cause = Cause::unknown;
  ClusterId place = {};       ///< where it is held up
  ClusterId other = {};       ///< the other cluster concerned, if one is
  Time since = 0;             ///< from when on this, and nothing before it, held it up
  Time until = never;         ///< `never`: not before the end of the run
  Time fault_since = never;   ///< of a fault: when that began; `never`: it is no fault
  std::string detail = {};    ///< what else is known: the groups of a partition, by how much a clock is wrong
  std::uint64_t ahead = 0;    ///< of a batch that waits: how many are before it
  Time noticed = never;       ///< of a fault: from when on it made one of the two count the other as unreachable
  ClusterId noticed_by = {};  ///< the one that did

  /// How long it lasted, as far as the run goes.
  [[nodiscard]] Duration lasted(Time end_of_run) const { return std::min(until, end_of_run) - since; }
  [[nodiscard]] bool holds_at(Time at) const { return since <= at && at < until; }
};

/// The wait that holds at the date; none: null.
[[nodiscard]] inline const Wait* wait_at(const std::vector<Wait>& waits, Time at) {
  const auto found = std::find_if(waits.begin(), waits.end(), [at](const Wait& wait) { return wait.holds_at(at); });
  return found == waits.end() ? nullptr : &*found;
}

}  // namespace roamsim::explain
