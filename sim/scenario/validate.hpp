#pragma once

#include <cstdint>
#include <set>

#include "sim/actors/plan.hpp"
#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

/// Stage 3: checks what one key cannot tell by itself (references, duplicates, dates, the shape of the ILS network) and
/// makes the plan. What may be left out is filled in, in the spec as well, so that the merged file states it. The plan
/// is to be used only if the diagnostics hold no mistake.
Plan make_plan(ScenarioSpec& spec, const Node& root, const std::set<std::uint16_t>& call_tables,
               Diagnostics& diagnostics);

}  // namespace roamsim::scenario
