#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/catalogue/errors.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/registrar.hpp"
#include "sim/core/actor.hpp"

namespace roamsim::actors {

/// Logins and logouts of all clusters: one light actor a request, from the first key press to the registered phone.
class ExtensionMobilityService final : public UpdateListener {
 public:
  ExtensionMobilityService(Context& context, ConvergenceRecorder& recorder, IlsService& ils, Registrar& registrar);

  /// The user presses the services button of a free phone of the cluster.
  void log_in(UserId user, ClusterId cluster);
  /// The user logs out of the phone used last in the cluster.
  void log_out(UserId user, ClusterId cluster);
  /// Ends every request of a cluster that went down.
  void cluster_lost(ClusterId cluster);
  /// Ends every request that holds a slot of the node, whose service is gone.
  void node_lost(NodeId node);
  /// A newer login elsewhere ends the user's devices here (B5).
  void learned(ClusterId cluster, const ils::Update& update) override;
  /// Requests on which somebody is still at work.
  [[nodiscard]] std::size_t under_way() const;

 private:
  static constexpr std::uint32_t no_span = 0xFFFFFFFF;
  struct Request {
    core::ActorRef actor;
    UserId user;
    ClusterId cluster;
    PhoneId phone;
    NodeId node;                   ///< whose slot is held; none while no slot is held
    std::uint32_t span = no_span;  ///< index of the running stage
    bool open = false;
  };

  static core::Actor login(core::Self self, ExtensionMobilityService& service, RequestId id);
  static core::Actor logout(core::Self self, ExtensionMobilityService& service, RequestId id);

  RequestId open_request(record::RequestRow::Kind kind, UserId user, ClusterId cluster, PhoneId phone);
  /// Ends the running stage of a request and begins the next.
  void stage(RequestId id, std::string_view name);
  void finish(RequestId id, catalogue::Cause cause);
  /// Takes a slot of a node; says why if there is none.
  [[nodiscard]] catalogue::Cause admit(Request& request);
  [[nodiscard]] bool takes_requests(ClusterId cluster) const;
  template <class Lost>
  void cancel_where(Lost lost);
  void release(Request& request);
  [[nodiscard]] catalogue::Cause check(const Request& request) const;
  void commit_login(RequestId id);
  void commit_logout(RequestId id);
  void end_session(PhoneId phone, record::LocationChangeRow::Kind kind, RequestId request);
  [[nodiscard]] PhoneId free_phone(UserId user, ClusterId cluster) const;
  [[nodiscard]] const em::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].extension_mobility;
  }

  Context& context_;
  ConvergenceRecorder& recorder_;
  IlsService& ils_;
  Registrar& registrar_;
  std::vector<Request> requests_;           ///< by RequestId, as in the journal
  std::vector<std::uint32_t> in_progress_;  ///< by node
  std::vector<std::uint32_t> next_node_;    ///< by cluster, for the round robin over its EM nodes
};

}  // namespace roamsim::actors
