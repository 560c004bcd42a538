#pragma once

#include "sim/record/call_record_settings.hpp"
#include "sim/record/new_folder.hpp"
#include "sim/record/run.hpp"

namespace roamsim::record {

/// The folder of call records in a run directory, and how the names of its files start.
inline constexpr const char* call_records_folder = "cdr";
inline constexpr const char* call_records_start = "cdr_";

/// Writes the call records of every cluster as docs/results.md describes them, one file for each cluster, node and
/// interval of time in which one of its calls ended, into a folder that has been created. The same run gives the same
/// bytes. Throws RecordError as the folder does.
void write_call_records(NewFolder& folder, const RunView& run, const CallRecordSettings& settings);

}  // namespace roamsim::record
