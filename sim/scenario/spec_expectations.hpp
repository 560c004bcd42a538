#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/scenario/selector.hpp"
#include "sim/scenario/spec_moment.hpp"

namespace roamsim::scenario {

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
  std::optional<calls::Reason> reason;
};

struct ExpectConvergedSpec {
  UserSelector users;
  Duration within = 0;
  Among among = ExpectConverged{}.among;
  ExpectConverged::As as = ExpectConverged{}.as;
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
  std::optional<std::uint32_t> code;
  std::optional<catalogue::Cause> cause;
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

struct ExpectPhoneServicesSpec {
  NamesSpec phones;
  MomentSpec at;
  bool is = ExpectPhoneServices{}.expected;
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
  std::optional<std::string> stage;
  double q = 0;
  WindowSpec window;
  std::optional<Duration> at_least, at_most;
};

struct ExpectCounterSpec {
  record::Counter counter = ExpectCounter{}.counter;
  NamesSpec nodes;
  MomentSpec at;
  BoundSpec bound;
};

struct ExpectScalarSpec {
  std::string name;
  std::string entity = ExpectScalar{}.entity;
  BoundSpec bound;
};

struct ExpectSpec {
  std::variant<ExpectCallSpec, ExpectConvergedSpec, ExpectLoggedOutSpec, ExpectRegisteredSpec, ExpectRouteSpec,
               ExpectLoginSpec, ExpectJoinedSpec, ExpectLocationSpec, ExpectRegistrationsSpec, ExpectCountSpec,
               ExpectQuantileSpec, ExpectScalarSpec, ExpectPhoneServicesSpec, ExpectCounterSpec>
      kind;
};

}  // namespace roamsim::scenario
