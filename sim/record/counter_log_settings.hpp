#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::record {

/// Logs of performance counters, as Troubleshooting Perfmon Data Logging writes them.
struct CounterLogSettings {
  Duration interval = 15 * second;      ///< between two samples; 5 s to 300 s
  std::int64_t starts = 1'767'225'600;  ///< date of the run's time 0, in seconds since 1970 (UTC)
  bool operator==(const CounterLogSettings&) const = default;
};

}  // namespace roamsim::record
