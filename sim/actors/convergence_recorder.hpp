#pragma once

#include <cstdint>
#include <unordered_map>
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
  /// The cluster sends calls for the user to where the user is, as of that date or before.
  void became_right(ClusterId cluster, UserId user, Time at);
  /// A call placed in the cluster finds a registered phone where the user is, as of that date or before.
  void became_reachable(ClusterId cluster, UserId user, Time at);

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  [[nodiscard]] std::uint32_t change_of(ils::LogIndex log, std::uint32_t sequence) const;
  record::ConvergenceRow& row(std::uint32_t change, ClusterId cluster);
  void write_down_route(ClusterId cluster, UserId user);
  template <class Set>
  void of_present_changes(ClusterId cluster, UserId user, Set set);
  void advance(record::AdvanceRow::Kind kind, ClusterId cluster, const ils::Range& range, ClusterId peer);

  Context& context_;
  std::vector<std::vector<std::uint32_t>> changes_;  ///< by log and sequence: index of the location change
  std::vector<std::vector<std::uint32_t>> rows_;     ///< by location change and cluster: index of the row
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>
      present_;  ///< by user, looked up only: location changes that no other truth has overtaken
  std::vector<std::vector<ClusterId>> routes_;  ///< by user whom the timeline moves, by cluster; else empty
};

}  // namespace roamsim::actors
