#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/record/journal.hpp"

namespace roamsim::record {

struct HeaderField {
  std::string_view key;
  std::variant<std::string, std::int64_t, std::uint64_t> value;
  bool names_a_version = false;  ///< says what made the run, not what it found
};

/// The header as keys and values in their fixed order, for the database, the summary and the fingerprint.
inline std::vector<HeaderField> header_fields(const Header& header) {
  return {{"schema_version", std::int64_t{header.schema_version}},
          {"title", header.title},
          {"scenario_hash", header.scenario_hash},
          {"seed", header.seed},
          {"duration_ns", header.duration},
          {"end", header.end},
          {"events", header.events},
          {"simgrid_activities", header.simgrid_activities},
          {"order_fingerprint", fmt::format("{:016x}", header.order_fingerprint)},
          {"network_model", header.network_model},
          {"program_version", header.program_version, true},
          {"simgrid_version", header.simgrid_version, true}};
}

inline std::string text_of(const HeaderField& field) {
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, field.value);
}

}  // namespace roamsim::record
