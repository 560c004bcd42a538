#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

namespace roamsim::engine {

/// Bandwidth in bits per second, at least 1.
using Bandwidth = std::int64_t;

/// One server of a cluster.
struct NodeSpec {
  std::string name;    ///< for error messages only
  int cores = 1;       ///< at least 1
  double speed = 1.0;  ///< core-seconds of work that one core does in a second; above 0
};

/// One cluster and the link by which it hangs on the provider's cloud. Both directions share the link's bandwidth.
struct ClusterSpec {
  std::string name;  ///< for error messages only
  Bandwidth access_bandwidth = 100'000'000;
  Duration access_latency = 5 * millisecond;  ///< one way, from the cluster to the middle of the cloud
  std::vector<NodeSpec> nodes;                ///< at least one
};

/// A link of their own between two clusters, which these two use in place of the cloud.
struct DirectLinkSpec {
  ClusterId a;
  ClusterId b;
  Bandwidth bandwidth = 100'000'000;
  Duration latency = 5 * millisecond;  ///< one way
};

/// Everything that SimGrid is told of the machines and the network. Nodes are numbered cluster by cluster in the order
/// of this specification; access links come first in the numbering of links, in the order of the clusters, then the
/// direct links.
struct PlatformSpec {
  std::vector<ClusterSpec> clusters;  ///< at least one
  std::vector<DirectLinkSpec> direct_links;
  Duration lan_latency = 100 * microsecond;  ///< one way, between two nodes of a cluster
  Bandwidth lan_bandwidth = 0;  ///< shared by all flows of a cluster's nodes; 0: the LAN is never the limit
};

/// Throws std::invalid_argument that says which part is wrong and what is allowed.
void check(const PlatformSpec& spec);

}  // namespace roamsim::engine
