#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/record/journal.hpp"

namespace roamsim::record {

struct HeaderField {
  /// What a key says, and so which comparisons it counts in.
  enum class Kind : std::uint8_t {
    result,   ///< what was run and found: counts in the fingerprint and in a comparison
    setting,  ///< follows from the scenario, whose hash is in the fingerprint, and from `end`: counts in a comparison
    version,  ///< what made the run: counts nowhere
    label     ///< the author's own name for the run: counts nowhere, but a comparison tells it
  };
  std::string_view key;
  std::variant<std::string, std::int64_t, std::uint64_t> value;
  Kind kind = Kind::result;
};

/// The names of the tables, in the order of the schema, blanks between.
inline std::string text_of(TableSet tables) {
  std::string text;
  for (std::size_t i = 0; i < table_names.size(); ++i) {
    if (!tables.has(static_cast<Table>(i))) continue;
    text += (text.empty() ? "" : " ") + std::string(table_names[i]);
  }
  return text;
}

/// Of how many users who move the reachability is followed: all, 1 in 7, none.
inline std::string words_for_users_looked_at(std::uint32_t every) {
  return every == 0 ? "none" : every == 1 ? "all" : fmt::format("1 in {}", every);
}

/// The header as keys and values in their fixed order, for the database, the summary and the fingerprint.
inline std::vector<HeaderField> header_fields(const Header& header) {
  using Kind = HeaderField::Kind;
  return {{"schema_version", std::int64_t{header.schema_version}},
          {"title", header.title},
          {"scenario_hash", header.scenario_hash},
          {"seed", header.seed},
          {"experiment", header.labels.experiment, Kind::label},
          {"measurement", header.labels.measurement, Kind::label},
          {"repetition", header.labels.repetition, Kind::label},
          {"duration_ns", header.duration},
          {"ended_ns", header.ended, Kind::setting},
          {"warmup_ns", header.warmup, Kind::setting},
          {"recorded", text_of(header.recorded), Kind::setting},
          {"rows_selected", std::int64_t{header.rows_selected ? 1 : 0}, Kind::setting},
          {"users_looked_at", words_for_users_looked_at(header.users_looked_at), Kind::setting},
          {"end", header.end},
          {"events", header.events},
          {"simgrid_activities", header.simgrid_activities},
          {"order_fingerprint", fmt::format("{:016x}", header.order_fingerprint)},
          {"network_model", header.network_model},
          {"program_version", header.program_version, Kind::version},
          {"simgrid_version", header.simgrid_version, Kind::version}};
}

inline std::string text_of(const HeaderField& field) {
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, field.value);
}

}  // namespace roamsim::record
