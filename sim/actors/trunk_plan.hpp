#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/call_routing/parameters.hpp"

namespace roamsim {

/// A SIP trunk between two clusters.
struct TrunkPlan {
  ClusterId a, b;
  calls::TrunkLimits limits;
  bool operator==(const TrunkPlan&) const = default;
};

/// Which clusters have SIP trunks to each other.
struct TrunksPlan {
  enum class Topology : std::uint8_t {
    full_mesh,           ///< each to each
    session_management,  ///< each to the session management clusters, and those of the list
    listed               ///< those of the list only
  };
  Topology topology = Topology::full_mesh;
  std::vector<ClusterId> session_management;  ///< in the order in which they are tried
  calls::TrunkLimits limits;                  ///< of trunks that the list does not have
  std::vector<TrunkPlan> list;
  bool count_all = false;  ///< calls are counted on trunks without a limit too
  bool operator==(const TrunksPlan&) const = default;
};

/// Numbers of a user beside the DN.
struct UserNumbers {
  UserId user;
  std::string pstn;                  ///< in the public network, advertised as PSTN failover; empty: none
  std::string forward_unregistered;  ///< Call Forward Unregistered; empty: none
  bool operator==(const UserNumbers&) const = default;
};

}  // namespace roamsim
