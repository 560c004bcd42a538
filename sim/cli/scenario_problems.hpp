#pragma once

#include "sim/scenario/load.hpp"

namespace roamsim::cli {

/// Says on the standard error what is wrong with a scenario, or what to think about in a good one unless `quiet`.
void print_problems(const scenario::LoadResult& loaded, bool quiet);

}  // namespace roamsim::cli
