#pragma once

#include <cstdint>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

namespace roamsim {

/// A date given as such, or measured from the first event of its kind that a cluster meets in the run.
struct Moment {
  /// An event of one cluster that a scenario can refer to, e.g. "cluster1 recovered".
  enum class Event : std::uint8_t { absolute, recovered, failed };
  Event event = Event::absolute;
  Time at = 0;        ///< the date; of an event: how long after it
  ClusterId cluster;  ///< of the event

  constexpr Moment() = default;
  constexpr Moment(Time date) : at(date) {}  // NOLINT(google-explicit-constructor): a date is a moment
  constexpr Moment(Event what, Time after, ClusterId of) : event(what), at(after), cluster(of) {}
  bool operator==(const Moment&) const = default;
};

}  // namespace roamsim
