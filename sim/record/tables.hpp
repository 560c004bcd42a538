#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::record {

/// The tables of results.sqlite that a run need not keep; the others (header, names, storms, scalars, expectations)
/// always are.
enum class Table : std::uint8_t {
  events,
  location_changes,
  convergence,
  advances,
  routes,
  registrations,
  requests,
  spans,
  calls,
  exchanges,
  call_legs,
  call_messages,
  call_counts,
  call_delays,
  calls_after_login,
  reachability,
  http_requests,
  storm_counts,
  storm_users
};

/// The names of the tables in the schema, in the order of the enumeration.
inline constexpr std::array<std::string_view, 19> table_names{
    "events",        "location_changes", "convergence",  "advances",    "routes",
    "registrations", "requests",         "spans",        "calls",       "exchanges",
    "call_legs",     "call_messages",    "call_counts",  "call_delays", "calls_after_login",
    "reachability",  "http_requests",    "storm_counts", "storm_users"};

constexpr std::string_view name_of(Table table) {
  return table_names[static_cast<std::size_t>(table)];
}

/// Some of the tables.
class TableSet {
 public:
  [[nodiscard]] static constexpr TableSet all() {
    TableSet set;
    for (std::size_t i = 0; i < table_names.size(); ++i) set.set(static_cast<Table>(i));
    return set;
  }

  [[nodiscard]] constexpr bool has(Table table) const { return (bits_ & bit(table)) != 0; }
  constexpr TableSet& set(Table table, bool member = true) {
    bits_ = static_cast<std::uint32_t>(member ? bits_ | bit(table) : bits_ & ~bit(table));
    return *this;
  }
  /// Whether every member of the other set is one of this.
  [[nodiscard]] constexpr bool contains(TableSet other) const { return (other.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr TableSet operator|(TableSet other) const {
    TableSet both;
    both.bits_ = bits_ | other.bits_;
    return both;
  }
  constexpr bool operator==(const TableSet&) const = default;

 private:
  static constexpr std::uint32_t bit(Table table) {
    return static_cast<std::uint32_t>(1U << static_cast<unsigned>(table));
  }
  std::uint32_t bits_ = 0;
};

}  // namespace roamsim::record
