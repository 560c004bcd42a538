#pragma once

#include "sim/record/journal.hpp"
#include "sim/record/levels.hpp"

namespace roamsim::record {

/// Drops the rows that are not kept at the level. Scalars and expectations always are.
void apply_level(Journal& journal, Level level);

}  // namespace roamsim::record
