#pragma once

#include "sim/actors/plan.hpp"
#include "sim/record/tables.hpp"

namespace roamsim::actors {

/// The tables whose rows a run collects: those it keeps and those that scalars and expectations are made from. The rows
/// of the others are never made.
[[nodiscard]] record::TableSet collected_tables(const Plan& plan);

}  // namespace roamsim::actors
