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

constexpr std::string_view name_of(HttpRequestRow::Kind kind) {
  switch (kind) {
    case HttpRequestRow::Kind::state_query:
      return "state_query";
    case HttpRequestRow::Kind::login:
      return "login";
    case HttpRequestRow::Kind::logout:
      return "logout";
  }
  return "unknown";
}

constexpr std::string_view name_of(CallSource source) {
  switch (source) {
    case CallSource::plan:
      return "plan";
    case CallSource::background:
      return "background";
    case CallSource::probe:
      return "probe";
  }
  return "unknown";
}

constexpr std::string_view name_of(CallEnd end) {
  switch (end) {
    case CallEnd::not_answered:
      return "not_answered";
    case CallEnd::hung_up:
      return "hung_up";
    case CallEnd::media_lost:
      return "media_lost";
  }
  return "unknown";
}

constexpr std::string_view name_of(CallParty::Kind kind) {
  switch (kind) {
    case CallParty::Kind::caller:
      return "caller";
    case CallParty::Kind::called:
      return "called";
    case CallParty::Kind::cluster:
      return "cluster";
    case CallParty::Kind::pstn:
      return "pstn";
  }
  return "unknown";
}

constexpr std::string_view name_of(StormCountRow::What what) {
  using enum StormCountRow::What;
  switch (what) {
    case came:
      return "came";
    case attempted:
      return "attempted";
    case succeeded:
      return "succeeded";
    case refused:
      return "refused";
    case gave_up:
      return "gave_up";
  }
  return "unknown";
}

constexpr std::string_view name_of(StormUserRow::Outcome outcome) {
  using enum StormUserRow::Outcome;
  switch (outcome) {
    case done:
      return "done";
    case gave_up:
      return "gave_up";
    case never_tried:
      return "never_tried";
    case cut_off:
      return "cut_off";
  }
  return "unknown";
}

}  // namespace roamsim::record
