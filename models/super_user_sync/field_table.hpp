#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/super_user_sync/parameters.hpp"

namespace roamsim::sync {

/// By what a field of a user travels from the home cluster to the others.
enum class Carrier : std::uint8_t {
  ils,      ///< Intercluster Lookup Service, after each change
  tool,     ///< the Super User Synchronization Tool, at its next run
  neither,  ///< nothing: an administrator sets it in each cluster
};

/// A field, what carries it, and which key of the scenario turns that on or off.
struct FieldRow {
  std::string_view field;
  Carrier carrier = Carrier::neither;
  bool Carried::*carries = nullptr;  ///< of what the tool carries; null where it never does
  std::string_view key;              ///< of `super_user_sync.carries`; empty where there is none
  std::string_view words;
};

std::string_view name_of(Carrier carrier);

/// Which field travels by which.
inline constexpr std::size_t field_rows = 17;
const std::array<FieldRow, field_rows>& field_table();

/// docs/what-travels-by-what.md.
std::string field_table_page();

}  // namespace roamsim::sync
