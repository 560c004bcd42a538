#pragma once

#include <cstdint>

#include "models/base/ids.hpp"
#include "models/call_routing/parameters.hpp"
#include "models/call_routing/reason.hpp"

namespace roamsim::calls {

/// How a call came into a cluster, which says what it may reach from there.
enum class Entry : std::uint8_t {
  phone,    ///< dialled on a phone of the cluster: what its line's calling search space has
  trunk,    ///< from another cluster: see Inbound
  gateway,  ///< from the PSTN: numbers, local or learned, and not the PSTN again
  forward   ///< forwarded here: numbers, local or learned, and the PSTN
};

/// What a cluster knows about a number, and may use for the call at hand.
struct NumberFacts {
  bool local_pattern = false;   ///< a profile of this cluster has the number
  bool local_allowed = true;    ///< its partition is in the calling search space
  ClusterId learned;            ///< where the cluster believes the user to be; none if nothing is learned
  bool learned_allowed = true;  ///< so is the partition of learned numbers
  bool longer = false;          ///< the cluster knows a longer number that begins with these digits
  bool pstn_pattern = false;    ///< a route pattern to the PSTN matches
  bool pstn_allowed = true;     ///< its partition is in the calling search space
  bool pstn_waits = false;      ///< that pattern might match more digits, and is not urgent
};

/// What a cluster does with a call.
struct Decision {
  enum class Next : std::uint8_t { deliver, cluster, pstn, refuse };
  Next next = Next::refuse;
  ClusterId to;                                ///< of `cluster`
  Reason reason = Reason::unallocated_number;  ///< of `refuse`
  bool waits = false;                          ///< the inter-digit timer runs first, of a number that a person dials

  bool operator==(const Decision&) const = default;
};

/// Where the cluster `here` sends a call on, or why it does not.
Decision decide(const Parameters& parameters, ClusterId here, Entry entry, const NumberFacts& facts);

}  // namespace roamsim::calls
