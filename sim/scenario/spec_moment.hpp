#pragma once

#include <cstdint>
#include <string>

#include "models/base/time.hpp"

namespace roamsim::scenario {

/// "5 min", "cluster1 recovered", "storm ended + 30 s"
struct MomentSpec {
  enum class Event : std::uint8_t { absolute, recovered, failed, started, ended };
  Event event = Event::absolute;
  Time at = 0;     ///< the date, or how long after the event
  std::string of;  ///< the cluster that recovers or fails, or the name of the entry that starts or ends
};

}  // namespace roamsim::scenario
