#pragma once

#include <string_view>

#include "sim/record/event_kinds.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::record {

/// The names used in tables, summaries and fingerprints; they are part of the schema.
constexpr std::string_view name_of(LocationChangeRow::Kind kind) {
  using enum LocationChangeRow::Kind;
  switch (kind) {
    case login:
      return "login";
    case logout:
      return "logout";
    case automatic_logout:
      return "automatic_logout";
    case maximum_login_time:
      return "maximum_login_time";
    case forced_logout:
      return "forced_logout";
  }
  return "unknown";
}

constexpr std::string_view name_of(AdvanceRow::Kind kind) {
  return kind == AdvanceRow::Kind::received ? "received" : "applied";
}

constexpr std::string_view name_of(RequestRow::Kind kind) {
  return kind == RequestRow::Kind::login ? "login" : "logout";
}

}  // namespace roamsim::record
