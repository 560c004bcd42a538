#include <fmt/format.h>

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/cluster_pairs.hpp"
#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {
namespace {

using Topology = TrunksPlan::Topology;

void check_session_management(Checker& checker) {
  const TrunksSpec& spec = checker.spec.trunks;
  std::set<ClusterId> known;
  for (std::size_t i = 0; i < spec.session_management.size(); ++i) {
    const std::string pointer = fmt::format("/trunks/session_management/{}", i);
    const ClusterId cluster = checker.cluster(spec.session_management[i], pointer);
    if (!cluster.valid()) continue;
    if (!known.insert(cluster).second) {
      checker.error(pointer, {quoted(spec.session_management[i]) + " twice", "each cluster once", {}});
    }
    checker.plan.trunks.session_management.push_back(cluster);
  }
  if (!checker.clean("/trunks")) return;
  if (spec.topology == Topology::session_management && spec.session_management.empty()) {
    checker.error("/trunks", {"no session management cluster", "\"session_management\" with at least one", {}});
  } else if (spec.topology != Topology::session_management && !spec.session_management.empty()) {
    checker.error("/trunks/session_management",
                  {"session management clusters", "the topology \"session_management\" with them", {}});
  }
}

void check_list(Checker& checker) {
  ClusterPairs pairs(checker, "/trunks/list", "trunk");
  const std::vector<TrunkSpec>& list = checker.spec.trunks.list;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto [a, b] = pairs.take(i, list[i].between, "a trunk between " + quoted(list[i].between[0]) + " and itself");
    checker.plan.trunks.list.push_back({a, b, list[i].limits});
  }
}

/// A name that no cluster's dial plan has would let a line call everything, unnoticed.
void check_calling_search_spaces(Checker& checker) {
  for (std::size_t i = 0; i < checker.spec.clusters.size(); ++i) {
    const std::vector<calls::CallingSearchSpace>& spaces = checker.spec.clusters[i].calls.calling_search_spaces;
    std::set<std::string_view> names;
    for (std::size_t j = 0; j < spaces.size(); ++j) {
      if (names.insert(spaces[j].name).second) continue;
      checker.error(fmt::format("/clusters/{}/calls/calling_search_spaces/{}/name", i, j),
                    {quoted(spaces[j].name) + " twice", "a name of its own for each calling search space", {}});
    }
  }
  std::set<std::string_view> known;
  bool any = false;
  for (const ClusterPlan& cluster : checker.plan.clusters) {
    for (const calls::CallingSearchSpace& space : cluster.calls.calling_search_spaces) known.insert(space.name);
    any = any || !cluster.calls.calling_search_spaces.empty();
  }
  if (!any) return;
  for (std::size_t i = 0; i < checker.spec.clusters.size(); ++i) {
    for (std::size_t j = 0; j < checker.spec.clusters[i].users.size(); ++j) {
      const auto& profiles = checker.spec.clusters[i].users[j].record.profiles;
      for (std::size_t p = 0; p < profiles.size(); ++p) {
        for (std::size_t l = 0; l < profiles[p].lines.size(); ++l) {
          const std::string& name = profiles[p].lines[l].calling_search_space;
          if (name.empty() || known.contains(name)) continue;
          checker.error(fmt::format("/clusters/{}/users/{}/profiles/{}/lines/{}/calling_search_space", i, j, p, l),
                        {quoted(name) + ", which no cluster has", "a name of \"calling_search_spaces\"",
                         checker.suggestion(name, std::vector<std::string_view>(known.begin(), known.end()))});
        }
      }
    }
  }
}

}  // namespace

void check_trunks(Checker& checker) {
  checker.plan.trunks.topology = checker.spec.trunks.topology;
  checker.plan.trunks.limits = checker.spec.trunks.limits;
  check_session_management(checker);
  check_list(checker);
  check_calling_search_spaces(checker);
}

}  // namespace roamsim::scenario
