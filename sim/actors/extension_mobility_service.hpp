#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/catalogue/errors.hpp"
#include "sim/actors/boxed.hpp"
#include "sim/actors/computation.hpp"
#include "sim/actors/condition_wait.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/em_nodes.hpp"
#include "sim/actors/em_sessions.hpp"
#include "sim/actors/login_facts.hpp"
#include "sim/actors/node_work.hpp"
#include "sim/actors/registrar.hpp"
#include "sim/actors/remote_clusters.hpp"
#include "sim/core/actor.hpp"
#include "sim/core/stable_pool.hpp"

namespace roamsim::actors {

/// Is told of the end of what it asked for.
class RequestOwner {
 public:
  virtual ~RequestOwner() = default;
  /// `ticket` as asked with; `code` 0: it succeeded. A new request must not begin before this returns.
  virtual void request_ended(std::uint64_t ticket, std::int32_t code) = 0;
};

/// How a login or logout differs from one of the timeline.
struct Asked {
  RequestOwner* owner = nullptr;  ///< none: nobody is told
  std::uint64_t ticket = 0;
  std::optional<PhoneId> phone = std::nullopt;    ///< free or held for the user; an id of none: there is no free phone
  std::optional<Duration> typing = std::nullopt;  ///< none: as the cluster has it
};

/// Logins and logouts of all clusters: one light actor a request, from the first key press to the registered phone.
class ExtensionMobilityService {
 public:
  ExtensionMobilityService(Context& context, EmSessions& sessions, Registrar& registrar, RemoteClusters& remotes);

  /// The user presses the services button of the phone meant, else of a free one of the cluster.
  void log_in(const Login& login, const Asked& asked = {});
  /// The user logs out of the phone used last in the cluster.
  void log_out(UserId user, ClusterId cluster, const Asked& asked = {});
  /// Ends every request of a cluster that went down.
  void cluster_lost(ClusterId cluster);
  /// Ends every login and logout that the node has in hand, whose service is gone.
  void node_lost(NodeId node);
  /// Database replication works again in the cluster.
  void replicates_again(ClusterId cluster) { replication_[cluster.index()].notify_all(); }
  /// A service of a node is gone: the queue for it too.
  void service_lost(NodeId node, Service service) { nodes_.lose(node, service); }
  [[nodiscard]] EmNodes& nodes() { return nodes_; }
  /// The phone that the user finds to log in on: the own one, else the first spare one of the cluster; none if none is
  /// free.
  [[nodiscard]] PhoneId free_phone(UserId user, ClusterId cluster);
  /// What the nodes have done.
  void add_scalars(Time ended) { nodes_.add_scalars(context_.journal, ended); }
  /// How requests in progress at the nodes and the requests themselves differ, in words; empty: they do not.
  [[nodiscard]] std::string unbalanced(Time ended) const;
  /// Requests on which somebody is still at work.
  [[nodiscard]] std::size_t under_way() const;

 private:
  static constexpr std::uint32_t no_span = 0xFFFFFFFF;
  static constexpr std::uint32_t no_login = 0xFFFFFFFF;
  static constexpr Duration as_configured = -1;
  /// Small: there may be as many in progress as users.
  struct Request {
    core::ActorRef actor;             ///< none: it is over, or has not begun
    EmNodes::Handling handling;       ///< by a node that has the HTTP request in hand
    Duration typing = as_configured;  ///< how long the user types
    RequestOwner* owner = nullptr;    ///< who is told of the end; none: nobody
    std::uint64_t ticket = 0;
    Attempt attempt;
    std::uint32_t span = no_span;            ///< index of the running stage
    ClusterId base_device_at;                ///< an EMCC base device of this cluster is kept for the login
    std::uint32_t login_at_home = no_login;  ///< the session that an EMCC login has committed

    [[nodiscard]] bool open() const { return actor != core::ActorRef{}; }
  };
  static_assert(sizeof(Request) <= 88);

