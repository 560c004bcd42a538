#pragma once

#include <string>

#include "models/base/ids.hpp"
#include "models/call_routing/outcome.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// Calls between users: from the dialled digits to the answer, or to what stands in its way.
class CallService {
 public:
  explicit CallService(Context& context) : context_(context) {}

  /// The user dials from the phone where the user is registered at present.
  void place(UserId from, const std::string& dialled);
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
  std::size_t under_way_ = 0;
};

}  // namespace roamsim::actors
