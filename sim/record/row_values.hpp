#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/record/read_results.hpp"

namespace roamsim::record {

/// The integer in a column; nothing for NULL and all else.
inline std::optional<std::int64_t> integer_in(const Row& row, std::size_t column) {
  const auto* value = std::get_if<std::int64_t>(&row.at(column));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

/// The text in a column; empty for NULL and all else.
inline std::string text_in(const Row& row, std::size_t column) {
  const auto* value = std::get_if<std::string>(&row.at(column));
  return value == nullptr ? std::string() : *value;
}

}  // namespace roamsim::record
