#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/record/journal.hpp"

namespace roamsim::record {

/// What a kind of event is to the thing it is about.
enum class EventPhase : std::uint8_t { begins, ends, within };

/// What an event is about: faults of different things can overlap.
enum class EventThing : std::uint8_t {
  cluster,
  access,
  line,
  ils,
  node,
  service,
  degraded_access,
  degraded_line,
  partition,
  replication,
  clock,
  authentication,
  administration,
  synchronization
};

/// The one description of a kind of event: its name is part of the schema, its words stand in summaries.
struct EventKind {
  EventRow::Kind kind;
  std::string_view name;
  EventPhase phase;
  EventThing thing;
  std::string_view words;  ///< after the name of the thing
};

inline constexpr std::array<EventKind, 38> event_kinds{{
    {EventRow::Kind::failed, "failed", EventPhase::begins, EventThing::cluster, "failed"},
    {EventRow::Kind::repaired, "repaired", EventPhase::within, EventThing::cluster, "has power again and boots"},
    {EventRow::Kind::recovered, "recovered", EventPhase::ends, EventThing::cluster, "recovered"},
    {EventRow::Kind::access_down, "access_down", EventPhase::begins, EventThing::access, "dead"},
    {EventRow::Kind::access_up, "access_up", EventPhase::ends, EventThing::access, "up again"},
    {EventRow::Kind::link_down, "link_down", EventPhase::begins, EventThing::line, "dead"},
    {EventRow::Kind::link_up, "link_up", EventPhase::ends, EventThing::line, "up again"},
    {EventRow::Kind::joined, "joined", EventPhase::within, EventThing::ils, "joined the ILS network"},
    {EventRow::Kind::shut_down, "shut_down", EventPhase::within, EventThing::cluster, "is shutting down"},
    {EventRow::Kind::node_down, "node_down", EventPhase::begins, EventThing::node, "failed"},
    {EventRow::Kind::node_repaired, "node_repaired", EventPhase::within, EventThing::node, "has power again and boots"},
    {EventRow::Kind::node_up, "node_up", EventPhase::ends, EventThing::node, "recovered"},
    {EventRow::Kind::service_stopped, "service_stopped", EventPhase::begins, EventThing::service, "stopped"},
    {EventRow::Kind::service_started, "service_started", EventPhase::ends, EventThing::service, "started"},
    {EventRow::Kind::access_degraded, "access_degraded", EventPhase::begins, EventThing::degraded_access, "degraded"},
    {EventRow::Kind::access_restored, "access_restored", EventPhase::ends, EventThing::degraded_access,
     "as it was again"},
    {EventRow::Kind::link_degraded, "link_degraded", EventPhase::begins, EventThing::degraded_line, "degraded"},
    {EventRow::Kind::link_restored, "link_restored", EventPhase::ends, EventThing::degraded_line, "as it was again"},
    {EventRow::Kind::parted, "parted", EventPhase::begins, EventThing::partition, "begins"},
    {EventRow::Kind::healed, "healed", EventPhase::ends, EventThing::partition, "is over"},
    {EventRow::Kind::replication_broken, "replication_broken", EventPhase::begins, EventThing::replication,
     "database replication broken"},
    {EventRow::Kind::replication_repaired, "replication_repaired", EventPhase::ends, EventThing::replication,
     "database replication repaired"},
    {EventRow::Kind::clock_wrong, "clock_wrong", EventPhase::begins, EventThing::clock, "clock goes wrong"},
    {EventRow::Kind::clock_right, "clock_right", EventPhase::ends, EventThing::clock, "clock is right again"},
    {EventRow::Kind::restored, "restored", EventPhase::within, EventThing::cluster, "restored from a backup"},
    {EventRow::Kind::authentication_failed, "authentication_failed", EventPhase::begins, EventThing::authentication,
     "refuses ILS connections"},
    {EventRow::Kind::authentication_works, "authentication_works", EventPhase::ends, EventThing::authentication,
     "accepts ILS connections again"},
    {EventRow::Kind::left_network, "left_network", EventPhase::within, EventThing::ils, "left the ILS network"},
    {EventRow::Kind::role_changed, "role_changed", EventPhase::within, EventThing::ils, "has another role in ILS"},
    {EventRow::Kind::configured, "configured", EventPhase::within, EventThing::administration, "is configured anew"},
    {EventRow::Kind::call_logs_cleared, "call_logs_cleared", EventPhase::within, EventThing::administration,
     "clears the call logs of a phone"},
    {EventRow::Kind::everybody_logged_out, "everybody_logged_out", EventPhase::within, EventThing::administration,
     "logs everybody out"},
    {EventRow::Kind::administration_refused, "administration_refused", EventPhase::within, EventThing::administration,
     "cannot be administered without its publisher"},
    {EventRow::Kind::version_switched, "version_switched", EventPhase::within, EventThing::cluster,
     "restarts with another version"},
    {EventRow::Kind::synchronized, "synchronized", EventPhase::within, EventThing::synchronization, "synchronized"},
    {EventRow::Kind::synchronization_failed, "synchronization_failed", EventPhase::within, EventThing::synchronization,
     "not synchronized"},
    {EventRow::Kind::synchronization_broken, "synchronization_broken", EventPhase::begins, EventThing::synchronization,
     "fails"},
    {EventRow::Kind::synchronization_repaired, "synchronization_repaired", EventPhase::ends,
     EventThing::synchronization, "works again"},
}};

constexpr const EventKind& description_of(EventRow::Kind kind) {
  return event_kinds[static_cast<std::size_t>(kind)];
}

/// The name used in tables, summaries and fingerprints.
constexpr std::string_view name_of(EventRow::Kind kind) {
  return description_of(kind).name;
}

}  // namespace roamsim::record
