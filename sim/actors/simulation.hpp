#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/core/inline_function.hpp"
#include "sim/core/scheduler.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What a run found and how it ended.
struct RunResult {
  record::Journal journal;
  record::Header header;  ///< without scenario hash and program version, which are the caller's to fill in
  record::Names names;
  core::RunEnd end = core::RunEnd::reached;
  std::vector<core::WaitingActor> waiting;  ///< of a stuck run
};

/// Where a run stands, for progress.
struct Progress {
  Time now = 0;
  Time end = 0;
  std::uint64_t events = 0;
};

/// One run of a plan. SimGrid allows one in the life of a process.
class Simulation {
 public:
  explicit Simulation(const Plan& plan);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// Called now and then while the run goes on; true asks it to stop.
  using Pulse = core::InlineFunction<bool(const Progress&)>;
  void set_pulse(Pulse pulse);

  /// Runs to the plan's end and judges its expectations. Call once.
  RunResult run();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace roamsim::actors
