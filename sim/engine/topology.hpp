#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/engine/platform_spec.hpp"

namespace roamsim::engine {

/// The links between two clusters: none within one, the direct link, or both access links.
class Path {
 public:
  Path() = default;
  explicit Path(LinkId direct) : links_{direct, LinkId{}}, count_(1) {}
  Path(LinkId from, LinkId to) : links_{from, to}, count_(2) {}

  [[nodiscard]] std::span<const LinkId> links() const { return {links_.data(), count_}; }
  [[nodiscard]] bool crosses(LinkId link) const;

 private:
  std::array<LinkId, 2> links_{};
  std::size_t count_ = 0;
};

/// Clusters, nodes and links as the network model of roamsim sees them, with what is on at present. Latency is
/// integer and ours: SimGrid's links have none, and whoever receives a message or a flow adds it. Ids that do not exist
/// throw std::out_of_range.
class Topology {
 public:
  /// Throws std::invalid_argument for a specification that is not in order.
  explicit Topology(const PlatformSpec& spec);

  [[nodiscard]] std::size_t cluster_count() const { return clusters_.size(); }
  [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }
  [[nodiscard]] std::size_t link_count() const { return links_.size(); }
  [[nodiscard]] ClusterId cluster_of(NodeId node) const { return nodes_.at(node.index()).cluster; }
  [[nodiscard]] std::size_t node_count(ClusterId cluster) const { return clusters_.at(cluster.index()).node_count; }
  /// The n-th node of a cluster.
  [[nodiscard]] NodeId node(ClusterId cluster, std::size_t n) const;
  [[nodiscard]] LinkId access_link(ClusterId cluster) const;
  /// The link of their own of two clusters, or an id that is not valid.
  [[nodiscard]] LinkId direct_link(ClusterId a, ClusterId b) const;
  [[nodiscard]] Path path(ClusterId from, ClusterId to) const;

  /// One way: 0 within a node, the LAN's within a cluster, else the sum over the links of the path.
  [[nodiscard]] Duration latency(NodeId from, NodeId to) const;
  /// One way between nodes of two clusters; the LAN's if they are the same.
  [[nodiscard]] Duration latency(ClusterId from, ClusterId to) const;
  /// Whether all links of the path are on, and no partition lies between.
  [[nodiscard]] bool path_on(ClusterId from, ClusterId to) const;
  /// Whether a partition lies between the two.
  [[nodiscard]] bool parted(ClusterId a, ClusterId b) const {
    return clusters_.at(a.index()).group != clusters_.at(b.index()).group;
  }
  /// Whether both nodes and all links between them are on.
  [[nodiscard]] bool path_on(NodeId from, NodeId to) const;
  /// How long a flow of `bytes` takes if nothing else uses its links, without latency; what SimGrid says for it too.
  [[nodiscard]] Duration idle_flow_time(NodeId from, NodeId to, std::uint64_t bytes) const;
  /// Whether a flow between these nodes is limited by any bandwidth at all.
  [[nodiscard]] bool limited(NodeId from, NodeId to) const;

  [[nodiscard]] bool node_on(NodeId node) const { return nodes_.at(node.index()).on; }
  [[nodiscard]] bool link_on(LinkId link) const { return links_.at(link.index()).on; }
  [[nodiscard]] Bandwidth bandwidth(LinkId link) const { return links_.at(link.index()).bandwidth; }
  [[nodiscard]] Duration latency(LinkId link) const { return links_.at(link.index()).latency; }

  // What happens to flows then is the engine's business: change a topology through it.
  void set_node_on(NodeId node, bool on) { nodes_.at(node.index()).on = on; }
  void set_link_on(LinkId link, bool on) { links_.at(link.index()).on = on; }
  /// Clusters hear only those of their own group. By cluster; throws std::invalid_argument for another number of them.
  void set_groups(std::span<const std::uint32_t> groups);
  /// Throws std::invalid_argument below 1 bit/s.
  void set_bandwidth(LinkId link, Bandwidth bandwidth);
  /// Throws std::invalid_argument if negative.
  void set_latency(LinkId link, Duration latency);

 private:
  struct Cluster {
    std::uint32_t first_node;
    std::uint32_t node_count;
    std::vector<std::pair<ClusterId, LinkId>> direct;  ///< by neighbour
    std::uint32_t group = 0;                           ///< of a partition; one and the same while there is none
  };
  struct Node {
    ClusterId cluster;
    bool on = true;
  };
  struct Link {
    Bandwidth bandwidth = 1;
    Duration latency = 0;
    bool on = true;
  };

  std::vector<Cluster> clusters_;
  std::vector<Node> nodes_;
  std::vector<Link> links_;
  Duration lan_latency_;
  Bandwidth lan_bandwidth_;
};

}  // namespace roamsim::engine
