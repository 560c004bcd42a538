#pragma once

#include "models/base/time.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/run.hpp"

namespace roamsim::record {

/// Writes a run, whose journal holds everything that happened, for the trace viewers Perfetto and chrome://tracing to a
/// file that has been created; docs/results.md says what is drawn how. What has no end is drawn until `ended`, the date
/// at which the run did, and marked. The same run gives the same bytes. Throws RecordError.
void write_chrome_trace(NewFile& file, const RunView& run, Time ended);

}  // namespace roamsim::record
