#pragma once

#include "sim/record/counter_log_settings.hpp"
#include "sim/record/new_folder.hpp"
#include "sim/record/run.hpp"

namespace roamsim::record {

/// The folder of counter logs in a run directory, and how the names of its files start.
inline constexpr const char* counter_logs_folder = "rtmt";
inline constexpr const char* counter_logs_start = "PerfMon_";

/// Writes the counters of every node, sampled at the interval from the start of the run to its end, as docs/results.md
/// describes it: PDH-CSV files, several for a node whose log gets large, into a folder that has been created. The same
/// run gives the same bytes. Throws RecordError as the folder does.
void write_counter_logs(NewFolder& folder, const RunView& run, const CounterLogSettings& settings);

}  // namespace roamsim::record
