#pragma once

#include <cstddef>
#include <string>

#include "sim/record/run.hpp"

namespace roamsim::record {

/// The summary lists this many location changes with their convergence, the first ones; the database has all of them.
inline constexpr std::size_t location_changes_in_summary = 100;

/// `summary.json`: header, clusters, location changes with their stages and their convergence, calls and requests by
/// outcome, expectations with their verdict, scalars; null for what the run did not keep. Keys in a fixed order, times
/// in integer nanoseconds; ends with a line feed. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string summary_json(const RunView& run);

}  // namespace roamsim::record
