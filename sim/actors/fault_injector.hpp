#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/em_sessions.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/lines.hpp"
#include "sim/actors/machines.hpp"
#include "sim/actors/moments.hpp"
#include "sim/actors/restorer.hpp"
#include "sim/actors/timeline.hpp"

namespace roamsim::actors {

/// Faults and their repair, by date. Of one thing that is out of service already, the same fault does nothing; faults
/// of different things that hold the same node, service or line merge: it is back when the last of them is over.
class FaultInjector {
 public:
  FaultInjector(Context& context, IlsService& ils, Machines& machines, Lines& lines, Moments& moments,
                Restorer& restorer, EmSessions& sessions);

  void begin(const ClusterOutage& outage);
  void begin(const Shutdown& shutdown);
  void begin(const Restore& restore);
  void begin(const SwitchVersion& restart);
  void begin(const NodeOutage& outage);
  void begin(const PublisherOutage& outage);
  void begin(const ServiceStop& stop);
  void begin(const AccessOutage& outage);
  void begin(const LinkOutage& outage);
  void begin(const AccessDegraded& degraded);
  void begin(const LinkDegraded& degraded);
  void begin(const Partition& partition);
  void begin(const ReplicationBroken& broken);
  void begin(const ClockSkew& skew);
  void begin(const AuthenticationFailure& failure);
  void begin(const SynchronizationFailure& failure);

  /// Whether something is out of service, or worse than it should be, just now.
  [[nodiscard]] bool under_way() const { return !out_.empty(); }
  /// How many faults were left out, because the thing was out of service when they came: only what waits for an event,
  /// or is random, can meet another like that.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  using Kind = record::EventRow::Kind;
  /// What fails, for which one fault at a time is in effect.
  enum class Thing : std::uint8_t {
    cluster,
    node,
    service,
    dead_line,
    degraded_line,
    network,
    replication,
    clock,
    authentication,
    synchronization
  };
  using Key = std::tuple<Thing, std::uint32_t, std::uint32_t, std::uint32_t>;

  /// False, counted, if the thing is out of service already.
  bool take(const Key& thing);
  /// Calls `f` when the fault is over.
  template <class F>
  void after(Duration lasts, F f);
  void fail(ClusterId cluster);
  void power_off(ClusterId cluster, Duration lasts);
  void power_back(ClusterId cluster);
  void node_off(NodeId node, Duration lasts);
  void booted(NodeId node);
  void serves_again(ClusterId cluster);
  void note(Kind kind, ClusterId cluster, LinkId line = {}, std::string detail = {});
  [[nodiscard]] const std::string& node_name(NodeId node) const;
  [[nodiscard]] static Key key(ClusterId cluster) { return {Thing::cluster, cluster.value, 0, 0}; }

  Context& context_;
  IlsService& ils_;
  Machines& machines_;
  Lines& lines_;
  Moments& moments_;
  Restorer& restorer_;
  EmSessions& sessions_;
  std::set<Key> out_;
  std::vector<bool> cluster_repaired_;  ///< by cluster: it has power again but does not serve yet
  std::vector<bool> node_repaired_;     ///< by node: it has power again but has not booted
  std::size_t left_out_ = 0;
};

}  // namespace roamsim::actors
