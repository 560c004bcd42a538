#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/record/run.hpp"

namespace roamsim::record {

/// What is wrong with SQL that is to give one number of a run: it does not fit the tables of results.sqlite, changes
/// something, or has not one column; empty: nothing.
[[nodiscard]] std::string query_problem(const std::string& sql);

/// What each of the queries gives for a run, from a database in memory: the first row's value; nothing for no row, NULL
/// or a text. Throws RecordError if a query fails.
[[nodiscard]] std::vector<std::optional<double>> query_run(const RunView& run, const std::vector<std::string>& queries);

}  // namespace roamsim::record
