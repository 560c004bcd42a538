#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/directory/settings.hpp"
#include "sim/actors/context.hpp"
#include "sim/engine/activity.hpp"

namespace roamsim::actors {

/// The Super User Synchronization Tool. A run compares, for each super user, the record of the home cluster with those
/// of the other clusters, and carries what differs from publisher to publisher. A cluster of which the publisher does
/// not answer, at either end, or that the line does not reach, keeps what it has until the next run.
class SuperUserSync {
 public:
  explicit SuperUserSync(Context& context);

  /// Arranges the runs of the schedule.
  void start();
  /// The tool runs now. What an earlier run still carries from one cluster to another is left to it: changes since wait
  /// for the next run.
  void run();

  /// What began at or after the end of the warm-up; nothing if no run is asked for by schedule or timeline.
  void add_scalars(record::Journal& journal) const;

 private:
  using Pair = std::pair<ClusterId, ClusterId>;  ///< from the home cluster to another

  struct Carrying {
    std::vector<std::pair<UserId, directory::UserRecord>> users;  ///< as the home cluster had them when the run began
    bool counts = false;
  };

  void carry(Pair pair);
  [[nodiscard]] std::vector<std::pair<UserId, directory::UserRecord>> outstanding(Pair pair) const;
  /// Whether the web services of the publisher answer.
  [[nodiscard]] bool answers(ClusterId cluster) const;
  /// Whether it also begins something new: it is not shutting down.
  [[nodiscard]] bool begins(ClusterId cluster) const;
  void sent(Pair pair, engine::FlowEnd end);
  void arrived(Pair pair);
  void written(Pair pair, engine::FlowEnd end);
  void failed(Pair pair, std::string why);
  void note(record::EventRow::Kind kind, ClusterId cluster, std::string detail);
  void schedule(Time at);
  [[nodiscard]] bool counts() const { return context_.scheduler.now() >= context_.world.plan.warmup; }
  [[nodiscard]] NodeId publisher(ClusterId cluster) const { return context_.world.first_node[cluster.index()]; }

  Context& context_;
  std::vector<std::vector<UserId>> users_of_;  ///< by home cluster
  std::map<Pair, Carrying> under_way_;
  std::uint64_t runs_ = 0;
  std::uint64_t users_carried_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace roamsim::actors
