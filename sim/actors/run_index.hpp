#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/actors/moments.hpp"
#include "sim/actors/plan.hpp"
#include "sim/actors/rows_by.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// Finds the rows of a run by what they are about. Each index is made when it is first asked for.
class RunIndex {
 public:
  RunIndex(const Plan& plan, const record::Journal& journal, const Moments& moments);

  [[nodiscard]] std::span<const std::uint32_t> changes_of(UserId user);
  [[nodiscard]] std::span<const std::uint32_t> requests_of(UserId user);
  [[nodiscard]] std::span<const std::uint32_t> calls_from(UserId user);

  /// Whether it was followed throughout who reaches the user.
  [[nodiscard]] bool looked_at(UserId user) const;
  /// Whether the cluster is ever in the ILS network.
  [[nodiscard]] bool member(ClusterId cluster) const { return !stays_[cluster.index()].empty(); }
  /// Whether at some instant of [from, to] the cluster has left the ILS network and has not joined it again.
  [[nodiscard]] bool absent(ClusterId cluster, Time from, Time to) const;
  /// Since when the cluster is in the ILS network, as of that date: the start if the run begins so, `never` if it is
  /// not in it then.
  [[nodiscard]] Time joined(ClusterId cluster, Time at) const;
  [[nodiscard]] bool up_throughout(ClusterId cluster, Time from, Time to);
  /// Since when a cluster that joined at that date knows another; members from the start know each other from the
  /// start.
  [[nodiscard]] Time knows_since(ClusterId cluster, ClusterId origin, Time joined);

  const Plan& plan;
  const record::Journal& journal;
  const Moments& moments;

 private:
  [[nodiscard]] bool at_start(ClusterId cluster) const;
  /// From a join until the cluster leaves.
  struct Stay {
    Time joined = 0;
    Time left = never;
  };
  std::vector<std::vector<Stay>> stays_;  ///< in the ILS network, by cluster
  std::optional<RowsBy> changes_;
  std::optional<RowsBy> requests_;
  std::optional<RowsBy> calls_;
  std::optional<RowsBy> events_;                                                 ///< by cluster
  std::optional<std::unordered_map<std::uint64_t, std::vector<Time>>> applied_;  ///< by cluster and origin
};

}  // namespace roamsim::actors
