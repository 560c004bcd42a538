#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/actors/invariants.hpp"
#include "sim/actors/log.hpp"
#include "sim/actors/plan.hpp"
#include "sim/actors/trunks.hpp"
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
  Time ended = 0;                           ///< the date at which it ended
  std::vector<core::WaitingActor> waiting;  ///< of a stuck run
  std::optional<Prevented> prevented;  ///< that every cluster routes right; none if not all was healed for long enough
  std::size_t judged_in_mid_run = 0;   ///< users whose routes were judged before the end, each as often as they were
  std::optional<Violation> broken;     ///< an invariant that does not hold: the run ended there
  std::vector<TrunkPeak> trunks;       ///< the most calls on each trunk whose calls are counted
  std::string no_simgrid_trace;        ///< why SimGrid's trace could not be written; empty if it was, or not asked for
};

/// Where a run stands, for progress.
struct Progress {
  Time now = 0;
  Time end = 0;
  std::uint64_t events = 0;
};

/// What a run is given beside its plan.
struct RunOptions {
  Time stop_at = never;             ///< the run ends there with what it has, if that is before the plan's end
  const Log* log = nullptr;         ///< told what happens; outlives the run and changes nothing in it
  std::string simgrid_trace;        ///< the file for SimGrid's own trace; none if empty
  bool collect_everything = false;  ///< for who looks on, e.g. a trace; what is kept afterwards stays as it is
};

/// One run of a plan. SimGrid allows one in the life of a process.
class Simulation {
 public:
  explicit Simulation(const Plan& plan, const RunOptions& options = {});
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
