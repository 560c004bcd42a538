#pragma once

#include <string>

#include "sim/actors/plan.hpp"
#include "sim/cli/terminal.hpp"

namespace roamsim::cli {

/// A plan for people: counts of clusters, users, phones and links, the ILS topology, the lines, and what the run will
/// need of memory.
[[nodiscard]] std::string scenario_overview(const Plan& plan, const Painter& paint);

}  // namespace roamsim::cli
