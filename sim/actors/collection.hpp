#pragma once

#include "sim/actors/plan.hpp"
#include "sim/record/convergence_table.hpp"
#include "sim/record/tables.hpp"

namespace roamsim::actors {

/// The tables whose rows a run collects: those it keeps and those that scalars and expectations are made from. The rows
/// of the others are never made.
[[nodiscard]] record::TableSet collected_tables(const Plan& plan);

/// What of convergence a run that collects such tables collects: that clusters applied changes always is.
[[nodiscard]] record::ConvergenceColumns collected_columns(const Plan& plan, record::TableSet collected);

/// Whether it is followed for how long clusters are wrong about users.
[[nodiscard]] bool follows_truth(const Plan& plan, record::TableSet collected);

}  // namespace roamsim::actors
