#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/cluster_pairs.hpp"
#include "sim/scenario/emcc_settings.hpp"
#include "sim/scenario/units.hpp"
#include "sim/scenario/version.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_advised_clusters = 200;

void name_clusters(Checker& checker) {
  const std::vector<ClusterSpec>& clusters = checker.spec.clusters;
  for (std::size_t i = 0; i < clusters.size(); ++i)
    checker.name_cluster(clusters[i].id, fmt::format("/clusters/{}/id", i));
  if (clusters.size() > most_advised_clusters) {
    checker.warning("/clusters",
                    {fmt::format("{} clusters", clusters.size()),
                     {},
                     fmt::format("the vendor advises at most {} in an ILS network", most_advised_clusters)});
  }
}

void check_versions(Checker& checker) {
  const std::vector<ClusterSpec>& clusters = checker.spec.clusters;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const std::optional<Version> version = parse_version(clusters[i].version);
    if (!version || *version >= first_roaming_version) continue;
    checker.warning(
        fmt::format("/clusters/{}/version", i),
        {quoted(clusters[i].version), {}, "before 12.0(1)SU1 there is no roaming: roaming logins are refused here"});
  }
}

/// Servers that are not given are a publisher and a subscriber.
void check_nodes(Checker& checker) {
  std::unordered_map<std::string_view, std::string> taken;
  std::vector<ClusterSpec>& clusters = checker.spec.clusters;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const bool made = clusters[i].nodes.empty() && !clusters[i].id.empty();
    if (made) {
      clusters[i].nodes.resize(2);
      clusters[i].nodes[0].name = clusters[i].id + "-pub";
      clusters[i].nodes[1].name = clusters[i].id + "-sub1";
    }
    for (std::size_t j = 0; j < clusters[i].nodes.size(); ++j) {
      const std::string& name = clusters[i].nodes[j].name;
      std::string pointer = made ? fmt::format("/clusters/{}", i) : fmt::format("/clusters/{}/nodes/{}/id", i, j);
      const auto [other, added] = taken.emplace(name, pointer);
      if (added || name.empty() || (made && !checker.clean(fmt::format("/clusters/{}/id", i)))) continue;
      checker.error(std::move(pointer), {"the node " + quoted(name), "an id of its own for each node",
                                         checker.in_file(other->second) + " has it already"});
    }
  }
}

std::vector<NodePlan> nodes_of(Checker& checker, std::size_t cluster) {
  std::vector<NodePlan> nodes;
  const std::vector<NodeSpec>& specs = checker.spec.clusters[cluster].nodes;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    NodePlan& node = nodes.emplace_back();
    node.name = specs[i].name;
    node.cores = specs[i].cores;
    node.services.ils = i == 0;
    if (!specs[i].services) continue;
    const std::string pointer = fmt::format("/clusters/{}/nodes/{}/services", cluster, i);
    const NamesSpec& names = *specs[i].services;
    const auto has = [&](std::string_view name) {
      return std::find(names.names.begin(), names.names.end(), name) != names.names.end();
    };
    node.services = {.ils = has("ils"),
                     .extension_mobility = has("extension_mobility"),
                     .call_processing = has("call_processing"),
                     .tftp = has("tftp")};
    if (node.services.ils && i > 0 && checker.clean(pointer)) {
      checker.error(pointer, {"ils on a subscriber", "ils on the publisher, the first node, only", {}});
    }
  }
  return nodes;
}

void check_links(Checker& checker) {
  ClusterPairs pairs(checker, "/network/links", "line");
  const std::vector<LinkSpec>& links = checker.spec.network.links;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto [a, b] = pairs.take(i, links[i].between, quoted(links[i].between[0]) + " twice");
    checker.plan.links.push_back({a, b, links[i].bandwidth, links[i].latency});
  }
}

void check_phase(Checker& checker, std::size_t cluster) {
  const ils::Parameters& ils = checker.spec.clusters[cluster].ils.parameters;
  const std::string pointer = fmt::format("/clusters/{}/ils", cluster);
  if (!ils.phase || *ils.phase < ils.interval || !checker.clean(pointer + "/phase") ||
      !checker.clean(pointer + "/interval"))
    return;
  checker.error(pointer + "/phase",
                {quoted(format_duration(*ils.phase)), "less than the interval, " + format_duration(ils.interval), {}});
}

std::vector<ils::BlockedPattern> blocked_patterns(Checker& checker, std::size_t cluster) {
  std::vector<ils::BlockedPattern> blocked;
  const std::vector<BlockedPatternSpec>& rules = checker.spec.clusters[cluster].ils.blocked_learned_patterns;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string pointer = fmt::format("/clusters/{}/ils/blocked_learned_patterns/{}", cluster, i);
    const BlockedPatternSpec& rule = rules[i];
    if (rule.number && rule.prefix) {
      checker.error(pointer, {"both \"number\" and \"prefix\"", "one of them", {}});
    } else if (!rule.number && !rule.prefix && !rule.cluster && checker.clean(pointer)) {
      checker.error(pointer, {"a rule that says nothing", "\"number\", \"prefix\" or \"cluster\"", {}});
    }
    ils::BlockedPattern& out = blocked.emplace_back();
    out.digits = rule.number ? *rule.number : rule.prefix.value_or("");
    out.prefix = !rule.number;
    if (rule.cluster) out.cluster = checker.cluster(*rule.cluster, pointer + "/cluster");
  }
  return blocked;
}

}  // namespace

void check_clusters(Checker& checker) {
  name_clusters(checker);
  check_versions(checker);
  check_nodes(checker);
  check_users(checker);
  apply_topologies(checker);
  check_links(checker);
  checker.plan.transport = checker.spec.network.transport;
  for (const ClusterSpec& cluster : checker.spec.clusters) {
    ClusterPlan plan;
    plan.name = cluster.id;
    plan.version = cluster.version;
    plan.nodes = nodes_of(checker, checker.plan.clusters.size());
    plan.spare_phones = cluster.spare_phones;
    plan.access = cluster.access;
    plan.ils = cluster.ils.parameters;
    check_phase(checker, checker.plan.clusters.size());
    plan.blocked_learned_patterns = blocked_patterns(checker, checker.plan.clusters.size());
    plan.extension_mobility = cluster.extension_mobility;
    plan.calls = cluster.calls;
    plan.recovery = cluster.recovery;
    checker.join_groups(ClusterId{checker.plan.clusters.size()}, cluster.groups);
    checker.plan.clusters.push_back(std::move(plan));
  }
  for (std::size_t i = 0; i < checker.plan.clusters.size(); ++i) {
    checker.plan.clusters[i].emcc = emcc_settings(checker, i);
    checker.plan.clusters[i].emcc_parameters = checker.spec.clusters[i].emcc.parameters;
  }
  check_directory(checker);
  check_trunks(checker);
}

}  // namespace roamsim::scenario
