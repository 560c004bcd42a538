#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::calls {

/// What a cluster routes by where a DN is a local pattern (the user's profile) and a learned one as well.
enum class DnPrecedence : std::uint8_t { learned_location, local };

/// What the calling search space of a cluster's trunks has.
enum class Inbound : std::uint8_t {
  local_numbers,      ///< a call that comes by a trunk is for a number of this cluster
  local_and_learned,  ///< it may go on to where the cluster believes the user to be
};

/// The partition that learned numbers are in.
inline constexpr const char* learned_partition = "Global Learned Enterprise Numbers";

/// Partitions that a line may call into; what is in none of them does not exist for it.
struct CallingSearchSpace {
  std::string name;
  std::vector<std::string> partitions;
  bool operator==(const CallingSearchSpace&) const = default;
};

/// A pattern of numbers that leads to the PSTN (see NumberPattern).
struct RoutePattern {
  std::string pattern;
  std::string partition;
  bool urgent = false;  ///< a match is routed at once, whatever more digits might match
  bool operator==(const RoutePattern&) const = default;
};

/// OPTIONS ping, by which a cluster finds out whether its trunks work before a call needs them.
struct OptionsPing {
  bool enabled = false;
  Duration interval = 60 * second;                  ///< while the trunk is in service
  Duration interval_out_of_service = 120 * second;  ///< while it is not
  Duration retry_timer = 500 * millisecond;         ///< for an answer to each ping
  std::uint32_t retries = 6;                        ///< unanswered ones until the trunk is out of service
  bool operator==(const OptionsPing&) const = default;
};

/// Call routing in one cluster. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  DnPrecedence dn_precedence = DnPrecedence::learned_location;
  Duration digit_analysis = 50 * millisecond;  ///< per cluster that a call passes
  Duration inter_digit_timer = 15 * second;    ///< T302: for a further digit, where a longer number might be meant
  bool urgent_learned_patterns = true;         ///< learned numbers are routed at once
  Duration trying_timer = 500 * millisecond;   ///< until an unanswered INVITE is sent again; doubles each time
  Duration trunk_timeout = 32 * second;        ///< until an INVITE that nobody answers is given up (RFC 3261 timer B)
  Inbound inbound = Inbound::local_numbers;
  std::vector<std::string> sip_route_patterns{"*"};  ///< route strings that lead somewhere
  std::vector<CallingSearchSpace> calling_search_spaces = {};
  std::vector<RoutePattern> route_patterns{{"\\+!", "PSTN", false}};
  Duration pstn_set_up = 2 * second;                ///< from the gateway until the called side has the call
  std::uint32_t max_forward_unregistered_hops = 0;  ///< 0: only max_forwards bounds them
  std::uint32_t max_forwards = 70;                  ///< trunks and forwardings that one call may take
  std::uint32_t busy_trigger = 2;                   ///< calls that a line takes
  Duration no_answer_timeout = 12 * second;
  Duration answer_after = 5 * second;             ///< of ringing; then media flow
  Duration media_loss_hang_up = 10 * second;      ///< from the loss of the media until both hang up
  std::optional<std::uint32_t> max_calls = {};    ///< at once in the cluster
  std::optional<std::uint32_t> calls_per_second;  ///< that the cluster takes
  OptionsPing options_ping = {};
  bool operator==(const Parameters&) const = default;
};

/// Limits of one trunk, both directions together.
struct TrunkLimits {
  std::optional<std::uint32_t> channels;          ///< calls at once
  std::optional<std::uint32_t> calls_per_second;  ///< that it takes
  bool operator==(const TrunkLimits&) const = default;
};

}  // namespace roamsim::calls
