#pragma once

#include "sim/actors/world.hpp"
#include "sim/core/scheduler.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/journal.hpp"
#include "sim/record/tables.hpp"

namespace roamsim::actors {

/// What every actor needs; all of it outlives them.
struct Context {
  core::Scheduler& scheduler;
  engine::Engine& engine;
  World& world;
  record::Journal& journal;
  record::TableSet collected;  ///< the rows of the other tables are not made
};

}  // namespace roamsim::actors
