#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/scenario/emcc_spec.hpp"
#include "sim/scenario/selector.hpp"
#include "sim/scenario/spec_expectations.hpp"
#include "sim/scenario/spec_storms.hpp"
#include "sim/scenario/spec_timeline.hpp"
#include "sim/scenario/spec_traffic.hpp"

namespace roamsim::scenario {

/// A scenario as its file states it, with names in place of ids. The registry binds each key to a member; a default
/// stands in the initializer of the member, or of the plan's or the model's member it is taken from.

struct LinkSpec {
  std::array<std::string, 2> between;
  std::optional<std::uint32_t> count;  ///< this and the next are applied before the keys are read
  std::uint32_t first = 1;
  std::int64_t bandwidth = DirectLinkPlan{}.bandwidth;
  Duration latency = DirectLinkPlan{}.latency;
};

struct NetworkSpec {
  Duration lan_latency = Plan{}.lan_latency;
  AccessLinkPlan access;
  net::TransportParameters transport;
  std::vector<LinkSpec> links;
};

struct TrunkSpec {
  std::array<std::string, 2> between;
  calls::TrunkLimits limits;
};

struct TrunksSpec {
  TrunksPlan::Topology topology = TrunksPlan{}.topology;
  std::vector<std::string> session_management;
  calls::TrunkLimits limits;
  std::vector<TrunkSpec> list;
};

/// When a cluster is configured for ILS.
enum class Joins : std::uint8_t { start, timeline };

/// A rule of one cluster against routing by what it learned: by number or prefix, by cluster, or by both.
struct BlockedPatternSpec {
  std::optional<std::string> number, prefix, cluster;
};

struct ClusterIlsSpec {
  ils::Role role = IlsMembership{}.role;
  std::optional<std::string> hub;
  Joins joins = Joins::start;
  std::vector<BlockedPatternSpec> blocked_learned_patterns;
  ils::Parameters parameters;
};

/// A server.
struct NodeSpec {
  std::string name;
  std::uint32_t cores = NodePlan{}.cores;
  std::optional<NamesSpec> services;  ///< feature services activated; absent: all that may be
};

/// Where a cluster has a user otherwise than the others.
struct UserExceptionSpec {
  ClusterSelector clusters;
  directory::UserPatch patch;
};

/// A phone with settings of its own, or with `count` so many of them.
struct PhoneSpec {
  std::string id;
  std::optional<std::uint32_t> count;
  std::uint32_t first = 1;
  directory::PhoneSettings settings;
};

/// A user, or with `count` so many of them whose ids and numbers have placeholders (see PlaceholderValues).
struct UserSpec {
  std::string id;
  std::string dn;
  std::optional<std::string> from_template;  ///< applied before the keys are read
  std::optional<std::uint32_t> count;
  std::uint32_t first = 1;  ///< the number of the first of the pattern
  bool super_user = UserPlan{}.super_user;
  bool logged_in = UserPlan{}.logged_in;
  em::Mobility mobility = UserPlan{}.mobility;
  bool advertised = UserPlan{}.advertised;
  std::string pstn_number;  ///< this and the next may have placeholders in a pattern; empty: none
  std::string forward_unregistered;
  directory::UserRecord record;
  std::vector<UserExceptionSpec> exceptions;
  std::vector<std::string> groups;
};

struct ClusterSpec {
  std::string id;
  std::optional<std::string> from_template;  ///< this and the next two are applied before the keys are read
  std::optional<std::uint32_t> count;
  std::uint32_t first = 1;
  std::string version = ClusterPlan{}.version;
  std::vector<NodeSpec> nodes;
  directory::PhoneService phone_service;
  bool synchronize_auto_profile = directory::ClusterSettings{}.synchronize_auto_profile;
  directory::TaskFlow set_up;
  directory::PhoneSettings phone;
  std::vector<PhoneSpec> phones;
  std::optional<std::string> phones_from;  ///< this and users_from become phones and users before the keys are read
  std::uint32_t spare_phones = ClusterPlan{}.spare_phones;
  AccessLinkPlan access;
  ClusterIlsSpec ils;
  em::Parameters extension_mobility;
  ClusterEmccSpec emcc;
  calls::Parameters calls;
  directory::RecoveryParameters recovery;
  std::vector<std::string> groups;
  std::vector<UserSpec> users;
  std::optional<std::string> users_from;
};

/// Which spokes go to which hub.
enum class SpokeOrder : std::uint8_t {
  blocks,  ///< the first hub gets the first of them, as many as the others or one more
  in_turn  ///< one after another
};

/// Every hub exchanges with every other; the spokes are dealt out.
struct FullMeshOfHubsSpec {
  std::vector<std::string> hubs;  ///< ids or globs of clusters, as in the other topologies
  std::vector<std::string> spokes;
  SpokeOrder order = SpokeOrder::blocks;
};

/// One hub with all the spokes.
struct HubAndSpokeSpec {
  std::string hub;
  std::vector<std::string> spokes;
};

/// Sites along a ring of fibre: each pair has a line whose latency is that of the shorter way round.
struct RingOfSitesSpec {
  std::vector<std::string> sites;
  std::int64_t distance = 0;  ///< metres, from each site to the next
  std::int64_t bandwidth = DirectLinkPlan{}.bandwidth;
  Duration latency_per_km = 5 * microsecond;
};

/// A topology by name: it states roles and hubs of clusters, or lines between them, where nobody else does.
struct TopologySpec {
  std::variant<FullMeshOfHubsSpec, HubAndSpokeSpec, RingOfSitesSpec> kind;
};

/// What items of bulk patterns may start from; applied before the keys are read.
struct TemplatesSpec {
  std::vector<ClusterSpec> clusters;
  std::vector<UserSpec> users;
};

/// By record::Table: kept or not, if the scenario says.
using TableChoices = std::array<std::optional<bool>, record::table_names.size()>;

/// Files of call records.
struct CallRecordsSpec {
  Duration interval = record::CallRecordSettings{}.interval;
  std::string starts = "2026-01-01 00:00:00";
  bool zero_duration = record::CallRecordSettings{}.zero_duration;
};

/// Logs of counters.
struct CounterLogsSpec {
  Duration interval = record::CounterLogSettings{}.interval;
  std::uint32_t file_size = record::CounterLogSettings{}.file_size;
  std::uint32_t files = record::CounterLogSettings{}.files;
  std::string starts = "2026-01-01 00:00:00";
};

/// What is kept of a run; clusters and users by id or pattern.
struct RecordSpec {
  record::Level level = record::Level::everything;
  TableChoices tables{};
  std::optional<std::vector<std::string>> clusters;
  std::optional<std::vector<std::string>> users;
  std::optional<CallRecordsSpec> cdr;
  std::optional<CounterLogsSpec> rtmt;
  CallCounting call_counts;
  std::uint64_t reachability_pairs = record::Recording{}.reachability_pairs;
};

struct ScenarioSpec {
  std::uint32_t schema_version = 0;
  std::string title;
  std::string description;
  std::vector<std::string> covers;
  std::vector<std::string> include;  ///< laid under the file before the keys are read
  TemplatesSpec templates;
  std::vector<TopologySpec> topology;  ///< becomes roles, hubs and lines before the checks
  std::uint64_t seed = Plan{}.seed;
  Duration duration = 0;
  Duration warmup = Plan{}.warmup;
  std::string experiment;
  std::string measurement;
  std::string repetition;
  RecordSpec record;
  NetworkSpec network;
  ils::Parameters ils;
  em::Parameters extension_mobility;
  calls::Parameters calls;
  TrunksSpec trunks;
  directory::RecoveryParameters recovery;
  sync::Parameters super_user_sync;
  std::vector<ClusterSpec> clusters;
  std::vector<ActionSpec> timeline;
  std::optional<std::string> calls_from;  ///< becomes part of the timeline before the keys are read
  std::vector<RandomFaultsSpec> random_faults;
  std::vector<TrafficSpec> traffic;
  std::vector<ProbesSpec> probes;
  std::vector<StormSpec> storms;
  std::vector<ExpectSpec> expect;
};

/// How many single actions a timeline may be expanded into.
inline constexpr std::uint32_t most_actions = 2'000'000;

/// The format that this program reads and writes.
inline constexpr std::uint32_t schema_version = 1;

}  // namespace roamsim::scenario
