#pragma once

#include <string>

#include "models/base/ids.hpp"
#include "models/call_routing/outcome.hpp"
#include "models/call_routing/reason.hpp"
#include "sim/actors/context.hpp"

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

/// Calls between users: from the dialled digits to the answer, or to what stands in its way.
class CallService {
 public:
  CallService(Context& context, CallFigures& figures) : context_(context), figures_(figures) {}

  /// The user dials from the phone where the user is registered at present.
  void place(UserId from, const std::string& dialled);
  /// A call of the background: settled at this instant, as if nothing changed while it is set up. One that is answered
  /// lasts for `talk`, and occupies lines and trunks until then.
  Met offer(UserId from, UserId to, Duration talk);
  /// What a call to the user, placed in the cluster at this instant, would meet. It occupies nothing, and neither busy
  /// lines nor limits are in its way.
  [[nodiscard]] Met probe(ClusterId from, UserId to) const;
  /// Calls whose outcome is still to come.
  [[nodiscard]] std::size_t under_way() const { return under_way_; }

 private:
  /// A phone that is registered with the user's number at the cluster (none: at any), and within its reach, the one
  /// used last first; none if there is none.
  [[nodiscard]] PhoneId phone_of(UserId user, ClusterId cluster) const;
  /// One way from the phone's cluster to the phone, where it stands in another one.
  [[nodiscard]] Duration way_to(PhoneId phone) const;
  [[nodiscard]] ClusterId target_of(ClusterId origin, UserId to) const;
  /// The call has come to the cluster it was routed to.
  void arrive(CallId id);
  void end(CallId id, calls::Outcome outcome, Duration after);
  [[nodiscard]] record::CallRow& row(CallId id) { return context_.journal.calls[id.index()]; }
  [[nodiscard]] const calls::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].calls;
  }
  [[nodiscard]] bool answers(ClusterId from, ClusterId to) const;

  Context& context_;
  CallFigures& figures_;
  std::size_t under_way_ = 0;
};

}  // namespace roamsim::actors
