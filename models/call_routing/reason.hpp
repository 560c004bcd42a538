#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/call_routing/outcome.hpp"

namespace roamsim::calls {

/// Why a call ended as it did: finer than the outcome, since the same outcome is found out in several ways.
enum class Reason : std::uint8_t {
  answered,
  answered_over_pstn,
  user_busy,
  nobody_answers,
  unallocated_number,
  outside_calling_search_space,
  no_sip_route_pattern,
  no_trunk,
  caller_unregistered,
  caller_in_a_call,
  phone_unregistered,
  phone_restarting,
  user_has_left,
  user_unknown_there,
  invite_timed_out,
  options_out_of_service,
  connection_refused,
  trunk_full,
  trunk_rate,
  cluster_full,
  cluster_rate,
  too_many_forwards,
  pstn_destination_dead,
  cluster_lost
};
inline constexpr std::size_t reasons = 24;

/// What is fixed about a reason.
struct ReasonFacts {
  Reason reason;
  std::string_view name;  ///< in tables
  Outcome outcome;
  std::uint16_t cause;      ///< Q.850, as call records have it; 0: no call was set up
  std::string_view status;  ///< of SIP, which ends the INVITE; empty: none is sent
  std::string_view words;   ///< what happened
  std::string_view source;  ///< of the cause code
};

/// In the order of the enumeration.
const std::array<ReasonFacts, reasons>& reason_table();

inline const ReasonFacts& facts_of(Reason reason) {
  return reason_table()[static_cast<std::size_t>(reason)];
}

/// docs/call-outcomes.md.
std::string reason_page();

}  // namespace roamsim::calls
