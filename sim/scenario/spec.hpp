#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/scenario/selector.hpp"

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

/// A user, or with `count` so many of them whose ids and numbers have placeholders (see PlaceholderValues).
struct UserSpec {
  std::string id;
  std::string dn;
  std::optional<std::string> from_template;  ///< applied before the keys are read
  std::optional<std::uint32_t> count;
  std::uint32_t first = 1;  ///< the number of the first of the pattern
  bool super_user = UserPlan{}.super_user;
  bool logged_in = UserPlan{}.logged_in;
  std::vector<std::string> groups;
};

struct ClusterSpec {
  std::string id;
  std::optional<std::string> from_template;  ///< this and the next two are applied before the keys are read
  std::optional<std::uint32_t> count;
  std::uint32_t first = 1;
  std::string version = ClusterPlan{}.version;
  std::vector<NodePlan> nodes;
  std::uint32_t spare_phones = ClusterPlan{}.spare_phones;
  AccessLinkPlan access;
  ClusterIlsSpec ils;
  em::Parameters extension_mobility;
  calls::Parameters calls;
  directory::RecoveryParameters recovery;
  std::vector<std::string> groups;
  std::vector<UserSpec> users;
};

/// "5 min", "cluster1 recovered", "storm ended + 30 s"
struct MomentSpec {
  enum class Event : std::uint8_t { absolute, recovered, failed, started, ended };
  Event event = Event::absolute;
  Time at = 0;     ///< the date, or how long after the event
  std::string of;  ///< the cluster that recovers or fails, or the name of the entry that starts or ends
};

struct ClusterOutageSpec {
  ClusterSelector clusters;
  Duration lasts = 0;
};

struct AccessOutageSpec {
  ClusterSelector clusters;
  Duration lasts = 0;
};

struct LinkOutageSpec {
  std::array<std::string, 2> between;
  Duration lasts = 0;
};

struct NodeOutageSpec {
  NamesSpec nodes;
  Duration lasts = 0;
};

struct PublisherOutageSpec {
  ClusterSelector clusters;
  Duration lasts = 0;
};

struct ServiceStopSpec {
  std::optional<ClusterSelector> clusters;  ///< everywhere in these
  std::optional<NamesSpec> nodes;           ///< or on these nodes only
  Service service = Service::ils;
  Duration lasts = 0;
};

/// How a line is degraded; at least one of them.
struct DegradationSpec {
  std::optional<Duration> latency;
  std::optional<std::int64_t> bandwidth;
  std::optional<double> loss;
};

struct AccessDegradedSpec {
  ClusterSelector clusters;
  DegradationSpec how;
  Duration lasts = 0;
};

struct LinkDegradedSpec {
  std::array<std::string, 2> between;
  DegradationSpec how;
  Duration lasts = 0;
};

/// Clusters that still hear each other during a partition.
struct PartitionGroupSpec {
  std::string id;
  ClusterSelector clusters;
};

struct PartitionSpec {
  std::vector<PartitionGroupSpec> groups;
  Duration lasts = 0;
};

struct ShutdownSpec {
  ClusterSelector clusters;
  Duration lasts = 0;
};

struct RestoreSpec {
  ClusterSelector clusters;
  Time to = 0;
  Duration lasts = 0;
};

struct ReplicationBrokenSpec {
  ClusterSelector clusters;
  Duration lasts = 0;
};

struct ClockSkewSpec {
  ClusterSelector clusters;
  std::optional<Duration> ahead, behind;  ///< one of the two
  Duration lasts = 0;
};

struct AuthenticationFailureSpec {
  std::array<std::string, 2> between;
  Duration lasts = 0;
};

struct LoginSpec {
  UserSelector users;
  ClusterSelector clusters;
};

struct LogoutSpec {
  UserSelector users;
  ClusterSelector clusters;
};

struct PlaceCallSpec {
  UserSelector from;
  std::string to;
};

struct IlsJoinSpec {
  std::string cluster;
  std::optional<ils::Role> role;
  std::optional<std::string> hub;
};

struct IlsLeaveSpec {
  std::string cluster;
};

struct IlsRoleSpec {
  std::string cluster;
  ils::Role role = ils::Role::hub;
  std::optional<std::string> hub;
};

