#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/record/call_record_settings.hpp"
#include "sim/record/counter_log_settings.hpp"
#include "sim/record/run.hpp"
#include "sim/record/run_directory.hpp"

namespace roamsim::record {

/// What differs from one execution of a run to the next; kept out of the files that must not differ.
struct Meta {
  std::string started;       ///< date and time of day, ISO 8601
  std::int64_t wall_ns = 0;  ///< from start to end of the simulation
  std::int64_t peak_memory_bytes = 0;
  std::string host;
  std::string scenario_path;
  std::vector<std::string> command;  ///< as typed
  std::uint32_t jobs = 1;
};

/// Writes `results.sqlite`, `summary.json`, `scenario.json`, `fingerprints.json`, `meta/run.json` and, if they are
/// wanted, the call records in `cdr/` and the logs of counters in `rtmt/`: builds all of them beside the old ones, then
/// puts them in place one after the other; those of an earlier run are removed. Throws RecordError; if building fails,
/// e.g. on a full disk, what was there before is untouched.
Fingerprints write_run(const RunDirectory& directory, const RunView& run, const Meta& meta,
                       const std::optional<CallRecordSettings>& call_records = std::nullopt,
                       const std::optional<CounterLogSettings>& counter_logs = std::nullopt);

}  // namespace roamsim::record
