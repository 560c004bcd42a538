#pragma once

#include <cstdint>

namespace roamsim::record {

/// How much of a run is kept.
enum class Level : std::uint8_t {
  counters,   ///< scalars only
  changes,    ///< and location changes with their convergence, faults, registrations
  everything  ///< and every request with its stages, every call, every advance
};

}  // namespace roamsim::record
