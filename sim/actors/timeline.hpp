#pragma once

#include <optional>
#include <string>
#include <variant>

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

using TimelineAction = std::variant<ClusterOutage, AccessOutage, LinkOutage, Login, Logout, PlaceCall, IlsJoin>;

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
