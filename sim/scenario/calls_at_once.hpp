#pragma once

#include <cstddef>
#include <map>
#include <tuple>
#include <vector>

#include "sim/actors/plan.hpp"

namespace roamsim::scenario {

class Checker;

/// Finds calls that a phone cannot place because it is in one, as far as that is known before the run.
class CallsAtOnce {
 public:
  explicit CallsAtOnce(Checker& checker) : checker_(checker) {}

  /// An action of the timeline's entry with this index.
  void note(std::size_t entry, const TimelineEntry& action);
  void report();

 private:
  struct Call {
    Time from = 0, until = 0;
    std::size_t entry = 0;
  };
  Checker& checker_;
  bool any_talk_ = false;
  /// By caller, by what their dates are measured from, and by where the caller must be for them.
  std::map<std::tuple<UserId, Moment::Event, ClusterId, ClusterId>, std::vector<Call>> calls_;
};

}  // namespace roamsim::scenario
