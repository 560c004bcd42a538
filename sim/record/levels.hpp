#pragma once

#include <cstdint>

#include "sim/record/tables.hpp"

namespace roamsim::record {

/// How much of a run is kept. Each level keeps all that the one before it keeps, and more.
enum class Level : std::uint8_t {
  counters,   ///< how many calls ended how and after which delay, who was reachable, what storms did by span of time;
              ///< and scalars, storms, expectations, header and names, which are always kept
  changes,    ///< and faults, location changes, their convergence, knowledge, registrations
  requests,   ///< and logins and logouts with their stages, HTTP requests, users of storms
  calls,      ///< and calls
  everything  ///< and every advance, route, exchange, wait of ILS, call message and step of reachability
};

/// The tables that a level keeps.
constexpr TableSet tables_at(Level level) {
  TableSet kept;
  switch (level) {
    case Level::everything:
      kept.set(Table::advances).set(Table::routes).set(Table::exchanges).set(Table::call_messages);
      kept.set(Table::reachability_steps).set(Table::ils_waits);
      [[fallthrough]];
    case Level::calls:
      kept.set(Table::calls).set(Table::call_legs);
      [[fallthrough]];
    case Level::requests:
      kept.set(Table::requests).set(Table::spans).set(Table::storm_users).set(Table::http_requests);
      [[fallthrough]];
    case Level::changes:
      kept.set(Table::events).set(Table::location_changes).set(Table::convergence).set(Table::registrations);
      kept.set(Table::knowledge);
      [[fallthrough]];
    case Level::counters:
      kept.set(Table::call_counts).set(Table::call_delays).set(Table::calls_after_login).set(Table::reachability);
      kept.set(Table::storm_counts);
  }
  return kept;
}

}  // namespace roamsim::record
