#include "sim/actors/platform.hpp"

#include <utility>

namespace roamsim::actors {

engine::PlatformSpec platform_of(const Plan& plan) {
  engine::PlatformSpec spec;
  spec.lan_latency = plan.lan_latency;
  for (const ClusterPlan& cluster : plan.clusters) {
    engine::ClusterSpec part;
    part.name = cluster.name;
    part.access_bandwidth = cluster.access.bandwidth;
    part.access_latency = cluster.access.latency;
    for (const NodePlan& node : cluster.nodes) {
      part.nodes.push_back({.name = node.name, .cores = static_cast<int>(node.cores), .speed = 1.0});
    }
    spec.clusters.push_back(std::move(part));
  }
  for (const DirectLinkPlan& link : plan.links) {
    spec.direct_links.push_back({.a = link.a, .b = link.b, .bandwidth = link.bandwidth, .latency = link.latency});
  }
  return spec;
}

}  // namespace roamsim::actors
