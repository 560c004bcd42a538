#include "sim/actors/fault_injector.hpp"

#include "sim/record/row_names.hpp"

namespace roamsim::actors {

using Kind = record::EventRow::Kind;

void FaultInjector::note(Kind kind, ClusterId cluster, LinkId line) {
  context_.journal.events.push_back({context_.scheduler.now(), kind, cluster, line});
  if (cluster.valid()) {
    context_.say(LogLevel::info, Component::faults, "{}: {}", context_.name(cluster), record::name_of(kind));
  } else if (line.valid()) {
    const DirectLinkPlan& ends = context_.world.plan.links[line.index()];
    context_.say(LogLevel::info, Component::faults, "line between {} and {}: {}", context_.name(ends.a),
                 context_.name(ends.b), record::name_of(kind));
  }
}

void FaultInjector::set_nodes_on(ClusterId cluster, bool on) {
  const World& world = context_.world;
  for (auto node = world.first_node[cluster.index()].value; node < world.first_node[cluster.index() + 1].value;
       ++node) {
    context_.engine.set_node_on(NodeId(node), on);
  }
}

void FaultInjector::cluster_outage(ClusterId cluster, Duration lasts) {
  ClusterState& state = context_.world.clusters[cluster.index()];
  if (!state.powered) {
    ++left_out_;
    return;
  }
  note(Kind::failed, cluster);
  state.powered = false;
  state.serving = false;
  ++state.outages;
  ils_.stop(cluster);
  extension_mobility_.cluster_lost(cluster);
  registrar_.lose_all(cluster);
  set_nodes_on(cluster, false);
  moments_.happened(Moment::Event::failed, cluster);
  context_.scheduler.after(lasts, core::Priority::fault, [this, cluster] { repair(cluster); });
}

void FaultInjector::repair(ClusterId cluster) {
  context_.world.clusters[cluster.index()].powered = true;
  note(Kind::repaired, cluster);
  set_nodes_on(cluster, true);
  const Duration boot = context_.world.plan.clusters[cluster.index()].recovery.boot;
  const std::uint32_t life = context_.world.clusters[cluster.index()].outages;
  context_.scheduler.after(boot, core::Priority::fault, [this, cluster, life] {
    if (context_.world.clusters[cluster.index()].outages == life) recover(cluster);
  });
}

void FaultInjector::recover(ClusterId cluster) {
  ClusterState& state = context_.world.clusters[cluster.index()];
  state.serving = true;
  note(Kind::recovered, cluster);
  ils_.start(cluster);
  moments_.happened(Moment::Event::recovered, cluster);
  const Duration wait = context_.world.plan.clusters[cluster.index()].recovery.phone_reregistration;
  context_.scheduler.after(wait, core::Priority::completion, [this, cluster, life = state.outages] {
    if (context_.world.clusters[cluster.index()].outages == life) registrar_.register_all(cluster);
  });
}

bool FaultInjector::take_down(LinkId link) {
  const bool worked = dead_lines_.insert(link).second;
  if (!worked) ++left_out_;
  return worked;
}

void FaultInjector::access_outage(ClusterId cluster, Duration lasts) {
  const LinkId link = context_.engine.topology().access_link(cluster);
  if (!take_down(link)) return;
  note(Kind::access_down, cluster);
  context_.engine.set_link_on(link, false);
  context_.scheduler.after(lasts, core::Priority::fault, [this, link, cluster] {
    dead_lines_.erase(link);
    note(Kind::access_up, cluster);
    context_.engine.set_link_on(link, true);
  });
}

// The topology numbers its links otherwise than the plan does; results know the plan's numbers.
void FaultInjector::link_outage(LinkId line, Duration lasts) {
  const DirectLinkPlan& ends = context_.world.plan.links[line.index()];
  const LinkId link = context_.engine.topology().direct_link(ends.a, ends.b);
  if (!take_down(link)) return;
  note(Kind::link_down, {}, line);
  context_.engine.set_link_on(link, false);
  context_.scheduler.after(lasts, core::Priority::fault, [this, link, line] {
    dead_lines_.erase(link);
    note(Kind::link_up, {}, line);
    context_.engine.set_link_on(link, true);
  });
}

}  // namespace roamsim::actors
