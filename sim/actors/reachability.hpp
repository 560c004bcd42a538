#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/call_service.hpp"
#include "sim/actors/changes.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/ils_observer.hpp"

namespace roamsim::actors {

/// For how long users were within reach of clusters, exactly: whether a call would find a registered phone is asked
/// again after every change that can matter, and never in between. For the pairs of cluster and user of the probes.
class Reachability final : public ChangeListener, public IlsObserver {
 public:
  Reachability(Context& context, CallService& calls);

  void start();
  /// Fills in the rows that the probes have made, and adds the exact share of each probe entry.
  void report(record::Journal& journal, Time ended);

  void network_changed() override { changed_everything(); }
  void everything_changed() override { changed_everything(); }
  void user_changed(UserId user) override;
  void issued(ClusterId cluster, ils::UpdateRef /*update*/) override { changed(cluster); }
  void applied(ClusterId cluster, const ils::Range& /*range*/) override { changed(cluster); }
  void configured(ClusterId /*cluster*/) override { changed_everything(); }
  void restored(ClusterId /*cluster*/) override { changed_everything(); }

 private:
  struct Pair {
    std::size_t entry = 0;  ///< of the plan's probes
    ClusterId cluster;
    UserId user;
    Time from = never, until = 0;  ///< when probes ask
    bool reachable = false;
    Time since = 0;             ///< for which `reachable` is not counted yet
    Duration whole = 0;         ///< reachable within these dates
    Duration after_warmup = 0;  ///< and after the warm-up
  };
  void changed(ClusterId cluster);
  void changed_everything();
  void look_soon();
  void look();
  void look_at(Pair& pair, Time now);
  void add_up(Pair& pair, Time now) const;

  Context& context_;
  CallService& calls_;
  std::vector<Pair> pairs_;                          ///< of one entry after the other
  std::vector<std::vector<std::uint32_t>> of_user_;  ///< by user: pairs
  std::vector<std::vector<std::uint32_t>> of_cluster_;
  std::vector<std::uint32_t> stale_;  ///< pairs to be looked at, perhaps several times
  bool all_stale_ = false;
  bool looks_ = false;      ///< a look is asked for
  bool passes_on_ = false;  ///< what a cluster knows matters for calls from others
  Time ping_look_ = never;  ///< when OPTIONS ping changes something next
};

}  // namespace roamsim::actors
