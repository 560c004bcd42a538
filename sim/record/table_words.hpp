#pragma once

#include <array>
#include <string_view>

namespace roamsim::record {

struct TableWords {
  std::string_view name;
  std::string_view about;
};

/// The tables of results.sqlite, each in a few words; docs/results.md has more. `v_NAME` is the view of a table.
inline constexpr std::array<TableWords, 26> table_words{{
    {"header", "what was run: scenario, seed, versions, how it ended"},
    {"clusters", "the clusters and their roles"},
    {"users", "the users, their numbers and home clusters"},
    {"links", "direct lines between clusters"},
    {"scalars", "one number about something"},
    {"events", "faults and repairs"},
    {"location_changes", "where users are, at each login and logout"},
    {"convergence", "when each cluster learned of each change"},
    {"advances", "what a cluster holds of another's updates, step by step"},
    {"routes", "where a cluster sends calls for a user"},
    {"registrations", "phones that register and cease to be registered"},
    {"requests", "logins and logouts by users, with error codes"},
    {"spans", "the stages of each request"},
    {"http_requests", "what Extension Mobility nodes were asked, and their answers"},
    {"calls", "calls and their outcomes"},
    {"call_legs", "a call's passage through each cluster"},
    {"call_messages", "the signalling of each call, message by message"},
    {"call_counts", "how many calls ended how, by clusters and time"},
    {"call_delays", "post-dial delays as a histogram"},
    {"calls_after_login", "calls to roaming users, by the time since their login"},
    {"reachability", "how far users were within reach, by probes and exactly"},
    {"storms", "storms of logins and logouts, and when they began"},
    {"storm_counts", "what users of storms did, by clusters and time"},
    {"storm_users", "how each user of a storm fared"},
    {"exchanges", "batches of ILS updates between clusters"},
    {"expectations", "what the scenario expects, and whether it came"},
}};

/// The views that are not of one table.
inline constexpr std::array<TableWords, 1> view_words{{
    {"v_requests_in_progress", "how many requests each node has in hand, step by step"},
}};

/// Nothing for a name that is not ours.
constexpr std::string_view words_about(std::string_view table) {
  for (const TableWords& entry : view_words) {
    if (entry.name == table) return entry.about;
  }
  const std::string_view name = table.starts_with("v_") ? table.substr(2) : table;
  for (const TableWords& entry : table_words) {
    if (entry.name == name) return entry.about;
  }
  return {};
}

}  // namespace roamsim::record
