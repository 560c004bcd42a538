#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/base/sparse_column.hpp"
#include "models/call_routing/number_pattern.hpp"
#include "models/call_routing/rate_limit.hpp"
#include "sim/actors/call_setup.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/trunks.hpp"

namespace roamsim::actors {

/// Takes calls on their way, from the dialled digits to the phone that rings or to what stands in the way. Decisions
/// are those of models/call_routing; this gathers what they need to know.
class CallRouter {
 public:
  CallRouter(Context& context, Trunks& trunks);

  /// What happens to the call now. Returns how long after that to ask again; of a call that is over, when the caller
  /// learns of it. `trail`: none if nobody follows.
  Duration step(CallSetup& setup, CallTrail* trail);

  /// Gives back all that the call holds of limits.
  void release(CallPath& path) {
    while (!path.empty()) release_last(path);
  }

  /// The lines of these users are free of the call that occupied them.
  void set_free(std::array<UserId, 2>& users);
  /// Fetches what a call of or to the user will need.
  void prefetch(UserId user) const;
  /// How many calls of the cluster count against its limit.
  [[nodiscard]] std::uint32_t calls_of(ClusterId cluster) const { return loads_[cluster.index()].calls; }

  /// A phone that is registered with the user's number at the cluster (none: at any), and within its reach, the one
  /// used last first; none if there is none.
  [[nodiscard]] PhoneId phone_of(UserId user, ClusterId cluster) const;
  /// One way from the phone's cluster to the phone, where it stands in another one.
  [[nodiscard]] Duration way_to(PhoneId phone) const;
  /// One way back from the end of the path to the caller's phone.
  [[nodiscard]] Duration way_back(const CallSetup& setup) const;

 private:
  using Stage = CallSetup::Stage;
  Duration dial(CallSetup& setup, CallTrail* trail);
  Duration arrive(CallSetup& setup, CallTrail* trail);
  Duration route(CallSetup& setup);
  Duration deliver(CallSetup& setup);
  Duration send(CallSetup& setup, CallTrail* trail);
  Duration reach(CallSetup& setup, CallTrail* trail);
  Duration repeat(CallSetup& setup, CallTrail* trail);
  Duration give_up(CallSetup& setup, CallTrail* trail);
  Duration try_pstn(CallSetup& setup);
  Duration from_pstn(CallSetup& setup, CallTrail* trail);
  Duration end(CallSetup& setup, calls::Reason reason, Duration after);
  /// The node that processes the phone's calls, if it is one of the cluster's; else the first that processes calls.
  [[nodiscard]] NodeId node_of(ClusterId cluster, PhoneId phone) const;
  /// The call is in the hands of the node that the phone which rings is registered with.
  void hand_to_phone(CallSetup& setup);
  void enter(CallSetup& setup, ClusterId cluster, calls::Entry entry, CallTrail* trail);
  /// Back to the cluster that decided, which has failed by this way; returns how long that takes.
  Duration unwind(CallSetup& setup, CallTrail* trail);
  void release_last(CallPath& path);
  void occupy(CallSetup& setup, UserId user);

  [[nodiscard]] calls::NumberFacts facts(const CallSetup& setup) const;
  void add_pstn_facts(const CallSetup& setup, calls::NumberFacts& facts) const;
  [[nodiscard]] bool may_call(const CallSetup& setup, const std::string& partition) const;
  [[nodiscard]] const std::string& partition_at(ClusterId cluster, UserId user) const;
  [[nodiscard]] bool longer_number_known(const CallSetup& setup) const;
  [[nodiscard]] calls::Reason why_unregistered(const CallSetup& setup) const;
  [[nodiscard]] const UserNumbers* numbers_of(UserId user) const;
  [[nodiscard]] UserId user_with_pstn_number(const std::string& number) const;
  [[nodiscard]] const calls::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].calls;
  }
  [[nodiscard]] std::optional<calls::Reason> cluster_limit(ClusterId cluster);

  Context& context_;
  Trunks& trunks_;
  /// By user: calls that occupy a line, ringing or answered or being placed. At most one placed, and `busy_trigger`.
  SparseColumn<std::uint8_t> talking_;
  struct Load {
    std::uint32_t calls = 0;
    calls::RateLimit rate;
  };
  std::vector<Load> loads_;                                     ///< by cluster
  std::vector<std::vector<calls::NumberPattern>> patterns_;     ///< by cluster: of its route patterns
  std::vector<std::pair<std::string, UserId>> by_pstn_number_;  ///< digits, ascending
};

}  // namespace roamsim::actors
