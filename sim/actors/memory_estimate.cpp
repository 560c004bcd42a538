#include "sim/actors/memory_estimate.hpp"

#include <algorithm>

namespace roamsim::actors {

MemoryEstimate estimate_memory(const Plan& plan) {
  const std::uint64_t clusters = plan.clusters.size();
  const auto hubs = static_cast<std::uint64_t>(
      std::count_if(plan.clusters.begin(), plan.clusters.end(),
                    [](const ClusterPlan& cluster) { return cluster.membership.role == ils::Role::hub; }));
  std::uint64_t phones = plan.users.size() + plan.phones.size();
  for (const ClusterPlan& cluster : plan.clusters) phones += cluster.spare_phones;
  std::uint64_t advertised = 0;
  for (std::size_t i = 0; i < plan.users.size(); ++i) advertised += plan.users.advertised(i) ? 1 : 0;
  MemoryEstimate estimate;
  const auto set = [&](MemoryItem item, std::uint64_t count) {
    estimate.counts[static_cast<std::size_t>(item)] = count;
  };
  set(MemoryItem::program, 1);
  set(MemoryItem::cluster, clusters);
  set(MemoryItem::pair_of_clusters, clusters * clusters);
  set(MemoryItem::pair_of_hubs, hubs * hubs);
  set(MemoryItem::phone, phones);
  set(MemoryItem::user, plan.users.size());
  set(MemoryItem::advertised_user, advertised);
  estimate.timeline = plan.timeline.size() * sizeof(TimelineEntry);
  return estimate;
}

}  // namespace roamsim::actors
