#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/actors/plan.hpp"

namespace roamsim::scenario {

/// A scenario as its file states it, with names in place of ids. The registry binds each key to a member; a default
/// stands in the initializer of the member, or of the plan's or the model's member it is taken from.

struct LinkSpec {
  std::array<std::string, 2> between;
  std::int64_t bandwidth = DirectLinkPlan{}.bandwidth;
  Duration latency = DirectLinkPlan{}.latency;
};

struct NetworkSpec {
  Duration lan_latency = Plan{}.lan_latency;
  AccessLinkPlan access;
  std::vector<LinkSpec> links;
};

/// When a cluster is configured for ILS.
enum class Joins : std::uint8_t { start, timeline };

struct ClusterIlsSpec {
  ils::Role role = IlsMembership{}.role;
  std::optional<std::string> hub;
  Joins joins = Joins::start;
  ils::Parameters parameters;
};

struct UserSpec {
  std::string id;
  std::string dn;
  bool super_user = UserPlan{}.super_user;
  bool logged_in = UserPlan{}.logged_in;
};

struct ClusterSpec {
  std::string id;
  std::string version = ClusterPlan{}.version;
  std::vector<NodePlan> nodes;
  std::uint32_t spare_phones = ClusterPlan{}.spare_phones;
  AccessLinkPlan access;
  ClusterIlsSpec ils;
  em::Parameters extension_mobility;
  calls::Parameters calls;
  directory::RecoveryParameters recovery;
  std::vector<UserSpec> users;
};

struct ClusterOutageSpec {
  std::string cluster;
  Duration lasts = 0;
};

struct AccessOutageSpec {
  std::string cluster;
  Duration lasts = 0;
};

struct LinkOutageSpec {
  std::array<std::string, 2> between;
  Duration lasts = 0;
};

struct LoginSpec {
  std::string user;
  std::string cluster;
};

struct LogoutSpec {
  std::string user;
  std::string cluster;
};

struct PlaceCallSpec {
  std::string from;
  std::string to;
};

struct IlsJoinSpec {
  std::string cluster;
  std::optional<ils::Role> role;
  std::optional<std::string> hub;
};

struct ActionSpec {
  Time at = 0;
  std::variant<ClusterOutageSpec, AccessOutageSpec, LinkOutageSpec, LoginSpec, LogoutSpec, PlaceCallSpec, IlsJoinSpec>
      action;
};

/// "kally->1000-001"
struct CallName {
  std::string from;
  std::string to;
};

/// "5 min", "cluster1 recovered" or "cluster1 failed"
struct MomentSpec {
  Moment::Event event = Moment::Event::absolute;
  Time at = 0;
  std::string cluster;
};

struct ExpectCallSpec {
  CallName call;
  Time at = 0;
  std::optional<std::string> reaches;
  std::optional<calls::Outcome> outcome;
};

struct ExpectConvergedSpec {
  std::string user;
  Duration within = 0;
  Among among = ExpectConverged{}.among;
};

struct ExpectLoggedOutSpec {
  std::string user;
  std::string from;
  MomentSpec after;
  Duration within = 0;
};

struct ExpectRegisteredSpec {
  std::string user;
  std::string in;
  Time at = 0;
  bool is = ExpectRegistered{}.expected;
};

struct ExpectRouteSpec {
  std::string user;
  std::string in;
  Time at = 0;
  std::string is;
};

struct ExpectLoginSpec {
  std::string user;
  Time at = 0;
  std::uint32_t code = static_cast<std::uint32_t>(ExpectLogin{}.code);
};

struct ExpectJoinedSpec {
  std::string cluster;
  Time by = 0;
};

struct ExpectSpec {
  std::variant<ExpectCallSpec, ExpectConvergedSpec, ExpectLoggedOutSpec, ExpectRegisteredSpec, ExpectRouteSpec,
               ExpectLoginSpec, ExpectJoinedSpec>
      kind;
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
  std::vector<ExpectSpec> expect;
};

/// The format that this program reads and writes.
inline constexpr std::uint32_t schema_version = 1;

}  // namespace roamsim::scenario
