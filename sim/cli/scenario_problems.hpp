#pragma once

#include <string>
#include <vector>

#include "sim/cli/table.hpp"
#include "sim/scenario/load.hpp"

namespace roamsim::cli {

/// The columns of a listing of problems, and the rows of one scenario's: errors, then warnings.
std::vector<std::string> problem_columns();
void add_problems(const scenario::LoadResult& loaded, Table& table);

/// Says on the standard error what is wrong with a scenario, or what to think about in a good one unless `quiet`.
void print_problems(const scenario::LoadResult& loaded, bool quiet);

}  // namespace roamsim::cli
