#pragma once

#include <optional>
#include <string>

#include "sim/cli/table.hpp"
#include "sim/record/read_results.hpp"

namespace roamsim::cli {

/// The answer to "MEASURE by AXIS" or "MEASURE by AXIS, AXIS" from the results of a sweep: a row for each value, with
/// the mean and its 95 % interval. Runs of one repetition are averaged first where a row has several points, for they
/// share their random numbers. Nothing if the text has not that form; throws QueryError for a name that is none.
[[nodiscard]] std::optional<Table> measure_by_axis(const record::Results& results, const std::string& text);

}  // namespace roamsim::cli
