#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/knowledge.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// Writes down which cluster got to know which location change when, and what it then routes by.
class ConvergenceRecorder {
 public:
  explicit ConvergenceRecorder(Context& context);

  /// Writes down every cluster's route for each user whom the timeline moves, as it is now.
  void start();

  /// A location change was committed as `update`.
  void committed(const record::LocationChangeRow& row, ils::UpdateRef update);
  void received(ClusterId cluster, const ils::Range& range, ClusterId peer);
  void applied(ClusterId cluster, const ils::Range& range, ClusterId peer);
  /// The cluster's route for the user may have changed.
  void check_route(ClusterId cluster, UserId user);
  /// The cluster's routes for all users may have changed.
  void check_routes(ClusterId cluster);
  /// The cluster sends calls for the user to `truth`, where the user is, as of that date or before.
  void became_right(ClusterId cluster, UserId user, ClusterId truth, Time at);
  /// A call placed in the cluster finds a registered phone where the user is, as of that date or before.
  void became_reachable(ClusterId cluster, UserId user, Time at);

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  [[nodiscard]] std::uint32_t change_of(ils::LogIndex log, std::uint32_t sequence) const;
  void write_down_route(ClusterId cluster, UserId user);
  template <class Set>
  void of_present_changes(UserId user, ClusterId truth, Set set);
  void advance(record::AdvanceRow::Kind kind, ClusterId cluster, const ils::Range& range, ClusterId peer);

  Context& context_;
  std::vector<std::vector<std::uint32_t>> changes_;  ///< by log and sequence: index of the location change
  std::vector<std::uint32_t> newest_;                ///< by user: the newest location change
  std::vector<std::uint32_t> before_;  ///< by location change: the user's one before, unless its truth was another
  std::vector<std::vector<ClusterId>> routes_;  ///< by user whom the timeline moves, by cluster; else empty
};

}  // namespace roamsim::actors
