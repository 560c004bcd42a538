#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "sim/actors/plan.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {

inline constexpr ClusterId spoke_a{0};
inline constexpr ClusterId hub_1{1};
inline constexpr ClusterId hub_2{2};
inline constexpr ClusterId spoke_b{3};

/// Spoke A of hub 1, which is meshed with hub 2, of which spoke B is: three hops. Each line is of its own length and
/// width. Bob is at home in spoke A.
inline Plan chain_plan(ils::SyncMode mode) {
  Plan plan;
  plan.title = "three hops";
  plan.duration = 60 * minute;
  for (const char* name : {"spoke-a", "hub-1", "hub-2", "spoke-b"}) {
    ClusterPlan cluster;
    cluster.name = name;
    cluster.nodes = {NodePlan{std::string(name) + "-pub"}};
    cluster.ils.mode = mode;
    cluster.membership.role = ils::Role::hub;
    cluster.access.latency = static_cast<Duration>(plan.clusters.size() + 1) * 3 * millisecond;
    cluster.access.bandwidth = 64'000 * static_cast<std::int64_t>(plan.clusters.size() + 1);
    plan.clusters.push_back(cluster);
  }
  plan.clusters[spoke_a.index()].membership = {ils::Role::spoke, hub_1, true};
  plan.clusters[hub_2.index()].membership.hub = hub_1;
  plan.clusters[spoke_b.index()].membership = {ils::Role::spoke, hub_2, true};
  plan.users = {{"bob", "1000-001", spoke_b, true, false}};
  return plan;
}

inline Duration way_between(const Plan& plan, ClusterId a, ClusterId b) {
  return plan.clusters[a.index()].access.latency + plan.clusters[b.index()].access.latency;
}

/// The transfer of one update on the narrower of the two lines.
inline Duration transfer_between(const Plan& plan, ClusterId a, ClusterId b) {
  return transfer(std::min(plan.clusters[a.index()].access.bandwidth, plan.clusters[b.index()].access.bandwidth));
}

/// From the request on its way in: transfer, way back, processing.
inline Duration answer(const Plan& plan, ClusterId from, ClusterId to) {
  return transfer_between(plan, from, to) + way_between(plan, from, to) + processing();
}

}  // namespace roamsim::actors
