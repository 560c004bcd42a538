#include "sim/actors/node_counters.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/record/counter_series.hpp"

namespace roamsim::actors {

namespace {

using record::Counter;
using record::CounterObject;
using record::CounterSeries;

CounterSeries::Node describe(const World& world, ClusterId cluster, NodeId node) {
  CounterSeries::Node made;
  made.cluster = cluster;
  made.number = world.number_of(node, cluster);
  const auto set = [&](CounterObject object, bool there) { made.objects[static_cast<std::size_t>(object)] = there; };
  const bool em = world.activated(node, Service::extension_mobility);
  set(CounterObject::extension_mobility, em);
  set(CounterObject::change_notification, em);
  set(CounterObject::call_manager, world.activated(node, Service::call_processing));
  set(CounterObject::tftp, world.activated(node, Service::tftp));
  const auto& chosen = world.plan.record.clusters;
  made.kept = !chosen || std::binary_search(chosen->begin(), chosen->end(), cluster);
  return made;
}

}  // namespace

void start_counters(Context& context, Time end) {
  const World& world = context.world;
  if (!world.plan.record.counter_logs) return;
  std::vector<std::int32_t> phones(world.clusters.size(), 0);
  for (std::size_t phone = 0; phone < world.directory.phones(); ++phone) {
    ++phones[world.directory.cluster_of(PhoneId(phone)).index()];
  }
  std::vector<CounterSeries::Node> nodes;
  for (std::size_t cluster = 0; cluster < world.clusters.size(); ++cluster) {
    for (NodeId node = world.first_node[cluster]; node < world.first_node[cluster + 1]; ++node.value) {
      nodes.push_back(describe(world, ClusterId(cluster), node));
    }
  }
  CounterSeries& counters = context.journal.counters;
  counters.start(world.plan.record.counter_logs->interval, end, std::move(nodes));
  for (std::size_t node = 0; node < counters.nodes().size(); ++node) {
    if (!world.activated(NodeId(node), Service::tftp)) continue;
    counters.add(NodeId(node), Counter::devices_built, 0, phones[counters.nodes()[node].cluster.index()]);
  }
  for (std::size_t phone = 0; phone < world.directory.phones(); ++phone) {
    if (world.registered[phone] != 0) counters.add(world.registered_at[phone], Counter::registered_phones, 0, 1);
  }
}

}  // namespace roamsim::actors
