#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/outcome.hpp"
#include "models/call_routing/reason.hpp"
#include "models/catalogue/errors.hpp"
#include "sim/actors/moment.hpp"
#include "sim/record/counter_series.hpp"

namespace roamsim {

/// Which clusters a convergence expectation asks about.
enum class Among : std::uint8_t {
  all,  ///< every cluster
  up    ///< those that were up from the change until the limit
};

/// The users or clusters that an expectation asks about, in the order of the file; each of them must satisfy it.
template <class Id>
struct Several {
  std::vector<Id> ids;

  Several() = default;
  Several(Id one) : ids{one} {}                          // NOLINT(google-explicit-constructor): one is the usual case
  Several(std::vector<Id> all) : ids(std::move(all)) {}  // NOLINT(google-explicit-constructor)
  bool operator==(const Several&) const = default;
};
using Users = Several<UserId>;
using Clusters = Several<ClusterId>;

/// What a number may be; at least one side is given.
struct Bound {
  std::optional<double> at_least, at_most;
  bool operator==(const Bound&) const = default;
};

/// Which rows of a run are looked at. A row counts if it began in the span, its ends included.
struct Window {
  std::optional<Users> users = std::nullopt;  ///< none: all
  std::optional<Clusters> in = std::nullopt;  ///< none: all
  Moment from = {};
  Moment until = never;
  bool operator==(const Window&) const = default;
};

/// The calls placed at `at` by `from` to the number reach the user in the cluster, or end with the outcome.
struct ExpectCall {
  Users from;
  std::string to;
  Moment at;
  std::optional<ClusterId> reaches;
  std::optional<calls::Outcome> outcome;
  std::optional<calls::Reason> reason = std::nullopt;
  bool operator==(const ExpectCall&) const = default;
};

/// Every location change of the users (not overtaken within the limit) has come to the clusters within the limit: it is
/// known there, calls are sent where the user is, or a call placed there finds a registered phone where the user is.
struct ExpectConverged {
  enum class As : std::uint8_t { known, right, reachable };
  Users users;
  Duration within = 0;
  Among among = Among::all;
  As as = As::known;
  bool operator==(const ExpectConverged&) const = default;
};

/// When the limit after the moment is reached, no phone of the clusters is logged in by the users.
struct ExpectLoggedOut {
  Users users;
  Clusters from;
  Moment after;
  Duration within = 0;
  bool operator==(const ExpectLoggedOut&) const = default;
};

/// At a date, a phone of the cluster is registered with the user's number (or, `expected` false, none is).
struct ExpectRegistered {
  Users users;
  Clusters clusters;
  Moment at;
  bool expected = true;
  bool operator==(const ExpectRegistered&) const = default;
};

/// At a date, calls placed in one cluster to the user's number are routed to another.
struct ExpectRoute {
  Users users;
  Clusters in;
  Moment at;
  ClusterId is;
  bool operator==(const ExpectRoute&) const = default;
};

/// At a date, the cluster is where calls for the users should go: that of the last committed login, else home.
struct ExpectLocation {
  Users users;
  Moment at;
  ClusterId is;
  bool operator==(const ExpectLocation&) const = default;
};

/// At a date, so many phones of the clusters are registered with numbers of the users.
struct ExpectRegistrations {
  Users users;
  Clusters in;
  Moment at;
  Bound bound;
  bool operator==(const ExpectRegistrations&) const = default;
};

/// At a date, Extension Mobility is (or, `expected` false, is not) in the list of services of the phones.
struct ExpectPhoneServices {
  std::vector<std::uint32_t> phones;  ///< indexes into Plan::phones
  Moment at;
  bool expected = true;
  bool operator==(const ExpectPhoneServices&) const = default;
};

/// The login started at `at` ends with the code and for the cause; it succeeds if neither is given.
struct ExpectLogin {
  Users users;
  Moment at;
  std::optional<int> code = std::nullopt;
  std::optional<catalogue::Cause> cause = std::nullopt;
  bool operator==(const ExpectLogin&) const = default;
};

/// By a date, the clusters know and are known by every other member of the ILS network.
struct ExpectJoined {
  Clusters clusters;
  Moment by;
  bool operator==(const ExpectJoined&) const = default;
};

/// So many of something happened.
struct ExpectCount {
  enum class What : std::uint8_t { logins, logouts, automatic_logouts, calls, location_changes, call_logs_cleared };
  What what = What::logins;
  std::optional<int> code;                ///< logins and logouts: only those that ended with it
  std::optional<calls::Outcome> outcome;  ///< calls: only those that ended so
  Window window;
  Bound bound;
  bool operator==(const ExpectCount&) const = default;
};

/// A quantile (by nearest rank) of a span of time. What is under way at the end of the run counts as infinitely long.
struct ExpectQuantile {
  enum class What : std::uint8_t {
    login_time,       ///< from the first key press of a login that succeeds to its end
    logout_time,      ///< the same of a logout
    propagation,      ///< from a login or logout to its being known in one of the other clusters
    convergence,      ///< from a login or logout to its being known in the last of them
    post_dial_delay,  ///< from the last digit of a call that connects to the ringing
    stage             ///< one stage of the logins that succeed
  };
  What what = What::login_time;
  double q = 0;
  Window window;
  std::optional<Duration> at_least = std::nullopt, at_most = std::nullopt;
  std::string stage = {};  ///< its name, of What::stage
  bool operator==(const ExpectQuantile&) const = default;
};

/// At the last sample up to a date, a counter of each of the nodes has such a value.
struct ExpectCounter {
  struct Node {
    ClusterId cluster;
    std::uint32_t number = 1;  ///< of the cluster's nodes, counted from 1
    bool operator==(const Node&) const = default;
  };
  record::Counter counter = record::Counter::requests_handled;
  std::vector<Node> nodes;
  Moment at;
  Bound bound;
  bool operator==(const ExpectCounter&) const = default;
};

/// A scalar of the results.
struct ExpectScalar {
  std::string name;
  std::string entity = "run";
  Bound bound;
  bool operator==(const ExpectScalar&) const = default;
};

using ExpectationKind = std::variant<ExpectCall, ExpectConverged, ExpectLoggedOut, ExpectRegistered, ExpectRoute,
                                     ExpectLogin, ExpectJoined, ExpectLocation, ExpectRegistrations, ExpectCount,
                                     ExpectQuantile, ExpectScalar, ExpectPhoneServices, ExpectCounter>;

/// One entry of a scenario's `expect` list.
struct Expectation {
  std::string text;     ///< as the scenario states it, for the report
  std::string pointer;  ///< JSON Pointer of the entry
  ExpectationKind kind;
  bool operator==(const Expectation&) const = default;
};

}  // namespace roamsim
