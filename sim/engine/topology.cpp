#include "sim/engine/topology.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace roamsim::engine {

namespace {
__extension__ using Wide = unsigned __int128;
}

bool Path::crosses(LinkId link) const {
  const auto all = links();
  return std::find(all.begin(), all.end(), link) != all.end();
}

Topology::Topology(const PlatformSpec& spec) : lan_latency_(spec.lan_latency), lan_bandwidth_(spec.lan_bandwidth) {
  check(spec);
  for (const ClusterSpec& cluster : spec.clusters) {
    const ClusterId id(clusters_.size());
    const auto count = static_cast<std::uint32_t>(cluster.nodes.size());
    clusters_.push_back({static_cast<std::uint32_t>(nodes_.size()), count, {}});
    nodes_.insert(nodes_.end(), count, Node{id});
    links_.push_back({cluster.access_bandwidth, cluster.access_latency});
  }
  for (const DirectLinkSpec& direct : spec.direct_links) {
    const LinkId id(links_.size());
    links_.push_back({direct.bandwidth, direct.latency});
    clusters_[direct.a.index()].direct.emplace_back(direct.b, id);
    clusters_[direct.b.index()].direct.emplace_back(direct.a, id);
  }
  for (Cluster& cluster : clusters_) std::sort(cluster.direct.begin(), cluster.direct.end());
}

NodeId Topology::node(ClusterId cluster, std::size_t n) const {
  const Cluster& of = clusters_.at(cluster.index());
  if (n >= of.node_count) throw std::out_of_range("no such node in the cluster");
  return NodeId(of.first_node + n);
}

LinkId Topology::access_link(ClusterId cluster) const {
  if (cluster.index() >= clusters_.size()) throw std::out_of_range("no such cluster");
  return LinkId(cluster.value);
}

LinkId Topology::direct_link(ClusterId a, ClusterId b) const {
  const auto& direct = clusters_.at(a.index()).direct;
  const auto found = std::lower_bound(direct.begin(), direct.end(), b,
                                      [](const auto& entry, ClusterId neighbour) { return entry.first < neighbour; });
  return found != direct.end() && found->first == b ? found->second : LinkId{};
}

Path Topology::path(ClusterId from, ClusterId to) const {
  if (from == to) return {};
  const LinkId direct = direct_link(from, to);
  return direct.valid() ? Path(direct) : Path(access_link(from), access_link(to));
}

Duration Topology::latency(ClusterId from, ClusterId to) const {
  if (from == to) return lan_latency_;
  Duration sum = 0;
  const Path between = path(from, to);
  for (const LinkId link : between.links()) sum += links_[link.index()].latency;
  return sum;
}

Duration Topology::latency(NodeId from, NodeId to) const {
  return from == to ? 0 : latency(cluster_of(from), cluster_of(to));
}

bool Topology::path_on(ClusterId from, ClusterId to) const {
  if (parted(from, to)) return false;
  const Path between = path(from, to);
  const auto all = between.links();
  return std::all_of(all.begin(), all.end(), [this](LinkId link) { return links_[link.index()].on; });
}

bool Topology::path_on(NodeId from, NodeId to) const {
  return node_on(from) && node_on(to) && path_on(cluster_of(from), cluster_of(to));
}

bool Topology::limited(NodeId from, NodeId to) const {
  return from != to && (lan_bandwidth_ > 0 || cluster_of(from) != cluster_of(to));
}

Duration Topology::idle_flow_time(NodeId from, NodeId to, std::uint64_t bytes) const {
  if (!limited(from, to)) return 0;
  Bandwidth least = lan_bandwidth_ > 0 ? lan_bandwidth_ : std::numeric_limits<Bandwidth>::max();
  const Path between = path(cluster_of(from), cluster_of(to));
  for (const LinkId link : between.links()) least = std::min(least, links_[link.index()].bandwidth);
  const Wide bit_ns = Wide{bytes} * 8 * second;
  const auto rate = static_cast<Wide>(least);
  return static_cast<Duration>(std::min((2 * bit_ns + rate) / (2 * rate), static_cast<Wide>(never)));
}

void Topology::set_groups(std::span<const std::uint32_t> groups) {
  if (groups.size() != clusters_.size()) throw std::invalid_argument("a partition needs a group of each cluster");
  for (std::size_t i = 0; i < groups.size(); ++i) clusters_[i].group = groups[i];
}

void Topology::set_bandwidth(LinkId link, Bandwidth bandwidth) {
  if (bandwidth < 1) throw std::invalid_argument("a link's bandwidth must be at least 1 bit/s");
  links_.at(link.index()).bandwidth = bandwidth;
}

void Topology::set_latency(LinkId link, Duration latency) {
  if (latency < 0) throw std::invalid_argument("a link's latency must not be negative");
  links_.at(link.index()).latency = latency;
}

}  // namespace roamsim::engine
