#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::record {

/// Logs of performance counters, as Troubleshooting Perfmon Data Logging writes them.
struct CounterLogSettings {
  Duration interval = 15 * second;      ///< between two samples; 5 s to 300 s
  std::uint32_t file_size = 2;          ///< a log begins a new file before it would get larger, in 10^6 bytes; 1 to 500
  std::uint32_t files = 50;             ///< the latest of a log are kept, so many; 1 to 100
  std::int64_t starts = 1'767'225'600;  ///< date of the run's time 0, in seconds since 1970 (UTC)
  bool operator==(const CounterLogSettings&) const = default;
};

}  // namespace roamsim::record
