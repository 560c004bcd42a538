#include "sim/engine/platform_spec.hpp"

#include <cmath>
#include <cstddef>
#include <set>
#include <stdexcept>
#include <utility>

namespace roamsim::engine {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw std::invalid_argument("platform: " + what);
}

void check_link(const std::string& of, Bandwidth bandwidth, Duration latency) {
  if (bandwidth < 1) refuse(of + ": bandwidth " + std::to_string(bandwidth) + " bit/s, must be at least 1");
  if (latency < 0) refuse(of + ": latency " + std::to_string(latency) + " ns, must not be negative");
}

void check_cluster(const ClusterSpec& cluster, std::size_t index) {
  const std::string of = "cluster " + std::to_string(index) + " (" + cluster.name + ")";
  check_link(of, cluster.access_bandwidth, cluster.access_latency);
  if (cluster.nodes.empty()) refuse(of + ": has no node");
  for (const NodeSpec& node : cluster.nodes) {
    if (node.cores < 1) refuse(of + ": node " + node.name + " has " + std::to_string(node.cores) + " cores");
    if (!std::isfinite(node.speed) || node.speed <= 0) {
      refuse(of + ": node " + node.name + " has speed " + std::to_string(node.speed) + ", must be above 0");
    }
  }
}

}  // namespace

void check(const PlatformSpec& spec) {
  if (spec.clusters.empty()) refuse("has no cluster");
  for (std::size_t i = 0; i < spec.clusters.size(); ++i) check_cluster(spec.clusters[i], i);
  std::set<std::pair<ClusterId, ClusterId>> pairs;
  for (std::size_t i = 0; i < spec.direct_links.size(); ++i) {
    const DirectLinkSpec& link = spec.direct_links[i];
    const std::string of = "direct link " + std::to_string(i);
    check_link(of, link.bandwidth, link.latency);
    if (link.a.index() >= spec.clusters.size() || link.b.index() >= spec.clusters.size()) {
      refuse(of + ": names a cluster that does not exist");
    }
    if (link.a == link.b) refuse(of + ": joins a cluster to itself");
    if (!pairs.insert(std::minmax(link.a, link.b)).second) refuse(of + ": is the second one between its clusters");
  }
  if (spec.lan_latency < 0) refuse("the LAN's latency must not be negative");
  if (spec.lan_bandwidth < 0) refuse("the LAN's bandwidth must not be negative");
}

}  // namespace roamsim::engine
