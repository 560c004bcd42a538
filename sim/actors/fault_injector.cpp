#include "sim/actors/fault_injector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/actors/timeline_words.hpp"
#include "sim/core/format_time.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

FaultInjector::FaultInjector(Context& context, IlsService& ils, Machines& machines, Lines& lines, Moments& moments,
                             Restorer& restorer, EmSessions& sessions)
    : context_(context),
      ils_(ils),
      machines_(machines),
      lines_(lines),
      moments_(moments),
      restorer_(restorer),
      sessions_(sessions),
      cluster_repaired_(context.world.clusters.size(), false),
      node_repaired_(context.world.nodes.size(), false) {
  machines_.set_listeners([this](ClusterId cluster) { serves_again(cluster); }, [this](NodeId node) { booted(node); });
}

void FaultInjector::note(Kind kind, ClusterId cluster, LinkId line, std::string detail) {
  const std::string_view separator = detail.empty() ? "" : ", ";
  if (cluster.valid()) {
    context_.say(LogLevel::info, Component::faults, "{}: {}{}{}", context_.name(cluster), record::name_of(kind),
                 separator, detail);
  } else if (line.valid()) {
    const DirectLinkPlan& ends = context_.world.plan.links[line.index()];
    context_.say(LogLevel::info, Component::faults, "line between {} and {}: {}{}{}", context_.name(ends.a),
                 context_.name(ends.b), record::name_of(kind), separator, detail);
  } else {
    context_.say(LogLevel::info, Component::faults, "{}{}{}", record::name_of(kind), separator, detail);
  }
  context_.journal.events.push_back({context_.scheduler.now(), kind, cluster, line, std::move(detail)});
}

bool FaultInjector::take(const Key& thing) {
  const bool worked = out_.insert(thing).second;
  if (!worked) ++left_out_;
  return worked;
}

template <class F>
void FaultInjector::after(Duration lasts, F f) {
  context_.scheduler.after(lasts, core::Priority::fault, std::move(f));
}

// Clusters.

void FaultInjector::begin(const ClusterOutage& outage) {
  if (take(key(outage.cluster))) power_off(outage.cluster, outage.lasts);
}

void FaultInjector::begin(const Shutdown& shutdown) {
  if (!take(key(shutdown.cluster))) return;
  note(Kind::shut_down, shutdown.cluster);
  context_.world.clusters[shutdown.cluster.index()].closing = true;
  const Duration grace = context_.world.plan.clusters[shutdown.cluster.index()].recovery.shutdown;
  after(grace, [this, cluster = shutdown.cluster, lasts = shutdown.lasts] {
    context_.world.clusters[cluster.index()].closing = false;
    power_off(cluster, lasts);
  });
}

void FaultInjector::begin(const Restore& restore) {
  if (!take(key(restore.cluster))) return;
  fail(restore.cluster);
  after(restore.lasts, [this, cluster = restore.cluster, to = restore.to] {
    note(Kind::restored, cluster, {}, words_for(restorer_.put_back(cluster, to), to));
    power_back(cluster);
  });
}

void FaultInjector::begin(const SwitchVersion& restart) {
  if (!take(key(restart.cluster))) return;
  note(Kind::version_switched, restart.cluster);
  sessions_.log_out_everybody(restart.cluster);
  power_off(restart.cluster, 0);
}

void FaultInjector::power_off(ClusterId cluster, Duration lasts) {
  fail(cluster);
  after(lasts, [this, cluster] { power_back(cluster); });
}

void FaultInjector::fail(ClusterId cluster) {
  note(Kind::failed, cluster);
  cluster_repaired_[cluster.index()] = false;
  machines_.take_power(cluster);
  moments_.happened(Moment::Event::failed, cluster);
}

void FaultInjector::power_back(ClusterId cluster) {
  out_.erase(key(cluster));
  note(Kind::repaired, cluster);
  cluster_repaired_[cluster.index()] = true;
  machines_.give_power(cluster);
}

