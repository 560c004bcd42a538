#pragma once

#include <cstdint>

#include "models/base/time.hpp"
#include "sim/core/inline_function.hpp"

namespace roamsim::engine {

/// How a flow or a computation ended.
enum class FlowEnd : std::uint8_t { completed, failed };

/// Names a flow or a computation; stays safe to use after its end.
struct ActivityId {
  std::uint64_t number = 0;
  std::uint32_t slot = 0xFFFFFFFF;
  bool operator==(const ActivityId&) const = default;
};

/// Told the end, once, by the event loop.
using Done = core::InlineFunction<void(FlowEnd)>;

/// What the engine did; for the header of the results.
struct EngineStats {
  std::uint64_t started = 0;  ///< equals completed + failed + cancelled + those not over
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t in_simgrid = 0;     ///< of those started, the ones that SimGrid ran
  std::uint32_t in_flight = 0;      ///< in SimGrid at present
  std::uint32_t max_in_flight = 0;  ///< in SimGrid at once; beyond about 1,000 it becomes slow
  std::uint64_t solves = 0;         ///< times that SimGrid computed shares or moved its clock
  std::uint64_t simgrid_calls = 0;  ///< calls to SimGrid of any kind
  double simgrid_clock = 0;         ///< seconds in which anything was in flight, all in all
};

}  // namespace roamsim::engine
