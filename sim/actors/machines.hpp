#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/registrar.hpp"
#include "sim/actors/reregistration.hpp"
#include "sim/actors/timeline.hpp"

namespace roamsim::actors {

/// The nodes of all clusters: power, boot, services. Settles at the instant of a change what it means for everything
/// that was under way there. Several causes may keep a node or a service down; it comes back when the last one is gone.
class Machines {
 public:
  /// Told that a cluster processes calls again after it did not.
  using ServesAgain = std::function<void(ClusterId)>;
  /// Told that a node has booted: its services run, but for Extension Mobility.
  using Booted = std::function<void(NodeId)>;

  Machines(Context& context, ExtensionMobilityService& extension_mobility, IlsService& ils, Registrar& registrar,
           Reregistration& reregistration);
  void set_listeners(ServesAgain serves_again, Booted booted);

  /// A cause to be without power, of one node or of all nodes of a cluster.
  void take_power(NodeId node) {
    take_power(context_.engine.topology().cluster_of(node), node, NodeId(node.value + 1));
  }
  void take_power(ClusterId cluster) { take_power(cluster, first(cluster), past(cluster)); }
  /// That cause is gone: if it was the last one, the node boots.
  void give_power(NodeId node);
  void give_power(ClusterId cluster);

  /// A cause for a service not to run, on one node or (no node) in the whole cluster.
  void stop_service(ClusterId cluster, NodeId node, Service service);
  void start_service(ClusterId cluster, NodeId node, Service service);

  /// What is activated in the cluster may have changed.
  void configured(ClusterId cluster) { settle(cluster); }

  /// Whether the databases of the cluster's nodes follow each other.
  void set_replication(ClusterId cluster, bool works);

  [[nodiscard]] NodeId first(ClusterId cluster) const { return context_.world.first_node[cluster.index()]; }
  [[nodiscard]] NodeId past(ClusterId cluster) const { return context_.world.first_node[cluster.index() + 1]; }

 private:
  struct Node {
    std::uint32_t causes = 0;  ///< to be without power
    std::uint32_t life = 0;    ///< counts losses of power: what belongs to an earlier life is recognised
    bool booted = true;
    bool tomcat = true;
  };
  struct Cluster {
    bool ils = true;         ///< runs
    std::uint32_t life = 0;  ///< counts losses of call processing
  };

  void take_power(ClusterId cluster, NodeId from, NodeId to);
  void boot(NodeId node);
  void after_boot(NodeId node, Duration wait, void (Machines::*stage)(NodeId));
  void database_runs(NodeId node);
  void services_run(NodeId node);
  void tomcat_runs(NodeId node);
  [[nodiscard]] bool runs(NodeId node, ClusterId cluster, Service service) const;
  [[nodiscard]] std::uint32_t stops(ClusterId cluster, NodeId node, Service service) const;
  /// Finds what runs now, and what has begun or ended by that.
  void settle(ClusterId cluster);
  void wave_after(ClusterId cluster, Duration wait, bool restarted);
  void say_stage(NodeId node, std::string_view stage) const;

  Context& context_;
  ExtensionMobilityService& extension_mobility_;
  IlsService& ils_;
  Registrar& registrar_;
  Reregistration& reregistration_;
  ServesAgain serves_again_;
  Booted booted_;
  std::vector<Node> nodes_;
  std::vector<Cluster> clusters_;
  /// By cluster, node (none: all of the cluster) and service: causes for it not to run.
  std::map<std::tuple<ClusterId, NodeId, Service>, std::uint32_t> stops_;
};

}  // namespace roamsim::actors
