#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sim/actors/timeline.hpp"

namespace roamsim::scenario {

class Checker;

/// Finds faults of one thing that meet: which of them would end it? Faults of different things may, also where one
/// holds the other (a node of a cluster that is out): they merge.
class Overlaps {
 public:
  explicit Overlaps(Checker& checker) : checker_(checker) {}

  /// Notes a fault that comes of the entry of that index; other actions are left alone.
  void note(std::size_t index, const TimelineEntry& entry);
  /// Reports, once all are noted.
  void check();

 private:
  /// A thing that can be out of service, by what its dates are measured from: only faults with the same can be held
  /// against each other before the run.
  using Thing = std::tuple<std::string, std::uint32_t, Moment::Event, ClusterId>;

  struct Fault {
    Moment from;
    Time until = 0;
    std::size_t index = 0;
  };
  struct Noting;

  Checker& checker_;
  std::map<Thing, std::vector<Fault>> faults_;
};

}  // namespace roamsim::scenario
