#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
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

/// What a cluster's nodes run.
enum class Service : std::uint8_t { ils, extension_mobility, call_processing };

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

/// The user presses the services button of a free phone of the cluster and logs in.
struct Login {
  UserId user;
  ClusterId cluster;
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

using TimelineAction =
    std::variant<ClusterOutage, AccessOutage, LinkOutage, Login, Logout, PlaceCall, IlsJoin, NodeOutage,
                 PublisherOutage, ServiceStop, AccessDegraded, LinkDegraded, Partition, Shutdown, ReplicationBroken,
                 ClockSkew, AuthenticationFailure, Restore, IlsLeave, IlsRole>;

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
