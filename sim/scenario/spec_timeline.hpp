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
#include "sim/scenario/spec_moment.hpp"

namespace roamsim::scenario {

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
  std::optional<std::string> phone;  ///< by name
  LoginDetails details;              ///< but for the phone
};

struct LogoutSpec {
  UserSelector users;
  ClusterSelector clusters;
};

struct PlaceCallSpec {
  UserSelector from;
  std::string to;
  Duration talk = PlaceCall{}.talk;
  bool answers = PlaceCall{}.answers;
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

struct ConfigureUserSpec {
  UserSelector users;
  ClusterSelector clusters;
  directory::UserPatch patch;
};

struct ConfigurePhoneSpec {
  NamesSpec phones;
  directory::PhonePatch patch;
};

struct ConfigureClusterSpec {
  ClusterSelector clusters;
  directory::ClusterPatch patch;
  em::ServiceParameterPatch service_parameters;
  EmccPatchSpec emcc;
};

struct ActivateServiceSpec {
  NamesSpec nodes;
  Service service = Service::extension_mobility;
  bool active = true;
};

struct LogOutEverybodySpec {
  ClusterSelector clusters;
};

struct SwitchVersionSpec {
  ClusterSelector clusters;
};

struct SynchronizationFailureSpec {
  Duration lasts = 0;
};

struct RunSynchronizationSpec {};

struct UpdateRemoteClustersSpec {
  ClusterSelector clusters;
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
               RestoreSpec, IlsLeaveSpec, IlsRoleSpec, ConfigureUserSpec, ConfigurePhoneSpec, ConfigureClusterSpec,
               ActivateServiceSpec, LogOutEverybodySpec, SwitchVersionSpec, SynchronizationFailureSpec,
               RunSynchronizationSpec, UpdateRemoteClustersSpec>
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

}  // namespace roamsim::scenario
