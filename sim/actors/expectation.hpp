#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/outcome.hpp"

namespace roamsim {

/// Which clusters a convergence expectation asks about.
enum class Among : std::uint8_t {
  all,  ///< every cluster
  up    ///< those that were up from the change until the limit
};

/// A date given as such, or as an event of the run.
struct Moment {
  /// An event of one cluster that a scenario can refer to, e.g. "cluster1 recovered".
  enum class Event : std::uint8_t { absolute, recovered, failed };
  Event event = Event::absolute;
  Time at = 0;        ///< if absolute
  ClusterId cluster;  ///< else: its first such event
  bool operator==(const Moment&) const = default;
};

/// The call placed at `at` by `from` to the number reaches the user in the cluster, or ends with the outcome.
struct ExpectCall {
  UserId from;
  std::string to;
  Time at = 0;
  std::optional<ClusterId> reaches;
  std::optional<calls::Outcome> outcome;
  bool operator==(const ExpectCall&) const = default;
};

/// Every location change of the user (not overtaken within the limit) is known within the limit.
struct ExpectConverged {
  UserId user;
  Duration within = 0;
  Among among = Among::all;
  bool operator==(const ExpectConverged&) const = default;
};

/// When the limit after the moment is reached, no phone of the cluster is logged in by the user.
struct ExpectLoggedOut {
  UserId user;
  ClusterId from;
  Moment after;
  Duration within = 0;
  bool operator==(const ExpectLoggedOut&) const = default;
};

/// At a date, a phone of the cluster is registered with the user's number (or, `expected` false, none is).
struct ExpectRegistered {
  UserId user;
  ClusterId cluster;
  Time at = 0;
  bool expected = true;
  bool operator==(const ExpectRegistered&) const = default;
};

/// At a date, calls placed in one cluster to the user's number are routed to another.
struct ExpectRoute {
  UserId user;
  ClusterId in;
  Time at = 0;
  ClusterId is;
  bool operator==(const ExpectRoute&) const = default;
};

/// The login started at `at` ends with the code (0: success).
struct ExpectLogin {
  UserId user;
  Time at = 0;
  int code = 0;
  bool operator==(const ExpectLogin&) const = default;
};

/// By a date, the cluster knows and is known by every other member of the ILS network.
struct ExpectJoined {
  ClusterId cluster;
  Time by = 0;
  bool operator==(const ExpectJoined&) const = default;
};

using ExpectationKind = std::variant<ExpectCall, ExpectConverged, ExpectLoggedOut, ExpectRegistered, ExpectRoute,
                                     ExpectLogin, ExpectJoined>;

/// One entry of a scenario's `expect` list.
struct Expectation {
  std::string text;     ///< as the scenario states it, for the report
  std::string pointer;  ///< JSON Pointer of the entry
  ExpectationKind kind;
  bool operator==(const Expectation&) const = default;
};

}  // namespace roamsim
