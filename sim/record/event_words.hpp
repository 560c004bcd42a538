#pragma once

#include <array>
#include <string_view>

namespace roamsim::record {

/// The events of a table in order of time: a date and words that hold all that is known at that date.
struct EventWords {
  std::string_view table;
  std::string_view sql;  ///< two columns: date in ns, text
};

/// What began and ended at different dates is two kinds of event, so that a difference counts from when it shows.
inline constexpr std::array<EventWords, 11> event_words{{
    {"location_changes",
     "SELECT at_ns, kind || ' of ' || user || ' at ' || cluster || ', calls should reach ' || ifnull(truth, 'nowhere') "
     "|| "
     "' (update ' || incarnation || '.' || sequence || ')' FROM v_location_changes ORDER BY at_ns, id"},
    {"events",
     "SELECT at_ns, kind || ' ' || coalesce(cluster, link_a || ' - ' || link_b, '') || "
     "iif(detail = '', '', ' ' || detail) FROM v_events ORDER BY at_ns, id"},
    {"calls",
     "SELECT at_ns, from_user || ' at ' || ifnull(origin, 'no phone') || ' dials ' || dialled || ' (' || "
     "ifnull(to_user, 'nobody') || '), sent to ' || ifnull(target, 'nowhere') FROM v_calls ORDER BY at_ns, id"},
    {"calls",
     "SELECT at_ns + took_ns AS end_ns, 'call of ' || from_user || ' to ' || dialled || ': ' || ifnull(outcome, 'no "
     "outcome')"
     " FROM v_calls WHERE took_ns IS NOT NULL ORDER BY end_ns, id"},
    {"requests",
     "SELECT begin_ns, kind || ' of ' || user || ' begins at ' || cluster || ', phone ' || phone FROM v_requests"
     " ORDER BY begin_ns, id"},
    {"requests",
     "SELECT end_ns, kind || ' of ' || user || ' at ' || cluster || ', phone ' || phone || ', ends with code ' || "
     "ifnull(code, 'unknown') || iif(text = '', '', ': ' || text) FROM v_requests WHERE end_ns IS NOT NULL"
     " ORDER BY end_ns, id"},
    {"routes",
     "SELECT at_ns, cluster || ' routes calls for ' || user || ' to ' || ifnull(to_cluster, 'nowhere') FROM v_routes"
     " ORDER BY at_ns, id"},
    {"registrations",
     "SELECT at_ns, 'phone ' || phone || ' of ' || cluster || iif(registered, ' is registered for ', ' is no longer "
     "registered "
     "for ') || user FROM v_registrations ORDER BY at_ns, id"},
    {"advances",
     "SELECT at_ns, cluster || ' has ' || kind || ' updates of ' || origin || ' up to ' || incarnation || '.' || "
     "to_sequence || "
     "' (before: ' || from_sequence || ')' || iif(peer IS NULL, '', ', sent by ' || peer) FROM v_advances ORDER BY "
     "at_ns, id"},
    {"exchanges",
     "SELECT at_ns, from_cluster || ' sends ' || to_cluster || ' ' || records || ' updates in ' || bytes || ' bytes'"
     " FROM v_exchanges ORDER BY at_ns, id"},
    {"exchanges",
     "SELECT at_ns + took_ns AS arrived_ns, records || ' updates from ' || from_cluster || ' arrive at ' || to_cluster"
     " FROM v_exchanges WHERE took_ns IS NOT NULL ORDER BY arrived_ns, id"},
}};

}  // namespace roamsim::record
