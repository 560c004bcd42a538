#pragma once

#include <cstdint>
#include <limits>

namespace roamsim {

/// A date of the simulation in integer nanoseconds since its start.
using Time = std::int64_t;

/// A span of simulated time in integer nanoseconds.
using Duration = std::int64_t;

/// Later than every date of a run.
inline constexpr Time never = std::numeric_limits<Time>::max();

inline constexpr Duration nanosecond = 1;
inline constexpr Duration microsecond = 1'000;
inline constexpr Duration millisecond = 1'000'000;
inline constexpr Duration second = 1'000'000'000;
inline constexpr Duration minute = 60 * second;
inline constexpr Duration hour = 60 * minute;
inline constexpr Duration day = 24 * hour;

/// Seconds as a double, for people and for SimGrid; never for comparing dates.
constexpr double to_seconds(Duration d) {
  return static_cast<double>(d) * 1e-9;
}

}  // namespace roamsim
