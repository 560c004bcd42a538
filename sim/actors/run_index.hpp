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
  [[nodiscard]] std::span<const std::uint32_t> convergence_of(std::uint32_t change);

  /// Whether the cluster is in the ILS network from the start, or joins it, and does not leave it.
  [[nodiscard]] bool member(ClusterId cluster) const { return member_[cluster.index()]; }
  /// When the timeline has the cluster configured for ILS: the start if it was before, `never` if it did not come to
  /// it.
  [[nodiscard]] Time joined(ClusterId cluster) const { return joined_[cluster.index()]; }
  [[nodiscard]] bool up_throughout(ClusterId cluster, Time from, Time to);
  /// Since when a cluster knows another; members from the start know each other from the start.
  [[nodiscard]] Time knows_since(ClusterId cluster, ClusterId origin);

  const Plan& plan;
  const record::Journal& journal;
  const Moments& moments;

 private:
  std::vector<bool> member_;
  std::vector<Time> joined_;
  std::optional<RowsBy> changes_;
  std::optional<RowsBy> requests_;
  std::optional<RowsBy> calls_;
  std::optional<RowsBy> convergence_;
  std::optional<RowsBy> events_;                                    ///< by cluster
  std::optional<std::unordered_map<std::uint64_t, Time>> applied_;  ///< the first by cluster and origin
};

}  // namespace roamsim::actors
