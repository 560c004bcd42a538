#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace roamsim::cli {

/// How a listing is printed.
enum class Format : std::uint8_t { text, csv, json };

/// Rows under named columns. A cell without a value is null in JSON and empty elsewhere.
struct Table {
  using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

/// The table as aligned text (control bytes written out), as CSV (formulas made harmless) or as a JSON array of
/// objects.
[[nodiscard]] std::string to_text(const Table& table, Format format);

}  // namespace roamsim::cli