  // A login is four bodies, one after the other, each with a frame for what it needs itself: there may be as many
  // logins in progress as users, most of them where somebody types or a phone restarts.
  /// From the services button to the request that takes a slot.
  static core::Actor login(core::Self self, ExtensionMobilityService& service, RequestId id);
  /// At the service of the node, up to the commit.
  static core::Actor login_at_node(core::Self self, ExtensionMobilityService& service, RequestId id);
  /// What is committed comes to the node of the phone and to its call processing.
  static core::Actor login_replicates(core::Self self, ExtensionMobilityService& service, RequestId id,
                                      std::uint8_t profile);
  /// What becomes of the phone, up to its registration.
  static core::Actor login_on_phone(core::Self self, ExtensionMobilityService& service, RequestId id,
                                    std::uint8_t profile);
  /// The rest of a login that the user's home cluster takes: from the service of the visited cluster on.
  static core::Actor login_at_home(core::Self self, ExtensionMobilityService& service, RequestId id);
  static core::Actor logout(core::Self self, ExtensionMobilityService& service, RequestId id);

  RequestId open_request(record::RequestRow::Kind kind, const Attempt& attempt, const Asked& asked);
  /// Ends the running stage of a request and begins the next.
  void stage(RequestId id, std::string_view name);
  void finish(RequestId id, catalogue::Cause cause);
  /// Why the login, or before the service the logout, cannot go on at this point, as things stand now.
  [[nodiscard]] catalogue::Cause check(RequestId id, em::CheckPoint at) const;
  /// Hands the login or logout to the node, or to another one if it is gone meanwhile; says why if none takes it.
  [[nodiscard]] catalogue::Cause admit(RequestId id);
  [[nodiscard]] Duration typing(RequestId id) const;
  /// Whether the node is there to be asked who is on the phone.
  [[nodiscard]] bool answers_state_queries(RequestId id) const;
  [[nodiscard]] bool admit(RequestId id, EmNodes::Kind kind);
  void release(Request& request, std::int32_t code = 0);
  /// How much work the state query is; it is part of the sign-in page's time.
  [[nodiscard]] Duration state_query(RequestId id) const;
  /// Waits until the node that has the request in hand has done work of this mean.
  [[nodiscard]] Boxed<NodeWork> work(core::Self self, RequestId id, Duration mean);
  /// Waits for the replication of the cluster to work again.
  [[nodiscard]] Boxed<ConditionWait> replication(core::Self self, RequestId id);
  /// Waits until the node has built the phone's new configuration.
  [[nodiscard]] Boxed<Computation> rebuild(core::Self self, RequestId id);
  [[nodiscard]] bool has_choice_of_profiles(RequestId id) const;

  // EMCC; in extension_mobility_cross_cluster.cpp.
  void go_on_by_emcc(RequestId id);
  /// What the home cluster finds; it keeps a base device for a login that it takes.
  [[nodiscard]] catalogue::Cause check_at_home(RequestId id, ClusterId home);
  void commit_at_home(RequestId id, ClusterId home, std::uint8_t profile);
  void release_base_device(Request& request);
  /// The login does not go on; if it was committed, it is over.
  void give_up_at_home(RequestId id, catalogue::Cause cause);
  /// Whether the login, once committed, has not been ended by something else.
  [[nodiscard]] bool holds_at_home(RequestId id, ClusterId home) const;
  /// The phone asks its home again and again to be registered, and returns to where it stands where that fails.
  void keep_registered(PhoneId phone);
  /// A node of the cluster that has power; the first one where none has.
  [[nodiscard]] NodeId node_on(ClusterId cluster) const;

  [[nodiscard]] bool takes_requests(ClusterId cluster) const;
  template <class Lost>
  void cancel_where(Lost lost);
  void commit_login(RequestId id, std::uint8_t profile);
  void register_phone(RequestId id);
  void commit_logout(RequestId id);
  /// Whether the phone knows the user who signed in last, so that only the PIN is typed.
  [[nodiscard]] bool remembered(const Attempt& attempt) const;
  void clear_call_logs(const Attempt& attempt);

  [[nodiscard]] const em::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].extension_mobility;
  }
  [[nodiscard]] const em::Parameters& times_of(RequestId id) const { return parameters(attempt(id).cluster); }
  [[nodiscard]] const em::EmccParameters& emcc(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].emcc_parameters;
  }
  [[nodiscard]] const Attempt& attempt(RequestId id) const { return requests_[id.index()].attempt; }

  Context& context_;
  EmSessions& sessions_;
  Registrar& registrar_;
  RemoteClusters& remotes_;
  EmNodes nodes_;
  std::deque<core::WaitQueue> replication_;  ///< by cluster: who waits for it to work again
  core::StablePool<Request> requests_;       ///< by RequestId, as in the journal
};

}  // namespace roamsim::actors
