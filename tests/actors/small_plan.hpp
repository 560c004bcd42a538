#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// Three clusters, all hubs, with one super user each: the world of the feature guide's figures 2 and 3.
inline Plan guide_plan() {
  Plan plan;
  plan.title = "the guide's three clusters";
  plan.duration = 30 * minute;
  for (const char* name : {"cluster1", "cluster2", "cluster3"}) {
    ClusterPlan cluster;
    cluster.name = name;
    cluster.nodes = {NodePlan{std::string(name) + "-pub"},
                     NodePlan{std::string(name) + "-sub1", 4, {.ils = false, .extension_mobility = false}}};
    cluster.membership.role = ils::Role::hub;
    plan.clusters.push_back(cluster);
  }
  plan.users = {{"bob", "1000-001", ClusterId(0), true, true},
                {"alice", "2000-001", ClusterId(1), true, true},
                {"kally", "3000-001", ClusterId(2), true, true}};
  return plan;
}

inline constexpr UserId bob{0};
inline constexpr UserId alice{1};
inline constexpr UserId kally{2};
inline constexpr ClusterId cluster1{0};
inline constexpr ClusterId cluster2{1};
inline constexpr ClusterId cluster3{2};

/// The guide's plan with changes passed on as they come and at no other time, so that nothing periodic meets them.
inline Plan quiet_plan() {
  Plan plan = guide_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.ils.mode = ils::SyncMode::event_triggered;
  return plan;
}

/// The first two clusters of it, with their users.
inline Plan pair_plan() {
  Plan plan = quiet_plan();
  plan.clusters.pop_back();
  plan.users.pop_back();
  return plan;
}

/// When a login that begins at `begin` and meets no obstacle enters the EM service, is committed, and has its phone
/// registered.
inline Time entering(Time begin, const em::Parameters& em = {}) {
  return begin + em.services_list + em.sign_in_page + em.typing;
}
inline Time committing(Time begin, const em::Parameters& em = {}) {
  return entering(begin, em) + em.service + em.commit;
}
inline Time registering(Time begin, const em::Parameters& em = {}) {
  return committing(begin, em) + em.rebuild + em.restart + em.configuration + em.registration;
}

/// The size of a batch of so many records, in bits.
inline std::int64_t batch_bits(std::int64_t records, const ils::Parameters& ils = {}) {
  return 8 * (ils.bytes_per_message + records * ils.bytes_per_record);
}
/// How long a batch of one record takes alone on a line of so many bit/s.
inline Duration transfer(std::int64_t bandwidth, std::int64_t records = 1) {
  return (batch_bits(records) * second + bandwidth / 2) / bandwidth;
}
/// From the arrival of a batch until it counts as received, and from then until the last node routes by it.
inline Duration processing() {
  return ils::Parameters{}.batch_processing;
}
inline Duration writing(std::int64_t records = 1) {
  return records * second / ils::Parameters{}.records_written_per_second + ils::Parameters{}.replication;
}
/// One way between two clusters over the cloud, by default, and the bandwidth of their lines.
inline constexpr Duration way = 2 * AccessLinkPlan{}.latency;
inline constexpr std::int64_t line = AccessLinkPlan{}.bandwidth;

}  // namespace roamsim::actors