void FaultInjector::serves_again(ClusterId cluster) {
  if (!cluster_repaired_[cluster.index()]) return;
  cluster_repaired_[cluster.index()] = false;
  note(Kind::recovered, cluster);
  moments_.happened(Moment::Event::recovered, cluster);
}

// Nodes and services.

const std::string& FaultInjector::node_name(NodeId node) const {
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  return context_.world.plan.clusters[cluster.index()].nodes[node.index() - machines_.first(cluster).index()].name;
}

void FaultInjector::begin(const NodeOutage& outage) {
  node_off(NodeId(machines_.first(outage.cluster).value + outage.node), outage.lasts);
}

void FaultInjector::begin(const PublisherOutage& outage) {
  node_off(machines_.first(outage.cluster), outage.lasts);
}

void FaultInjector::node_off(NodeId node, Duration lasts) {
  const Key thing{Thing::node, node.value, 0, 0};
  if (!take(thing)) return;
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  note(Kind::node_down, cluster, {}, node_name(node));
  node_repaired_[node.index()] = false;
  machines_.take_power(node);
  after(lasts, [this, node, cluster] {
    out_.erase({Thing::node, node.value, 0, 0});
    note(Kind::node_repaired, cluster, {}, node_name(node));
    node_repaired_[node.index()] = true;
    machines_.give_power(node);
  });
}

void FaultInjector::booted(NodeId node) {
  if (!node_repaired_[node.index()]) return;
  node_repaired_[node.index()] = false;
  note(Kind::node_up, context_.engine.topology().cluster_of(node), {}, node_name(node));
}

void FaultInjector::begin(const ServiceStop& stop) {
  const NodeId node = stop.node ? NodeId(machines_.first(stop.cluster).value + *stop.node) : NodeId{};
  const Key thing{Thing::service, stop.cluster.value, node.value, static_cast<std::uint32_t>(stop.service)};
  if (!take(thing)) return;
  const auto words = [this](NodeId where, Service service) {
    std::string text(name_of(service));
    if (where.valid()) text += " on " + node_name(where);
    return text;
  };
  note(Kind::service_stopped, stop.cluster, {}, words(node, stop.service));
  machines_.stop_service(stop.cluster, node, stop.service);
  after(stop.lasts, [this, words, cluster = stop.cluster, node, service = stop.service] {
    out_.erase({Thing::service, cluster.value, node.value, static_cast<std::uint32_t>(service)});
    note(Kind::service_started, cluster, {}, words(node, service));
    machines_.start_service(cluster, node, service);
  });
}

// Lines. The topology numbers its links otherwise than the plan does; results know the plan's numbers.

void FaultInjector::begin(const AccessOutage& outage) {
  const LinkId link = context_.engine.topology().access_link(outage.cluster);
  if (!take({Thing::dead_line, link.value, 0, 0})) return;
  note(Kind::access_down, outage.cluster);
  lines_.take_down(link);
  after(outage.lasts, [this, link, cluster = outage.cluster] {
    out_.erase({Thing::dead_line, link.value, 0, 0});
    note(Kind::access_up, cluster);
    lines_.bring_up(link);
  });
}

void FaultInjector::begin(const LinkOutage& outage) {
  const DirectLinkPlan& ends = context_.world.plan.links[outage.link.index()];
  const LinkId link = context_.engine.topology().direct_link(ends.a, ends.b);
  if (!take({Thing::dead_line, link.value, 0, 0})) return;
  note(Kind::link_down, {}, outage.link);
  lines_.take_down(link);
  after(outage.lasts, [this, link, line = outage.link] {
    out_.erase({Thing::dead_line, link.value, 0, 0});
    note(Kind::link_up, {}, line);
    lines_.bring_up(link);
  });
}

