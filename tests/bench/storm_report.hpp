#pragma once

#include <cstdio>

#include "tests/bench/storm_model.hpp"

namespace roamsim::bench {

/// Prints the line that every engine prints for this workload; false if a count differs from the reference.
inline bool report_storm(const char* name, const StormCounters& counters, Time end, std::uint64_t native, double wall) {
  std::printf(
      "%-22s attempts=%ld throttled=%ld dropped=%ld success=%ld delivered=%ld end=%.6f s | model events=%ld "
      "native=%llu wall=%.3f s => %.3f M model events/s\n",
      name, counters.attempts, counters.throttles, counters.drops, counters.successes, counters.deliveries,
      to_seconds(end), counters.model_events(), static_cast<unsigned long long>(native), wall,
      static_cast<double>(counters.model_events()) / wall / 1e6);
  const bool same_end = (end + microsecond / 2) / microsecond == storm_reference_end / microsecond;
  if (counters == storm_reference && same_end) return true;
  std::fprintf(stderr, "%s: the counts differ from the reference\n", name);
  return false;
}

}  // namespace roamsim::bench
