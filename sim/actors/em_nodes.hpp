#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/queueing_theory/node_theory.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/database_queue.hpp"
#include "sim/actors/in_progress.hpp"
#include "sim/actors/queue_gauge.hpp"
#include "sim/actors/station.hpp"
#include "sim/core/processor_sharing.hpp"
#include "sim/core/random/distribution.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

/// The nodes of all clusters as logins use them: which node answers a phone, its slots, its cores and its queues.
class EmNodes {
 public:
  using Kind = record::HttpRequestRow::Kind;

  explicit EmNodes(const Context& context);

  /// The node that answers a phone of the cluster: the one that the URL of the phone service names, or one that the
  /// load balancer picks among those on which Extension Mobility is activated and that answer at all. If none does, the
  /// next one in turn.
  NodeId choose(ClusterId cluster);

  /// An HTTP request that a node is handling.
  struct Handling {
    static constexpr std::uint32_t no_row = 0xFFFFFFFF;
    NodeId node;                 ///< none: there is no such request
    std::uint32_t row = no_row;  ///< in the journal
    Time since = 0;
    Kind kind = Kind::state_query;
    bool slot = false;
    bool from_elsewhere = false;
  };
  /// Begins to handle a request; nothing if all slots that it needs are taken, which counts as throttled.
  /// `from_elsewhere`: the user's home is another cluster.
  std::optional<Handling> admit(NodeId node, Kind kind, bool from_elsewhere, RequestId of);
  /// The request is answered, with the error code if there is one.
  void release(const Handling& handling, std::int32_t code);

  /// How much work a request is whose mean is this: a draw of the distribution that the cluster has.
  Duration draw_work(NodeId node, Duration mean);
  /// Begins a piece of work on the cores that the node's requests share.
  core::ProcessorSharing::Job work(NodeId node, Duration amount, core::ProcessorSharing::Done done) {
    return nodes_[node.index()].cores.start(amount, std::move(done));
  }
  void cancel(NodeId node, core::ProcessorSharing::Job job) { nodes_[node.index()].cores.cancel(job); }
  [[nodiscard]] bool has_power(NodeId node) const { return context_.engine.topology().node_on(node); }

  /// Joins the queue of a node's database.
  DatabaseQueue::Transaction commit(NodeId node, Time now);
  /// What was committed at a node will come to the others of its cluster, as work for their databases.
  void replicate(NodeId from);
  /// When the database of a node has done all that it has to do now, where what is replicated is work for it; else now.
  [[nodiscard]] Time replicated(NodeId to, Time now) const;
  /// Joins the queue of the change notification of a node; when the call processing knows.
  Time notify(NodeId node, Time now);
  /// The nodes of the cluster that run TFTP have been told that a phone has another configuration.
  void device_changed(ClusterId cluster);
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
    return ticket.life != nodes_[ticket.node.index()].tftp.life();
  }
  [[nodiscard]] bool lost_registration(const Ticket& ticket) const {
    return ticket.life != nodes_[ticket.node.index()].registrations.life();
  }
  /// The service has stopped on the node: what waited for it is lost. Tomcat stands for the whole node with its
  /// database and cores.
  void lose(NodeId node, Service service);

  /// Little's law at the end of a run, as an identity of integers: what each node's number of requests in progress adds
  /// up to is what the requests were there for. `open`: those that are there still. In words where it does not hold;
  /// else empty.
  [[nodiscard]] std::string unbalanced(const std::vector<Handling>& open, Time ended) const;
  /// What each node that was asked anything has done since the end of the warm-up.
  void add_scalars(record::Journal& journal, Time ended) const;

 private:
  struct Node {
    ClusterId cluster;
    core::ProcessorSharing cores;
    DatabaseQueue database;
    Station notifications, tftp, registrations;
    QueueGauge notified = QueueGauge(record::Counter::notifications_queued);
    QueueGauge served = QueueGauge(record::Counter::files_in_progress);
    random::Stream draws;
    InProgress in_progress;
    std::uint32_t slots = 0;
    std::uint32_t slots_from_elsewhere = 0;
    std::uint64_t handled = 0;
    std::uint64_t asked_for_slot = 0;               ///< after the warm-up
    bool lost = false;                              ///< it was down, or its database or services, for a time
    std::map<std::int32_t, std::uint64_t> refused;  ///< by code, of those that began after the warm-up
  };
  [[nodiscard]] Node make_node(ClusterId cluster, std::size_t number) const;
  [[nodiscard]] bool answers(NodeId node) const { return context_.world.nodes[node.index()].tomcat; }
  [[nodiscard]] const em::Parameters& parameters(ClusterId cluster) const {
    return context_.world.plan.clusters[cluster.index()].extension_mobility;
  }
  [[nodiscard]] const em::Parameters& parameters(NodeId node) const { return parameters(nodes_[node.index()].cluster); }
  [[nodiscard]] queueing::NodeFacts facts_for_theory(NodeId node, Time ended) const;
  [[nodiscard]] NodeId named(ClusterId cluster, const std::string& host) const;
  [[nodiscard]] std::string name_of(NodeId node) const;

  const Context& context_;
  std::deque<Node> nodes_;
  std::vector<std::uint32_t> next_;  ///< by cluster, for the round robin over its nodes
  /// By cluster: how the work of a request varies, as a multiple of its mean.
  std::vector<random::Distribution> shapes_;
};

}  // namespace roamsim::actors
