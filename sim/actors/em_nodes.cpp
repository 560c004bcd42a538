#include "sim/actors/em_nodes.hpp"

#include "models/extension_mobility/checks.hpp"

namespace roamsim::actors {

EmNodes::EmNodes(const Context& context)
    : context_(context),
      in_progress_(context.world.first_node.back().index(), 0),
      next_(context.world.clusters.size(), 0) {
  const World& world = context.world;
  for (std::size_t cluster = 0; cluster < world.clusters.size(); ++cluster) {
    const em::Parameters& own = parameters(ClusterId(cluster));
    for (auto node = world.first_node[cluster].value; node < world.first_node[cluster + 1].value; ++node) {
      queues_.push_back({Station(1), Station(own.configurations_at_once), Station(own.registrations_at_once)});
      cluster_of_.emplace_back(cluster);
    }
  }
}

NodeId EmNodes::named(ClusterId cluster, const std::string& host) const {
  const World& world = context_.world;
  const std::vector<NodePlan>& nodes = world.plan.clusters[cluster.index()].nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].name == host) return NodeId(world.first_node[cluster.index()].index() + i);
  }
  return {};
}

NodeId EmNodes::choose(ClusterId cluster) {
  const World& world = context_.world;
  const directory::ClusterSettings& settings = world.configuration.cluster(cluster);
  const NodeId by_url = named(cluster, settings.url.host);
  if (by_url.valid()) {
    const NodeId backup = settings.backup_url ? named(cluster, settings.backup_url->host) : NodeId{};
    return backup.valid() && !answers(by_url) && answers(backup) ? backup : by_url;
  }
  const std::size_t first = world.first_node[cluster.index()].index();
  const std::size_t count = world.first_node[cluster.index() + 1].index() - first;
  std::vector<NodeId> active;
  for (std::size_t i = 0; i < count; ++i) {
    if (world.activated(NodeId(first + i), Service::extension_mobility)) active.emplace_back(first + i);
  }
  if (active.empty()) active.emplace_back(first);
  std::vector<NodeId> answering;
  for (const NodeId node : active) {
    if (answers(node)) answering.push_back(node);
  }
  const std::vector<NodeId>& among = answering.empty() ? active : answering;
  switch (parameters(cluster).load_balancing) {
    case em::LoadBalancing::failover:
      return among.front();
    case em::LoadBalancing::least_in_progress:
      return *std::min_element(among.begin(), among.end(),
                               [&](NodeId a, NodeId b) { return in_progress_[a.index()] < in_progress_[b.index()]; });
    case em::LoadBalancing::round_robin:
      break;
  }
  // In turn over all that are activated, so that who is next does not depend on who was down.
  std::uint32_t& next = next_[cluster.index()];
  for (std::size_t tried = 0; tried < active.size(); ++tried) {
    const NodeId node = active[next++ % active.size()];
    if (answering.empty() || answers(node)) return node;
  }
  return among.front();
}

bool EmNodes::admit(NodeId node) {
  const ClusterId cluster = cluster_of_[node.index()];
  std::uint32_t& in_progress = in_progress_[node.index()];
  if (!em::admits(context_.world.service_parameters[cluster.index()], in_progress)) return false;
  ++in_progress;
  return true;
}

Time EmNodes::commit(NodeId node, Time now) {
  return queues_[node.index()].database.enter(now, parameters(cluster_of_[node.index()]).commit);
}

NodeId EmNodes::tftp_node(ClusterId cluster) const {
  const World& world = context_.world;
  for (auto node = world.first_node[cluster.index()].value; node < world.first_node[cluster.index() + 1].value;
       ++node) {
    if (world.nodes[node].tftp) return NodeId(node);
  }
  return {};
}

EmNodes::Ticket EmNodes::configure(ClusterId cluster, Time now) {
  const NodeId node = tftp_node(cluster);
  if (!node.valid()) return {};
  Station& queue = queues_[node.index()].tftp;
  return {queue.enter(now, parameters(cluster).configuration), node, queue.life()};
}

EmNodes::Ticket EmNodes::register_phone(PhoneId phone, Time now) {
  const NodeId node = context_.world.node_for(phone);
  if (!node.valid()) return {};
  Station& queue = queues_[node.index()].registrations;
  return {queue.enter(now, parameters(cluster_of_[node.index()]).registration), node, queue.life()};
}

void EmNodes::lose(NodeId node, Service service) {
  Queues& queues = queues_[node.index()];
  switch (service) {
    case Service::tftp:
      return queues.tftp.clear();
    case Service::call_processing:
      return queues.registrations.clear();
    case Service::tomcat:
      return queues.database.clear();
    case Service::ils:
    case Service::extension_mobility:
    case Service::extension_mobility_application:
    case Service::ip_phone_services:
      return;
  }
}

}  // namespace roamsim::actors
