#pragma once

#include <string_view>

#include "sim/record/journal.hpp"

namespace roamsim::record {

/// The names used in tables, summaries and fingerprints; they are part of the schema.
constexpr std::string_view name_of(EventRow::Kind kind) {
  using enum EventRow::Kind;
  switch (kind) {
    case failed:
      return "failed";
    case repaired:
      return "repaired";
    case recovered:
      return "recovered";
    case access_down:
      return "access_down";
    case access_up:
      return "access_up";
    case link_down:
      return "link_down";
    case link_up:
      return "link_up";
    case joined:
      return "joined";
  }
  return "unknown";
}

constexpr std::string_view name_of(LocationChangeRow::Kind kind) {
  using enum LocationChangeRow::Kind;
  switch (kind) {
    case login:
      return "login";
    case logout:
      return "logout";
    case automatic_logout:
      return "automatic_logout";
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
