#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/ils/parameters.hpp"
#include "sim/explain/run.hpp"

namespace roamsim::explain {

/// Who is whose peer in the ILS network at a date, as the scenario and its timeline have it.
class Network {
 public:
  Network(const Run& run, Time at);

  [[nodiscard]] bool is_member(ClusterId cluster) const { return roles_[cluster.index()] != ils::Role::standalone; }
  [[nodiscard]] std::vector<ClusterId> peers(ClusterId cluster) const;
  /// The shortest way from any of `holders` to `to`, both ends in it; empty: there is none.
  [[nodiscard]] std::vector<ClusterId> way(const std::vector<ClusterId>& holders, ClusterId to) const;

 private:
  std::vector<ils::Role> roles_;
  std::vector<ClusterId> hubs_;
};

}  // namespace roamsim::explain
