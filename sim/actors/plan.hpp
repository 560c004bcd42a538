#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/parameters.hpp"
#include "models/directory/configuration.hpp"
#include "models/directory/parameters.hpp"
#include "models/directory/users.hpp"
#include "models/extension_mobility/emcc.hpp"
#include "models/extension_mobility/parameters.hpp"
#include "models/ils/blocked_pattern.hpp"
#include "models/ils/parameters.hpp"
#include "models/network/transport.hpp"
#include "models/super_user_sync/parameters.hpp"
#include "sim/actors/expectation.hpp"
#include "sim/actors/random_faults.hpp"
#include "sim/actors/storm_plan.hpp"
#include "sim/actors/timeline.hpp"
#include "sim/actors/traffic_plan.hpp"
#include "sim/actors/trunk_plan.hpp"
#include "sim/record/recording.hpp"

namespace roamsim {

/// The line of a cluster to the provider's cloud.
struct AccessLinkPlan {
  std::int64_t bandwidth = 100'000'000;  ///< bit/s, shared by all flows over the line
  Duration latency = 10 * millisecond;   ///< one way, from the cluster to the cloud
  bool operator==(const AccessLinkPlan&) const = default;
};

/// A line of its own between two clusters, used by them in place of the cloud.
struct DirectLinkPlan {
  ClusterId a, b;
  std::int64_t bandwidth = 100'000'000;
  Duration latency = 20 * millisecond;  ///< one way, end to end
  bool operator==(const DirectLinkPlan&) const = default;
};

/// A server of a cluster; the first is the publisher.
struct NodePlan {
  std::string name;
  std::uint32_t cores = 4;
  directory::ActivatedServices services = {};
  bool operator==(const NodePlan&) const = default;
};

/// A cluster's place in the ILS network at the start.
struct IlsMembership {
  ils::Role role = ils::Role::standalone;
  ClusterId hub;         ///< a spoke's hub; for a hub, the hub it registers with (none: it is the first)
  bool at_start = true;  ///< false: configured by `ils_join` in the timeline
  bool operator==(const IlsMembership&) const = default;
};

struct ClusterPlan {
  std::string name;  ///< the cluster id of the scenario
  std::string version = "12.5.1";
  std::vector<NodePlan> nodes;
  std::uint32_t spare_phones = 4;  ///< phones that allow Extension Mobility and belong to nobody
  directory::ClusterSettings settings;
  directory::PhoneSettings phone;  ///< of the phones that have no name of their own
  AccessLinkPlan access;
  IlsMembership membership;
  ils::Parameters ils;
  std::vector<ils::BlockedPattern> blocked_learned_patterns;
  em::Parameters extension_mobility;
  em::EmccSettings emcc;
  em::EmccParameters emcc_parameters;
  calls::Parameters calls;
  directory::RecoveryParameters recovery;
  bool operator==(const ClusterPlan&) const = default;
};

using UserPlan = directory::User;

/// A phone with a name and settings of its own.
struct PhonePlan {
  std::string name;
  ClusterId cluster;
  directory::PhoneSettings settings;
  bool operator==(const PhonePlan&) const = default;
};

/// Where a cluster has a user otherwise than the others.
struct UserException {
  ClusterId cluster;
  UserId user;
  directory::UserPatch patch;
  bool operator==(const UserException&) const = default;
};

/// A whole run, resolved and checked: what the scenario floor makes of a file and the simulation is built from.
struct Plan {
  std::string title;
  std::vector<std::string> covers;  ///< requirement rows
  std::uint64_t seed = 1;
  Duration duration = 0;
  Duration warmup = 0;  ///< scalars count what begins at or after its end; shorter than the run
  record::Labels labels;
  record::Recording record;
  Duration lan_latency = 500 * microsecond;  ///< one way, between two nodes or phones of one cluster
  net::TransportParameters transport;
  sync::Parameters super_user_sync;
  std::vector<ClusterPlan> clusters;
  directory::Users users;
  std::vector<directory::UserRecord>
      user_records;  ///< but for `super_user`, which UserPlan says; empty: the default one
  std::vector<UserException> user_exceptions;
  std::vector<UserNumbers> user_numbers;  ///< of those who have any, by user
  std::vector<PhonePlan> phones;
  std::vector<LoginDetails> login_details;
  std::vector<ConfigurationChange> changes;
  std::vector<DirectLinkPlan> links;
  TrunksPlan trunks;
  std::vector<TimelineEntry> timeline;  ///< by date, entries of one date in the order of the file
  std::vector<RandomFaults> random_faults;
  std::vector<TrafficPlan> traffic;
  std::vector<ProbePlan> probes;
  std::vector<StormPlan> storms;
  CallCounting call_counts;
  std::vector<Expectation> expectations;
  bool operator==(const Plan&) const = default;
};

/// Whether a user of the plan may log in elsewhere by EMCC.
inline bool uses_emcc(const Plan& plan) {
  return std::any_of(plan.users.begin(), plan.users.end(),
                     [](const UserPlan& user) { return user.mobility == em::Mobility::emcc; });
}

}  // namespace roamsim
