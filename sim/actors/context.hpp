#pragma once

#include <string>

#include "sim/actors/log.hpp"
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
  const Log& log;
  record::TableSet collected;  ///< the rows of the other tables are not made

  /// Logs something that happens now.
  template <class... Args>
  void say(LogLevel level, Component component, fmt::format_string<const Args&...> format, const Args&... args) const {
    log.say(scheduler.now(), level, component, format, args...);
  }
  [[nodiscard]] const std::string& name(ClusterId cluster) const { return world.plan.clusters[cluster.index()].name; }
  [[nodiscard]] std::string_view name(UserId user) const { return world.plan.users.name(user.index()); }
};

}  // namespace roamsim::actors
