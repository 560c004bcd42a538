#include "sim/actors/memory_estimate.hpp"

#include <algorithm>

namespace roamsim::actors {
namespace {

constexpr std::uint64_t bytes_of_program = 47'000'000;
constexpr std::uint64_t bytes_per_cluster = 32'500;       ///< its parameters, as read and as merged
constexpr std::uint64_t bytes_per_pair_of_clusters = 75;  ///< lines, zones and logs
constexpr std::uint64_t bytes_per_pair_of_hubs = 1'140;   ///< as peers, and the greetings of the start
constexpr std::uint64_t bytes_per_user = 540;
constexpr std::uint64_t bytes_per_phone = 22;

}  // namespace

MemoryEstimate estimate_memory(const Plan& plan) {
  const std::uint64_t clusters = plan.clusters.size();
  const auto hubs = static_cast<std::uint64_t>(
      std::count_if(plan.clusters.begin(), plan.clusters.end(),
                    [](const ClusterPlan& cluster) { return cluster.membership.role == ils::Role::hub; }));
  std::uint64_t phones = plan.users.size();
  for (const ClusterPlan& cluster : plan.clusters) phones += cluster.spare_phones;
  phones += plan.phones.size();
  MemoryEstimate estimate;
  estimate.program = bytes_of_program;
  estimate.clusters = clusters * bytes_per_cluster + clusters * clusters * bytes_per_pair_of_clusters +
                      hubs * hubs * bytes_per_pair_of_hubs;
  estimate.users = plan.users.size() * bytes_per_user;
  estimate.phones = phones * bytes_per_phone;
  estimate.timeline = plan.timeline.size() * sizeof(TimelineEntry);
  return estimate;
}

}  // namespace roamsim::actors
