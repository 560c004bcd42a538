#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::calls {

/// How a call ended; every offered call has exactly one.
enum class Outcome : std::uint8_t {
  connected,
  unallocated_number,   ///< no pattern that the caller may use matches what was dialled
  caller_unregistered,  ///< the caller has no registered phone to dial from
  phone_unregistered,   ///< the call came to the right cluster, and no phone is registered with the number
  stale_route,          ///< the call came to a cluster where the user no longer is
  trunk_dead,           ///< the cluster routed to did not answer
  phone_restarting,     ///< the user has logged in there, and the phone is still restarting
  busy,                 ///< the called line has as many calls as it takes
  no_answer,            ///< the phone rang, and nobody answered
  no_route,             ///< where the number is was known, and no trunk leads there
  caller_busy,          ///< the caller's phone is in a call
  call_limit,           ///< a trunk or a cluster had no room for one more call
  forwarding_loop,      ///< the call was sent on as often as it may be
  pstn_failed           ///< the public network had nowhere to deliver it
};
inline constexpr std::size_t outcomes = 14;

struct OutcomeName {
  Outcome outcome;
  std::string_view name;
  std::string_view words;
};

/// The names used in scenarios, tables and reports, in the order of the enumeration.
inline constexpr std::array<OutcomeName, outcomes> outcome_names{
    {{Outcome::connected, "connected", "the called phone rings"},
     {Outcome::unallocated_number, "unallocated_number", "no pattern that the caller may use matches the number"},
     {Outcome::caller_unregistered, "caller_unregistered", "the caller has no registered phone to dial from"},
     {Outcome::phone_unregistered, "phone_unregistered",
      "the call came to the right cluster, and no phone is registered with the number"},
     {Outcome::stale_route, "stale_route", "the call came to a cluster where the user no longer is"},
     {Outcome::trunk_dead, "trunk_dead", "the cluster routed to did not answer"},
     {Outcome::phone_restarting, "phone_restarting", "the user has logged in, and the phone is still restarting"},
     {Outcome::busy, "busy", "the called line has as many calls as it takes"},
     {Outcome::no_answer, "no_answer", "the phone rang, and nobody answered"},
     {Outcome::no_route, "no_route", "it is known where the number is, and no trunk leads there"},
     {Outcome::caller_busy, "caller_busy", "the caller's phone is in a call"},
     {Outcome::call_limit, "call_limit", "a trunk or a cluster had no room for one more call"},
     {Outcome::forwarding_loop, "forwarding_loop", "the call was sent on as often as it may be"},
     {Outcome::pstn_failed, "pstn_failed", "the public network had nowhere to deliver it"}}};

/// Whether the call found no registered phone.
constexpr bool is_lost(Outcome outcome) {
  return outcome != Outcome::connected && outcome != Outcome::busy && outcome != Outcome::no_answer;
}

constexpr std::string_view name_of(Outcome outcome) {
  return outcome_names.at(static_cast<std::size_t>(outcome)).name;
}

}  // namespace roamsim::calls
