#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/changes.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/core/scheduler.hpp"

namespace roamsim::actors {

/// Whether the cluster sends calls for the user to where the user is: the control plane has converged there.
[[nodiscard]] inline bool is_right(const World& world, ClusterId cluster, UserId user) {
  return world.route(cluster, user) == world.truth(user);
}

/// For how long clusters are wrong about the users who move, exactly: looked at behind all else of each instant in
/// which a route or the truth may have changed, and never in between. Tells the recorder who has become right. Does
/// nothing in a run of which nobody wants to know.
class Truth final : public ChangeListener {
 public:
  Truth(Context& context, ConvergenceRecorder& recorder);

  void start();
  /// Adds a row for each user who moves, in their order. Call once, at the end.
  void report(record::Journal& journal, Time ended);

  void route_changed(ClusterId cluster, UserId user) override;
  void routes_changed(ClusterId cluster) override;
  void user_moved(UserId user) override;
  void everything_changed() override;

 private:
  struct Moved {
    UserId user;
    ClusterId truth = {};
    Duration stale = 0;       ///< of clusters that are wrong now, less the date since which
    std::uint32_t wrong = 0;  ///< clusters, at present
    std::uint32_t spells = 0;
    bool changed = false;   ///< is to be looked at in all clusters
    bool rerouted = false;  ///< and the route may be another in all of them
  };
  static constexpr std::uint32_t unmoved = 0xFFFFFFFF;
  void mark(std::uint32_t moved);
  void look_soon();
  void look();
  void find_route(std::uint32_t moved, ClusterId cluster);
  void look_everywhere(std::uint32_t moved, Time now);
  void turn(std::uint32_t moved, std::size_t place, bool wrong, Time now);
  [[nodiscard]] std::size_t place_of(std::uint32_t moved, ClusterId cluster) const {
    return moved * clusters() + cluster.index();
  }
  [[nodiscard]] std::size_t clusters() const { return context_.world.plan.clusters.size(); }

  Context& context_;
  ConvergenceRecorder& recorder_;
  core::Scheduler::Watch watch_;
  std::vector<Moved> moved_;
  std::vector<std::uint32_t> index_;                        ///< by user: in moved_
  std::vector<bool> wrong_;                                 ///< by moved user, then by cluster
  std::vector<ClusterId> routes_;                           ///< likewise: where calls for the user go
  std::vector<std::pair<std::uint32_t, ClusterId>> pairs_;  ///< to be looked at
  bool looks_ = false;                                      ///< a look is asked for
  std::vector<std::uint32_t> users_;                        ///< to be looked at in all clusters
};

}  // namespace roamsim::actors
