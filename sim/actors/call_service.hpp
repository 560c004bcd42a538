#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/call_routing/outcome.hpp"
#include "sim/actors/call_recorder.hpp"
#include "sim/actors/call_router.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/established_calls.hpp"
#include "sim/actors/timeline.hpp"
#include "sim/actors/trunks.hpp"

namespace roamsim::actors {

class CallFigures;

/// What a call met that was settled at one instant.
struct Met {
  calls::Outcome outcome = calls::Outcome::connected;
  calls::Reason reason = calls::Reason::answered;
  ClusterId origin;      ///< where the caller's phone is registered; none: nowhere
  ClusterId target;      ///< where the call was sent last; none: nowhere
  bool roaming = false;  ///< the callee was logged in at another cluster than home
  Duration post_dial_delay = 0;
};

/// Calls between users: from the dialled digits to the answer, or to what stands in its way, and on to its end.
class CallService final : public ChangeListener {
 public:
  CallService(Context& context, CallFigures& figures);

  /// The user dials from the phone where the user is registered at present. The call is followed step by step.
  void place(const PlaceCall& call);
  /// A call of the background: settled at this instant, as if nothing changed while it is set up. One that is answered
  /// lasts for `talk`, and occupies lines and trunks until then.
  Met offer(UserId from, UserId to, Duration talk);
  /// What a call to the user, placed in the cluster at this instant, would meet. It occupies nothing, and neither busy
  /// lines nor limits are in its way.
  [[nodiscard]] Met probe(ClusterId from, UserId to);

  /// Fetches what an `offer` soon to come needs of the user.
  void prefetch(UserId user) const { router_.prefetch(user); }

  /// Calls of `place` whose outcome is still to come.
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  [[nodiscard]] const EstablishedCalls& established() const { return established_; }
  [[nodiscard]] Trunks& trunks() { return trunks_; }
  /// In words, how channels taken and calls that are there differ; empty: they do not.
  [[nodiscard]] std::string unbalanced() const;
  /// Counts of calls cut off and lost sight of, where there were calls that lasted; and the most on each counted trunk.
  void add_scalars() const;

  void network_changed() override;
  void node_lost(NodeId node) override;

 private:
  struct Followed {
    CallSetup setup;
    CallRecorder recorder;
    Duration talk = 0;
    bool roaming = false;    ///< the callee was, when the call was placed
    bool under_way = false;  ///< this place is taken
  };
  void go_on(std::uint32_t place);
  void settled(std::uint32_t place, Duration after);
  void known(std::uint32_t place);
  [[nodiscard]] bool is_roaming(UserId user) const;
  Met settle(CallSetup& setup, UserId callee, Duration talk);
  [[nodiscard]] const calls::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].calls;
  }

  Context& context_;
  CallFigures& figures_;
  Trunks trunks_;
  CallRouter router_;
  EstablishedCalls established_;
  std::vector<std::unique_ptr<Followed>> followed_;
  std::vector<std::uint32_t> free_;
  std::size_t under_way_ = 0;
  bool any_talk_ = false;
};

}  // namespace roamsim::actors