void FaultInjector::begin(const AccessDegraded& degraded) {
  const LinkId link = context_.engine.topology().access_link(degraded.cluster);
  if (!take({Thing::degraded_line, link.value, 0, 0})) return;
  note(Kind::access_degraded, degraded.cluster, {}, words_for(degraded.how));
  lines_.degrade(link, degraded.how);
  after(degraded.lasts, [this, link, cluster = degraded.cluster] {
    out_.erase({Thing::degraded_line, link.value, 0, 0});
    note(Kind::access_restored, cluster);
    lines_.restore(link);
  });
}

void FaultInjector::begin(const LinkDegraded& degraded) {
  const DirectLinkPlan& ends = context_.world.plan.links[degraded.link.index()];
  const LinkId link = context_.engine.topology().direct_link(ends.a, ends.b);
  if (!take({Thing::degraded_line, link.value, 0, 0})) return;
  note(Kind::link_degraded, {}, degraded.link, words_for(degraded.how));
  lines_.degrade(link, degraded.how);
  after(degraded.lasts, [this, link, line = degraded.link] {
    out_.erase({Thing::degraded_line, link.value, 0, 0});
    note(Kind::link_restored, {}, line);
    lines_.restore(link);
  });
}

void FaultInjector::begin(const Partition& partition) {
  if (!take({Thing::network, 0, 0, 0})) return;
  std::string groups;
  for (const std::string& name : partition.names) groups += (groups.empty() ? "" : " | ") + name;
  note(Kind::parted, {}, {}, groups);
  lines_.part(partition.group_of);
  after(partition.lasts, [this] {
    out_.erase({Thing::network, 0, 0, 0});
    note(Kind::healed, {});
    lines_.heal();
  });
}

// What is wrong within a cluster or between two, while everything runs.

void FaultInjector::begin(const ReplicationBroken& broken) {
  const ClusterId cluster = broken.cluster;
  if (!take({Thing::replication, cluster.value, 0, 0})) return;
  note(Kind::replication_broken, cluster);
  machines_.set_replication(cluster, false);
  after(broken.lasts, [this, cluster] {
    out_.erase({Thing::replication, cluster.value, 0, 0});
    note(Kind::replication_repaired, cluster);
    machines_.set_replication(cluster, true);
  });
}

void FaultInjector::begin(const ClockSkew& skew) {
  const ClusterId cluster = skew.cluster;
  if (!take({Thing::clock, cluster.value, 0, 0})) return;
  note(Kind::clock_wrong, cluster, {}, words_for_offset(skew.offset));
  context_.world.clusters[cluster.index()].clock_offset = skew.offset;
  after(skew.lasts, [this, cluster, offset = skew.offset] {
    out_.erase({Thing::clock, cluster.value, 0, 0});
    note(Kind::clock_right, cluster, {}, words_for_offset(offset));
    context_.world.clusters[cluster.index()].clock_offset = 0;
  });
}

void FaultInjector::begin(const AuthenticationFailure& failure) {
  const auto [a, b] = std::minmax(failure.a, failure.b);
  const Key thing{Thing::authentication, a.value, b.value, 0};
  if (!take(thing)) return;
  note(Kind::authentication_failed, a, {}, "with " + context_.name(b));
  ils_.set_refused(a, b, true);
  ils_.set_refused(b, a, true);
  after(failure.lasts, [this, a = a, b = b] {
    out_.erase({Thing::authentication, a.value, b.value, 0});
    note(Kind::authentication_works, a, {}, "with " + context_.name(b));
    ils_.set_refused(a, b, false);
    ils_.set_refused(b, a, false);
  });
}

void FaultInjector::begin(const SynchronizationFailure& failure) {
  if (!take({Thing::synchronization, 0, 0, 0})) return;
  note(Kind::synchronization_broken, {});
  context_.world.synchronization_fails = true;
  after(failure.lasts, [this] {
    out_.erase({Thing::synchronization, 0, 0, 0});
    note(Kind::synchronization_repaired, {});
    context_.world.synchronization_fails = false;
  });
}

}  // namespace roamsim::actors
