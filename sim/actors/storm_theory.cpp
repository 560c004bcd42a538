#include "sim/actors/storm_theory.hpp"

#include <algorithm>
#include <variant>

namespace roamsim::actors {
namespace {

bool comes_to(const StormPlan& storm, ClusterId cluster) {
  return storm.targets.empty() ||
         std::any_of(storm.targets.begin(), storm.targets.end(), [cluster](const StormTarget& target) {
           return target.home ||
                  std::find(target.clusters.begin(), target.clusters.end(), cluster) != target.clusters.end();
         });
}

bool timeline_comes_to(const Plan& plan, ClusterId cluster) {
  return std::any_of(plan.timeline.begin(), plan.timeline.end(), [cluster](const TimelineEntry& entry) {
    const auto* login = std::get_if<Login>(&entry.action);
    const auto* logout = std::get_if<Logout>(&entry.action);
    return (login != nullptr && login->cluster == cluster) || (logout != nullptr && logout->cluster == cluster);
  });
}

/// Nodes on which an administrator has activated Extension Mobility.
std::size_t nodes_of(const ClusterPlan& cluster) {
  return static_cast<std::size_t>(std::count_if(cluster.nodes.begin(), cluster.nodes.end(), [](const NodePlan& node) {
    return node.services.has(Service::extension_mobility);
  }));
}

bool throughout(const StormPlan& storm, const Plan& plan, Time ended) {
  if (storm.at.event != Moment::Event::absolute || storm.at.at > plan.warmup || storm.per_hour <= 0) return false;
  const double lasts = static_cast<double>(storm.count) / storm.per_hour * to_seconds(hour);
  return storm.until >= ended - storm.at.at && to_seconds(storm.at.at) + lasts >= to_seconds(ended);
}

}  // namespace

StormArrivals arrivals_at(const Plan& plan, ClusterId cluster, Time ended) {
  const StormPlan* only = nullptr;
  std::size_t storms = 0;
  for (const StormPlan& storm : plan.storms) {
    if (!comes_to(storm, cluster)) continue;
    only = &storm;
    ++storms;
  }
  if (only == nullptr) return {};
  StormArrivals arrivals;
  arrivals.retries = only->retry.policy != RetryPlan::Policy::gives_up && only->attempts > 1;
  arrivals.poisson = storms == 1 && only->arrivals == StormPlan::Arrivals::poisson &&
                     only->loop == StormPlan::Loop::open && !only->stays && !only->waits_for_phone &&
                     throughout(*only, plan, ended) && nodes_of(plan.clusters[cluster.index()]) == 1 &&
                     !timeline_comes_to(plan, cluster);
  return arrivals;
}

}  // namespace roamsim::actors
