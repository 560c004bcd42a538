#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/actors/timeline.hpp"
#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

class Checker;

/// A node by its cluster.
struct NodePlace {
  ClusterId cluster;
  std::uint32_t node = 0;
};

/// The nodes that ids and patterns name, each once, in the order of the file; a name of none is reported.
std::vector<NodePlace> nodes_named(Checker& checker, const NamesSpec& names, const std::string& pointer);

/// Reports ILS on a node that is no publisher, at "service" or "node" below the pointer.
void check_ils_nodes(Checker& checker, Service service, const std::vector<NodePlace>& nodes, const std::string& at);

/// The indexes of the phones of plan.phones that ids and patterns name; a name of none is reported.
std::vector<std::uint32_t> phones_named(Checker& checker, const NamesSpec& names, const std::string& pointer);

/// The index of the line of network.links between two clusters, in either order; reported if there is none.
LinkId line_between(Checker& checker, const std::array<std::string, 2>& between, const std::string& pointer);

/// None, reported, if nothing is degraded.
std::optional<Degradation> degradation_of(Checker& checker, const DegradationSpec& spec, const std::string& pointer);

/// None, reported, unless every cluster is in just one group.
std::optional<Partition> partition_of(Checker& checker, const PartitionSpec& spec, const std::string& pointer);

}  // namespace roamsim::scenario
