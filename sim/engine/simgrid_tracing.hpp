#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/base/time.hpp"
#include "sim/engine/platform_spec.hpp"

namespace roamsim::engine {

/// SimGrid's own trace of the platform and of how much of it is used, as a file in the Paje format, with our dates in
/// place of SimGrid's clock, which stands still while SimGrid has nothing to do.
class SimGridTracing {
 public:
  /// After SimGrid's engine is made and before the platform is: SimGrid begins to trace with its first zone, and then
  /// only. `file` can be created; SimGrid writes to it from then on.
  SimGridTracing(std::string file, const PlatformSpec& spec);
  ~SimGridTracing();
  SimGridTracing(const SimGridTracing&) = delete;
  SimGridTracing& operator=(const SimGridTracing&) = delete;

  /// From this time of SimGrid's clock on, in whole nanoseconds, our date is `offset` later.
  void note_offset(std::int64_t clock, Duration offset);
  /// Completes the file at the end of the run. Throws std::runtime_error that says why it could not be written.
  void finish(Time end);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace roamsim::engine
