#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::calls {

/// What a cluster routes by where a DN is a local pattern (the user's profile) and a learned one as well.
enum class DnPrecedence : std::uint8_t { learned_location, local };

/// Call routing in one cluster. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  DnPrecedence dn_precedence = DnPrecedence::learned_location;
  Duration digit_analysis = 50 * millisecond;  ///< per cluster that a call passes
  Duration trunk_timeout = 32 * second;        ///< until an INVITE that nobody answers is given up (RFC 3261 timer B)
  bool operator==(const Parameters&) const = default;
};

}  // namespace roamsim::calls
