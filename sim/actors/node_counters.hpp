#pragma once

#include "models/base/time.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// If the run is asked for logs of counters, each node's counters begin with what is so at the start: phones that are
/// registered, configurations that are built. `end`: of the run.
void start_counters(Context& context, Time end);

}  // namespace roamsim::actors
