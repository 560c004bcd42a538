#include "sim/actors/machines.hpp"

#include <string_view>
#include <tuple>

#include "models/directory/parameters.hpp"

namespace roamsim::actors {

Machines::Machines(Context& context, ExtensionMobilityService& extension_mobility, IlsService& ils,
                   Registrar& registrar, Reregistration& reregistration)
    : context_(context),
      extension_mobility_(extension_mobility),
      ils_(ils),
      registrar_(registrar),
      reregistration_(reregistration),
      nodes_(context.world.nodes.size()),
      clusters_(context.world.clusters.size()) {
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    clusters_[i].ils = context.world.activated(first(ClusterId(i)), Service::ils);
  }
}

void Machines::set_listeners(ServesAgain serves_again, Booted booted) {
  serves_again_ = std::move(serves_again);
  booted_ = std::move(booted);
}

void Machines::take_power(ClusterId cluster, NodeId from, NodeId to) {
  std::vector<NodeId> lost;
  for (auto id = from.value; id < to.value; ++id) {
    Node& node = nodes_[id];
    if (node.causes++ > 0) continue;
    ++node.life;
    node.booted = node.tomcat = false;
    lost.emplace_back(id);
  }
  settle(cluster);
  for (const NodeId node : lost) {
    extension_mobility_.service_lost(node, Service::tomcat);
    context_.engine.set_node_on(node, false);
  }
}

void Machines::give_power(NodeId node) {
  if (--nodes_[node.index()].causes == 0) boot(node);
}

void Machines::give_power(ClusterId cluster) {
  for (auto node = first(cluster).value; node < past(cluster).value; ++node) give_power(NodeId(node));
}

void Machines::boot(NodeId node) {
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  const directory::BootStages stages = directory::boot_stages(context_.world.plan.clusters[cluster.index()].recovery);
  context_.engine.set_node_on(node, true);
  after_boot(node, stages.operating_system, &Machines::database_runs);
  after_boot(node, stages.services, &Machines::services_run);
  if (stages.tomcat > stages.services) after_boot(node, stages.tomcat, &Machines::tomcat_runs);
}

void Machines::after_boot(NodeId node, Duration wait, void (Machines::*stage)(NodeId)) {
  context_.scheduler.after(wait, core::Priority::fault, [this, node, life = nodes_[node.index()].life, stage] {
    if (nodes_[node.index()].life == life) (this->*stage)(node);
  });
}

void Machines::say_stage(NodeId node, std::string_view stage) const {
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  const std::size_t n = node.index() - first(cluster).index();
  context_.say(LogLevel::debug, Component::faults, "{}: {}",
               context_.world.plan.clusters[cluster.index()].nodes[n].name, stage);
}

void Machines::database_runs(NodeId node) {
  say_stage(node, "the operating system runs, the database starts");
}

void Machines::services_run(NodeId node) {
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  const directory::RecoveryParameters& recovery = context_.world.plan.clusters[cluster.index()].recovery;
  say_stage(node, "services run");
  nodes_[node.index()].booted = true;
  nodes_[node.index()].tomcat = recovery.tomcat == 0;
  settle(cluster);
  if (booted_) booted_(node);
}

void Machines::tomcat_runs(NodeId node) {
  say_stage(node, "Tomcat runs");
  nodes_[node.index()].tomcat = true;
  settle(context_.engine.topology().cluster_of(node));
}

void Machines::stop_service(ClusterId cluster, NodeId node, Service service) {
  ++stops_[{cluster, node, service}];
  settle(cluster);
}

void Machines::start_service(ClusterId cluster, NodeId node, Service service) {
  --stops_[{cluster, node, service}];
  settle(cluster);
}

void Machines::set_replication(ClusterId cluster, bool works) {
  context_.world.clusters[cluster.index()].replicates = works;
  ils_.set_replication(cluster, works);
  if (works) extension_mobility_.replicates_again(cluster);
}

std::uint32_t Machines::stops(ClusterId cluster, NodeId node, Service service) const {
  const auto found = stops_.find({cluster, node, service});
  return found == stops_.end() ? 0 : found->second;
}

bool Machines::runs(NodeId node, ClusterId cluster, Service service) const {
  const Node& state = nodes_[node.index()];
  if (!state.booted || stops(cluster, node, service) > 0 || stops(cluster, NodeId{}, service) > 0) return false;
  if (!context_.world.activated(node, service)) return false;
  if (service == Service::tomcat) return state.tomcat;
  return !in_tomcat(service) || runs(node, cluster, Service::tomcat);
}

void Machines::settle(ClusterId cluster) {
  ClusterState& state = context_.world.clusters[cluster.index()];
  Cluster& own = clusters_[cluster.index()];
  std::vector<NodeId> without_em;
  std::vector<NodeId> without_calls;
  bool serving = false;
  for (auto id = first(cluster).value; id < past(cluster).value; ++id) {
    const NodeId node(id);
    NodeState& now = context_.world.nodes[id];
    const NodeState before = now;
    now.extension_mobility = runs(node, cluster, Service::extension_mobility);
    now.call_processing = runs(node, cluster, Service::call_processing);
    now.extension_mobility_application = runs(node, cluster, Service::extension_mobility_application);
    now.ip_phone_services = runs(node, cluster, Service::ip_phone_services);
    now.tomcat = runs(node, cluster, Service::tomcat);
    now.tftp = runs(node, cluster, Service::tftp);
    if (before.extension_mobility && !now.extension_mobility) without_em.push_back(node);
    if (before.call_processing && !now.call_processing) without_calls.push_back(node);
    if (before.call_processing && !now.call_processing)
      extension_mobility_.service_lost(node, Service::call_processing);
    if (before.tftp && !now.tftp) extension_mobility_.service_lost(node, Service::tftp);
    serving = serving || now.call_processing;
  }
  const bool served = state.serving;
  state.serving = serving;
  const bool ils = runs(first(cluster), cluster, Service::ils);
  const bool had_ils = own.ils;
  own.ils = ils;
  if (had_ils && !ils) {
    ++state.outages;
    ils_.stop(cluster);
  }
  if (served && !serving) {
    ++own.life;
    extension_mobility_.cluster_lost(cluster);
    registrar_.lose_all(cluster);
  } else {
    for (const NodeId node : without_em) extension_mobility_.node_lost(node);
    for (const NodeId node : without_calls) registrar_.lose(node, cluster);
    if (serving && !without_calls.empty()) {
      wave_after(cluster, context_.world.plan.clusters[cluster.index()].recovery.phone_failover, false);
    }
  }
  for (const NodeId node : without_calls) context_.world.changes.node_lost(node);
  if (!without_calls.empty() || served != serving) context_.world.changes.network();
  if (!served && serving && serves_again_) serves_again_(cluster);
  if (!had_ils && ils) ils_.start(cluster);
  if (!served && serving) {
    wave_after(cluster, context_.world.plan.clusters[cluster.index()].recovery.phone_reregistration, true);
  }
}

void Machines::wave_after(ClusterId cluster, Duration wait, bool restarted) {
  const std::uint32_t life = clusters_[cluster.index()].life;
  context_.scheduler.after(wait, core::Priority::completion, [this, cluster, life, restarted] {
    if (clusters_[cluster.index()].life == life) reregistration_.wave(cluster, restarted);
  });
}

}  // namespace roamsim::actors
