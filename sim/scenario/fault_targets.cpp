#include "sim/scenario/fault_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "sim/core/glob.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {

std::vector<NodePlace> nodes_named(Checker& checker, const NamesSpec& names, const std::string& pointer) {
  if (!checker.clean(pointer)) return {};
  std::vector<NodePlace> all;
  std::vector<std::string_view> known;
  for (std::size_t c = 0; c < checker.plan.clusters.size(); ++c) {
    const std::vector<NodePlan>& nodes = checker.plan.clusters[c].nodes;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
      all.push_back({ClusterId(c), n});
      known.emplace_back(nodes[n].name);
    }
  }
  std::vector<bool> chosen(all.size(), false);
  for (std::size_t i = 0; i < names.names.size(); ++i) {
    const std::string& name = names.names[i];
    const bool literal = std::find(known.begin(), known.end(), name) != known.end();
    bool any = false;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (literal ? known[k] != name : !core::glob_matches(name, known[k])) continue;
      any = chosen[k] = true;
    }
    if (any) continue;
    checker.error(names.list ? fmt::format("{}/{}", pointer, i) : pointer,
                  {quoted(name) + ", which names no node", "the id of a node, or a pattern of such",
                   checker.suggestion(name, known)});
  }
  std::vector<NodePlace> found;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (chosen[k]) found.push_back(all[k]);
  }
  return found;
}

void check_ils_nodes(Checker& checker, Service service, const std::vector<NodePlace>& nodes, const std::string& at) {
  if (service != Service::ils || !checker.clean(at + "/service")) return;
  for (const NodePlace& place : nodes) {
    if (place.node == 0) continue;
    const std::string& name = checker.plan.clusters[place.cluster.index()].nodes[place.node].name;
    checker.error(at + "/node", {quoted(name) + ", a subscriber", "a publisher: ILS runs nowhere else", {}});
    return;
  }
}

std::vector<std::uint32_t> phones_named(Checker& checker, const NamesSpec& names, const std::string& pointer) {
  if (!checker.clean(pointer)) return {};
  const std::vector<PhonePlan>& phones = checker.plan.phones;
  std::set<std::uint32_t> chosen;
  for (std::size_t i = 0; i < names.names.size(); ++i) {
    const std::string& name = names.names[i];
    const auto exact = checker.phone_names.find(name);
    if (exact != checker.phone_names.end()) {
      chosen.insert(static_cast<std::uint32_t>(exact->second));
      continue;
    }
    bool any = false;
    for (std::uint32_t k = 0; k < phones.size() && name.find_first_of("*?") != std::string::npos; ++k) {
      if (!core::glob_matches(name, phones[k].name)) continue;
      chosen.insert(k);
      any = true;
    }
    if (any) continue;
    std::vector<std::string_view> known;
    for (const PhonePlan& phone : phones) known.emplace_back(phone.name);
    checker.error(names.list ? fmt::format("{}/{}", pointer, i) : pointer,
                  {quoted(name) + ", which names no phone", "the name of one of \"phones\", or a pattern of such",
                   checker.suggestion(name, known)});
  }
  return {chosen.begin(), chosen.end()};
}

LinkId line_between(Checker& checker, const std::array<std::string, 2>& between, const std::string& pointer) {
  const ClusterId a = checker.cluster(between[0], pointer + "/0");
  const ClusterId b = checker.cluster(between[1], pointer + "/1");
  if (!a.valid() || !b.valid()) return {};
  const std::vector<DirectLinkPlan>& links = checker.plan.links;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (std::minmax(links[i].a, links[i].b) == std::minmax(a, b)) return LinkId{i};
    const auto& ends = checker.spec.network.links[i].between;
    names.push_back(ends[0] + " and " + ends[1]);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  checker.error(pointer, {fmt::format("{} and {}, which no line joins", quoted(between[0]), quoted(between[1])),
                          known.empty() ? "the ends of a line, and network.links has none"
                                        : "the ends of a line: " + listed(known),
                          {}});
  return {};
}

std::optional<Degradation> degradation_of(Checker& checker, const DegradationSpec& spec, const std::string& pointer) {
  for (const char* key : {"/latency", "/bandwidth", "/loss"}) {
    if (!checker.clean(pointer + key)) return std::nullopt;
  }
  const Degradation how{spec.latency.value_or(0), spec.bandwidth, spec.loss.value_or(0)};
  if (how.latency == 0 && !how.bandwidth && how.loss == 0) {
    checker.error(pointer, {"a line that is no worse than before", R"("latency", "bandwidth" or "loss")", {}});
    return std::nullopt;
  }
  return how;
}

std::optional<Partition> partition_of(Checker& checker, const PartitionSpec& spec, const std::string& pointer) {
  constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  Partition partition;
  partition.lasts = spec.lasts;
  partition.group_of.assign(checker.plan.clusters.size(), nowhere);
  std::set<std::string_view> taken;
  bool ok = checker.clean(pointer);
  for (std::uint32_t g = 0; g < spec.groups.size(); ++g) {
    const PartitionGroupSpec& group = spec.groups[g];
    const std::string at = fmt::format("{}/groups/{}", pointer, g);
    partition.names.push_back(group.id);
    if (!group.id.empty() && !taken.insert(group.id).second) {
      checker.error(at + "/id", {quoted(group.id), "an id of its own for each group", {}});
      ok = false;
    }
    const std::vector<ClusterId> members = checker.selectors.clusters(group.clusters, at + "/cluster");
    ok = ok && !members.empty();
    for (const ClusterId cluster : members) {
      std::uint32_t& own = partition.group_of[cluster.index()];
      if (own == nowhere) {
        own = g;
        continue;
      }
      checker.error(at + "/cluster",
                    {fmt::format("the cluster {} a second time", quoted(checker.plan.clusters[cluster.index()].name)),
                     "each cluster in one group", fmt::format("{}/groups/{} has it already", pointer, own)});
      ok = false;
    }
  }
  if (!ok) return std::nullopt;
  for (std::size_t c = 0; c < partition.group_of.size(); ++c) {
    if (partition.group_of[c] != nowhere) continue;
    checker.error(pointer + "/groups",
                  {fmt::format("no group of the cluster {}", quoted(checker.plan.clusters[c].name)),
                   "each cluster in one group",
                   {}});
    return std::nullopt;
  }
  if (spec.groups.size() == 1) {
    checker.error(pointer + "/groups", {"one group", "at least two, or nothing is parted", {}});
    return std::nullopt;
  }
  return partition;
}

}  // namespace roamsim::scenario
