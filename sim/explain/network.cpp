#include "sim/explain/network.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "sim/actors/timeline.hpp"

namespace roamsim::explain {

Network::Network(const Run& run, Time at) {
  const Plan& plan = run.plan();
  for (const ClusterPlan& cluster : plan.clusters) {
    roles_.push_back(cluster.membership.at_start ? cluster.membership.role : ils::Role::standalone);
    hubs_.push_back(cluster.membership.hub);
  }
  const auto set = [&](ClusterId cluster, ils::Role role, ClusterId hub) {
    roles_[cluster.index()] = role;
    hubs_[cluster.index()] = hub;
  };
  std::vector<std::pair<Time, const TimelineEntry*>> changes;
  for (const TimelineEntry& entry : plan.timeline) {
    const bool changes_network = std::holds_alternative<IlsJoin>(entry.action) ||
                                 std::holds_alternative<IlsRole>(entry.action) ||
                                 std::holds_alternative<IlsLeave>(entry.action);
    const std::optional<Time> date = changes_network ? run.date_of(entry) : std::nullopt;
    if (date && *date <= at) changes.emplace_back(*date, &entry);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [date, entry] : changes) {
    if (const auto* join = std::get_if<IlsJoin>(&entry->action)) set(join->cluster, join->role, join->hub);
    if (const auto* role = std::get_if<IlsRole>(&entry->action)) set(role->cluster, role->role, role->hub);
    if (const auto* leave = std::get_if<IlsLeave>(&entry->action)) set(leave->cluster, ils::Role::standalone, {});
  }
}

std::vector<ClusterId> Network::peers(ClusterId cluster) const {
  std::vector<ClusterId> peers;
  const bool hub = roles_[cluster.index()] == ils::Role::hub;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const ClusterId other(i);
    if (other == cluster || !is_member(cluster) || !is_member(other)) continue;
    const bool both_hubs = hub && roles_[i] == ils::Role::hub;
    const bool its_spoke = roles_[i] == ils::Role::spoke && hubs_[i] == cluster;
    const bool its_hub = !hub && hubs_[cluster.index()] == other;
    if (both_hubs || its_spoke || its_hub) peers.push_back(other);
  }
  return peers;
}

std::vector<ClusterId> Network::way(const std::vector<ClusterId>& holders, ClusterId to) const {
  std::vector<ClusterId> before(roles_.size());
  std::vector<bool> seen(roles_.size());
  std::deque<ClusterId> next(holders.begin(), holders.end());
  for (const ClusterId holder : holders) seen[holder.index()] = true;
  for (; !next.empty(); next.pop_front()) {
    if (next.front() == to) break;
    for (const ClusterId peer : peers(next.front())) {
      if (seen[peer.index()]) continue;
      seen[peer.index()] = true;
      before[peer.index()] = next.front();
      next.push_back(peer);
    }
  }
  if (next.empty()) return {};
  std::vector<ClusterId> way{to};
  while (before[way.back().index()].valid()) way.push_back(before[way.back().index()]);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace roamsim::explain
