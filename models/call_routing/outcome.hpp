#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace roamsim::calls {

/// How a call ended; every offered call has exactly one.
enum class Outcome : std::uint8_t {
  connected,
  unallocated_number,   ///< no pattern matches what was dialled
  caller_unregistered,  ///< the caller has no registered phone to dial from
  phone_unregistered,   ///< the call came to the right cluster, and no phone is registered with the number
  stale_route,          ///< the call came to a cluster where the user no longer is
  trunk_dead            ///< the cluster routed to did not answer
};

struct OutcomeName {
  Outcome outcome;
  std::string_view name;
};

/// The names used in scenarios, tables and reports.
inline constexpr std::array<OutcomeName, 6> outcome_names{{{Outcome::connected, "connected"},
                                                           {Outcome::unallocated_number, "unallocated_number"},
                                                           {Outcome::caller_unregistered, "caller_unregistered"},
                                                           {Outcome::phone_unregistered, "phone_unregistered"},
                                                           {Outcome::stale_route, "stale_route"},
                                                           {Outcome::trunk_dead, "trunk_dead"}}};

constexpr std::string_view name_of(Outcome outcome) {
  for (const OutcomeName& entry : outcome_names) {
    if (entry.outcome == outcome) return entry.name;
  }
  return "unknown";
}

}  // namespace roamsim::calls
