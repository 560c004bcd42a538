#pragma once

#include <string>

#include "sim/actors/plan.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::cli {

/// What a run found, for people: topology, faults, location changes with their convergence by stage, calls,
/// expectations with verdict. Names from the scenario are shown with control bytes written out.
[[nodiscard]] std::string run_summary(const Plan& plan, const record::Journal& journal, const Painter& paint);

/// Whether every expectation that was judged was met.
[[nodiscard]] bool all_met(const record::Journal& journal);

}  // namespace roamsim::cli
