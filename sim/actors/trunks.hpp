#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "models/base/ids.hpp"
#include "models/call_routing/rate_limit.hpp"
#include "models/call_routing/reason.hpp"
#include "models/call_routing/trunk_monitor.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/trunk_plan.hpp"

namespace roamsim::actors {

/// The most calls that were on a trunk at once.
struct TrunkPeak {
  ClusterId a, b;
  std::uint32_t calls = 0;
  std::optional<std::uint32_t> channels;  ///< as many as it takes; none: any number
};

/// The SIP trunks between clusters: which there are, what OPTIONS ping has made of each, and how full they are.
class Trunks {
 public:
  explicit Trunks(Context& context);

  /// The `attempt`-th cluster to send a call to on its way from `at` to `target`; none if all have been tried.
  [[nodiscard]] ClusterId next_hop(ClusterId at, ClusterId target, std::size_t attempt) const;
  /// Whether a SIP route pattern of the cluster leads to the route string of the other.
  [[nodiscard]] bool has_sip_route(ClusterId at, ClusterId target) const;
  /// Whether there is a trunk between the two.
  [[nodiscard]] bool connected(ClusterId a, ClusterId b) const;

  /// Whether the far end processes calls and can be reached.
  [[nodiscard]] bool answers(ClusterId from, ClusterId to) const {
    return context_.world.clusters[to.index()].serving && context_.engine.topology().path_on(from, to);
  }
  /// Whether a server is there that refuses connections at once, because only its call processing does not run.
  [[nodiscard]] bool refuses(ClusterId from, ClusterId to) const;
  /// What OPTIONS ping says, where it is enabled; else true.
  [[nodiscard]] bool in_service(ClusterId from, ClusterId to);

  /// Takes a channel of the trunk, or says which limit is in the way.
  std::optional<calls::Reason> take(ClusterId from, ClusterId to);
  void give_back(ClusterId from, ClusterId to);
  /// Whether channels are counted at all, and how many are taken of all trunks.
  [[nodiscard]] bool counts() const {
    return plan_.count_all || !loads_.empty() || plan_.limits.channels || plan_.limits.calls_per_second;
  }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }

  /// Of the trunks that had calls and whose calls are counted, by their ends.
  [[nodiscard]] std::vector<TrunkPeak> peaks() const;

  /// The far end of some trunk may answer now, or not any more.
  void network_changed();
  /// The earliest date at which OPTIONS ping changes the state of a trunk if nothing else happens.
  [[nodiscard]] Time next_change();

 private:
  struct Load {
    calls::TrunkLimits limits;
    std::uint32_t calls = 0;
    std::uint32_t most = 0;
    calls::RateLimit rate;
  };
  [[nodiscard]] std::uint64_t key(ClusterId a, ClusterId b) const;
  [[nodiscard]] calls::TrunkMonitor* monitor(ClusterId from, ClusterId to);
  [[nodiscard]] const calls::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].calls;
  }

  Context& context_;
  const TrunksPlan& plan_;
  std::vector<bool> is_session_management_;        ///< by cluster
  std::vector<std::vector<bool>> sip_routes_;      ///< by cluster and target; an inner one is empty: to all
  std::unordered_map<std::uint64_t, Load> loads_;  ///< by pair, of limited trunks; its order is none
  Time next_change_ = 0;                           ///< as last worked out; not later than `now`: to be worked out again
  std::uint64_t taken_ = 0;
  std::unordered_set<std::uint64_t> listed_;
  std::vector<std::vector<calls::TrunkMonitor>> monitors_;  ///< by cluster with OPTIONS ping, and far end
};

}  // namespace roamsim::actors
