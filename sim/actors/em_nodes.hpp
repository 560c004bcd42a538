#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/station.hpp"

namespace roamsim::actors {

/// The nodes of all clusters as logins use them: which node answers a phone, its slots, and its queues.
class EmNodes {
 public:
  explicit EmNodes(const Context& context);

  /// The node that answers a phone of the cluster: the one that the URL of the phone service names, or one that the
  /// load balancer picks among those on which Extension Mobility is activated and that answer at all. If none does, the
  /// next one in turn.
  NodeId choose(ClusterId cluster);

  /// Takes a slot of the node; false if all are taken.
  bool admit(NodeId node);
  void release(NodeId node) { --in_progress_[node.index()]; }

  /// Joins the queue of a node's database; when the transaction will be done.
  Time commit(NodeId node, Time now);
  /// The cluster's TFTP node; none if no node runs TFTP.
  [[nodiscard]] NodeId tftp_node(ClusterId cluster) const;
  /// A place in the queue of a node.
  struct Ticket {
    Time done = never;  ///< when the service will be over; `never`: there is no such node
    NodeId node;
    std::uint32_t life = 0;
  };
  /// Joins the queue of the cluster's TFTP node; when the phone will have its files.
  Ticket configure(ClusterId cluster, Time now);
  /// Joins the queue of the call processing of the phone's node; when the phone will be registered.
  Ticket register_phone(PhoneId phone, Time now);
  /// Whether the service that the phone waited for was lost meanwhile: it has to ask again.
  [[nodiscard]] bool lost_configuration(const Ticket& ticket) const {
    return ticket.life != queues_[ticket.node.index()].tftp.life();
  }
  [[nodiscard]] bool lost_registration(const Ticket& ticket) const {
    return ticket.life != queues_[ticket.node.index()].registrations.life();
  }
  /// The service has stopped on the node: what waited for it is lost. Tomcat stands for the whole node with its
  /// database.
  void lose(NodeId node, Service service);

 private:
  struct Queues {
    Station database, tftp, registrations;
  };
  [[nodiscard]] bool answers(NodeId node) const { return context_.world.nodes[node.index()].tomcat; }
  [[nodiscard]] const em::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].extension_mobility;
  }
  [[nodiscard]] NodeId named(ClusterId cluster, const std::string& host) const;

  const Context& context_;
  std::vector<std::uint32_t> in_progress_;  ///< by node
  std::vector<Queues> queues_;              ///< by node
  std::vector<std::uint32_t> next_;         ///< by cluster, for the round robin over its nodes
  std::vector<ClusterId> cluster_of_;       ///< by node
};

}  // namespace roamsim::actors