struct ActionSpec {
  MomentSpec at;
  std::optional<std::string> name;
  std::optional<Duration> over;  ///< the selected act evenly spread
  std::optional<Duration> every;
  std::optional<std::uint32_t> times;
  std::optional<MomentSpec> until;
  std::variant<ClusterOutageSpec, AccessOutageSpec, LinkOutageSpec, LoginSpec, LogoutSpec, PlaceCallSpec, IlsJoinSpec,
               NodeOutageSpec, PublisherOutageSpec, ServiceStopSpec, AccessDegradedSpec, LinkDegradedSpec,
               PartitionSpec, ShutdownSpec, ReplicationBrokenSpec, ClockSkewSpec, AuthenticationFailureSpec,
               RestoreSpec, IlsLeaveSpec, IlsRoleSpec>
      action;
};

/// Faults that come by themselves.
struct RandomFaultsSpec {
  RandomFaults::Class kind = RandomFaults::Class::cluster_outage;
  std::optional<ClusterSelector> clusters;  ///< none: all
  std::optional<Service> service;
  Duration mtbf = 0;
  Duration mttr = 0;
  RandomFaults::Distribution distribution = RandomFaults{}.distribution;
  double sigma = RandomFaults{}.sigma;
  Duration from = RandomFaults{}.from;
  std::optional<Duration> until;
};

/// "kally->1000-001"; the user may be a pattern.
struct CallName {
  std::string from;
  std::string to;
};

struct ExpectCallSpec {
  CallName call;
  MomentSpec at;
  std::optional<std::string> reaches;
  std::optional<calls::Outcome> outcome;
};

struct ExpectConvergedSpec {
  UserSelector users;
  Duration within = 0;
  Among among = ExpectConverged{}.among;
};

struct ExpectLoggedOutSpec {
  UserSelector users;
  ClusterSelector from;
  MomentSpec after;
  Duration within = 0;
};

struct ExpectRegisteredSpec {
  UserSelector users;
  ClusterSelector in;
  MomentSpec at;
  bool is = ExpectRegistered{}.expected;
};

struct ExpectRouteSpec {
  UserSelector users;
  ClusterSelector in;
  MomentSpec at;
  std::string is;
};

struct ExpectLoginSpec {
  UserSelector users;
  MomentSpec at;
  std::uint32_t code = static_cast<std::uint32_t>(ExpectLogin{}.code);
};

struct ExpectJoinedSpec {
  ClusterSelector clusters;
  MomentSpec by;
};

struct ExpectLocationSpec {
  UserSelector users;
  MomentSpec at;
  std::string is;
};

/// What a number may be.
struct BoundSpec {
  std::optional<double> is, at_least, at_most;
};

/// Which rows of a run are looked at; what is left out does not narrow it.
struct WindowSpec {
  std::optional<UserSelector> users;
  std::optional<ClusterSelector> in;
  std::optional<MomentSpec> from, until;
};

struct ExpectRegistrationsSpec {
  UserSelector users;
  ClusterSelector in;
  MomentSpec at;
  BoundSpec bound;
};

struct ExpectCountSpec {
  ExpectCount::What what = ExpectCount{}.what;
  std::optional<std::uint32_t> code;
  std::optional<calls::Outcome> outcome;
  WindowSpec window;
  BoundSpec bound;
};

struct ExpectQuantileSpec {
  ExpectQuantile::What what = ExpectQuantile{}.what;
  double q = 0;
  WindowSpec window;
  std::optional<Duration> at_least, at_most;
};

struct ExpectScalarSpec {
  std::string name;
  std::string entity = ExpectScalar{}.entity;
  BoundSpec bound;
};

struct ExpectSpec {
  std::variant<ExpectCallSpec, ExpectConvergedSpec, ExpectLoggedOutSpec, ExpectRegisteredSpec, ExpectRouteSpec,
               ExpectLoginSpec, ExpectJoinedSpec, ExpectLocationSpec, ExpectRegistrationsSpec, ExpectCountSpec,
               ExpectQuantileSpec, ExpectScalarSpec>
      kind;
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

/// What is kept of a run; clusters and users by id or pattern.
struct RecordSpec {
  record::Level level = record::Level::everything;
  TableChoices tables{};
  std::optional<std::vector<std::string>> clusters;
  std::optional<std::vector<std::string>> users;
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
  directory::RecoveryParameters recovery;
  std::vector<ClusterSpec> clusters;
  std::vector<ActionSpec> timeline;
  std::vector<RandomFaultsSpec> random_faults;
  std::vector<ExpectSpec> expect;
};

/// How many single actions a timeline may be expanded into.
inline constexpr std::uint32_t most_actions = 2'000'000;

/// The format that this program reads and writes.
inline constexpr std::uint32_t schema_version = 1;

}  // namespace roamsim::scenario
