#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/directory/patches.hpp"
#include "models/directory/services.hpp"
#include "models/extension_mobility/emcc.hpp"
#include "models/extension_mobility/service_parameter_patch.hpp"
#include "models/ils/parameters.hpp"
#include "sim/actors/moment.hpp"

namespace roamsim {

/// All nodes of the cluster lose power for `lasts`, then boot.
struct ClusterOutage {
  ClusterId cluster;
  Duration lasts = 0;
  bool operator==(const ClusterOutage&) const = default;
};

/// The cluster's line to the cloud is dead for `lasts`; the cluster itself runs on.
struct AccessOutage {
  ClusterId cluster;
  Duration lasts = 0;
  bool operator==(const AccessOutage&) const = default;
};

/// A direct line is dead for `lasts`.
struct LinkOutage {
  LinkId link;
  Duration lasts = 0;
  bool operator==(const LinkOutage&) const = default;
};

/// A server of the cluster loses power for `lasts`, then boots; the others go on.
struct NodeOutage {
  ClusterId cluster;
  std::uint32_t node = 0;  ///< of the cluster's nodes; 0 is the publisher
  Duration lasts = 0;
  bool operator==(const NodeOutage&) const = default;
};

/// The publisher alone loses power: no ILS, while the subscribers process calls.
struct PublisherOutage {
  ClusterId cluster;
  Duration lasts = 0;
  bool operator==(const PublisherOutage&) const = default;
};

using directory::Service;

/// A service is stopped on one node, or everywhere in the cluster, for `lasts`. ILS runs on the publisher only.
struct ServiceStop {
  ClusterId cluster;
  std::optional<std::uint32_t> node;
  Service service = Service::ils;
  Duration lasts = 0;
  bool operator==(const ServiceStop&) const = default;
};

/// How a line is worse than it should be.
struct Degradation {
  Duration latency = 0;                   ///< one way, added to the line's own
  std::optional<std::int64_t> bandwidth;  ///< at most so much, bit/s
  double loss = 0;                        ///< share of the packets that are lost, below 1
  bool operator==(const Degradation&) const = default;
};

/// The cluster's line to the cloud is degraded for `lasts`.
struct AccessDegraded {
  ClusterId cluster;
  Degradation how;
  Duration lasts = 0;
  bool operator==(const AccessDegraded&) const = default;
};

/// A direct line is degraded for `lasts`.
struct LinkDegraded {
  LinkId link;
  Degradation how;
  Duration lasts = 0;
  bool operator==(const LinkDegraded&) const = default;
};

/// For `lasts`, clusters hear only those of their own group.
struct Partition {
  std::vector<std::uint32_t> group_of;  ///< by cluster
  std::vector<std::string> names;       ///< of the groups
  Duration lasts = 0;
  bool operator==(const Partition&) const = default;
};

/// The cluster is shut down in order: nothing new begins, what is in hand is given time to end, then the power goes off
/// for `lasts`.
struct Shutdown {
  ClusterId cluster;
  Duration lasts = 0;
  bool operator==(const Shutdown&) const = default;
};

/// Database replication in the cluster does not work for `lasts`.
struct ReplicationBroken {
  ClusterId cluster;
  Duration lasts = 0;
  bool operator==(const ReplicationBroken&) const = default;
};

/// The cluster's clock is wrong for `lasts`.
struct ClockSkew {
  ClusterId cluster;
  Duration offset = 0;  ///< by how much it is ahead; negative: behind
  Duration lasts = 0;
  bool operator==(const ClockSkew&) const = default;
};

/// ILS connections between the two are refused for `lasts`.
struct AuthenticationFailure {
  ClusterId a, b;
  Duration lasts = 0;
  bool operator==(const AuthenticationFailure&) const = default;
};

/// The cluster is without power for `lasts`, and comes back with its database as of `to`.
struct Restore {
  ClusterId cluster;
  Time to = 0;  ///< the end of that instant
  Duration lasts = 0;
  bool operator==(const Restore&) const = default;
};

/// What a user does at a phone otherwise than by default.
struct LoginDetails {
  std::optional<std::uint32_t> phone;  ///< index into Plan::phones; else a free phone
  std::optional<std::string> user_id;  ///< what is typed as user id, primary extension or self-service id
  std::optional<std::string> pin;      ///< what is typed as PIN; else the one of the home cluster
  std::optional<std::string> profile;  ///< the device profile chosen of several; else the first
  bool operator==(const LoginDetails&) const = default;
};
inline constexpr std::uint32_t no_details = 0xFFFFFFFF;

/// The user presses the services button of a free phone of the cluster and logs in.
struct Login {
  UserId user;
  ClusterId cluster;
  std::uint32_t details = no_details;  ///< index into Plan::login_details; none: the user does everything right
  bool operator==(const Login&) const = default;
};

/// The user logs out of the phone used last in the cluster.
struct Logout {
  UserId user;
  ClusterId cluster;
  bool operator==(const Logout&) const = default;
};

/// A user dials a number from the phone where the user is.
struct PlaceCall {
  UserId from;
  std::string to;
  Duration talk = 0;    ///< how long they talk; 0: the caller hangs up when the phone rings
  bool answers = true;  ///< somebody is there who answers
  bool operator==(const PlaceCall&) const = default;
};

/// The administrator configures ILS in a cluster, naming a hub to register with (none: the first hub of a network).
struct IlsJoin {
  ClusterId cluster;
  ils::Role role = ils::Role::hub;
  ClusterId hub;
  bool operator==(const IlsJoin&) const = default;
};

/// The administrator makes the cluster standalone: it leaves the network (see ils::Agent::configure).
struct IlsLeave {
  ClusterId cluster;
  bool operator==(const IlsLeave&) const = default;
};

/// The administrator gives a member of the network another role or hub (none: it registers with nobody).
struct IlsRole {
  ClusterId cluster;
  ils::Role role = ils::Role::hub;
  ClusterId hub;
  bool operator==(const IlsRole&) const = default;
};

/// An administrator changes a user in one cluster.
struct ConfigureUser {
  ClusterId cluster;
  UserId user;
  directory::UserPatch patch;
  bool operator==(const ConfigureUser&) const = default;
};

/// An administrator changes a phone.
struct ConfigurePhone {
  std::uint32_t phone = 0;  ///< index into Plan::phones
  directory::PhonePatch patch;
  bool operator==(const ConfigurePhone&) const = default;
};

/// An administrator changes a cluster as a whole.
struct ConfigureCluster {
  ClusterId cluster;
  directory::ClusterPatch patch;
  em::ServiceParameterPatch service_parameters;
  em::EmccPatch emcc;
  bool operator==(const ConfigureCluster&) const = default;
};

using ConfigurationChange = std::variant<ConfigureUser, ConfigurePhone, ConfigureCluster>;

/// An administrator changes the configuration.
struct Configure {
  std::uint32_t change = 0;  ///< index into Plan::changes, which keeps this small
  bool operator==(const Configure&) const = default;
};

/// An administrator activates or deactivates a feature service on a node.
struct ActivateService {
  ClusterId cluster;
  std::uint32_t node = 0;  ///< of the cluster's nodes
  Service service = Service::extension_mobility;
  bool active = true;
  bool operator==(const ActivateService&) const = default;
};

/// An administrator logs everybody of the cluster out.
struct LogOutEverybody {
  ClusterId cluster;
  bool operator==(const LogOutEverybody&) const = default;
};

/// The cluster restarts with another version of the software: its Extension Mobility logins are lost.
struct SwitchVersion {
  ClusterId cluster;
  bool operator==(const SwitchVersion&) const = default;
};

/// Runs of the Super User Synchronization Tool that begin within `lasts` fail.
struct SynchronizationFailure {
  Duration lasts = 0;
  bool operator==(const SynchronizationFailure&) const = default;
};

/// An administrator has the Super User Synchronization Tool run now.
struct RunSynchronization {
  bool operator==(const RunSynchronization&) const = default;
};

/// An administrator presses "Update Remote Cluster Now": the cluster finds out which of its remote clusters are up.
struct UpdateRemoteClusters {
  ClusterId cluster;
  bool operator==(const UpdateRemoteClusters&) const = default;
};

using TimelineAction =
    std::variant<ClusterOutage, AccessOutage, LinkOutage, Login, Logout, PlaceCall, IlsJoin, NodeOutage,
                 PublisherOutage, ServiceStop, AccessDegraded, LinkDegraded, Partition, Shutdown, ReplicationBroken,
                 ClockSkew, AuthenticationFailure, Restore, IlsLeave, IlsRole, Configure, ActivateService,
                 LogOutEverybody, SwitchVersion, SynchronizationFailure, RunSynchronization, UpdateRemoteClusters>;

/// One action of one user, or one fault: what a line of a scenario's timeline is expanded into.
struct TimelineEntry {
  Time at = 0;  ///< the date; with an event: how long after it
  TimelineAction action;
  Moment::Event event = Moment::Event::absolute;    ///< what the entry waits for
  ClusterId of = {};                                ///< the cluster of the event
  std::optional<ClusterId> only_at = std::nullopt;  ///< nothing is done unless the user's location is this cluster then

  [[nodiscard]] Moment moment() const { return {event, at, of}; }
  bool operator==(const TimelineEntry&) const = default;
};

}  // namespace roamsim
