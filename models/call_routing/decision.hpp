#pragma once

#include "models/base/ids.hpp"
#include "models/call_routing/parameters.hpp"

namespace roamsim::calls {

/// What a cluster knows about a dialled number.
struct NumberFacts {
  bool local_pattern = false;  ///< a profile of this cluster has the number
  ClusterId learned;           ///< where the cluster believes the user to be; none if nothing is learned
};

/// The cluster a call goes to, `here` included; none if no pattern matches.
ClusterId route_call(DnPrecedence precedence, ClusterId here, const NumberFacts& facts);

}  // namespace roamsim::calls
