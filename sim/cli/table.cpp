#include "sim/cli/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "sim/cli/text_width.hpp"
#include "sim/core/text.hpp"
#include "sim/record/csv.hpp"

namespace roamsim::cli {

namespace {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};

bool is_number(const Table::Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

std::string shown_text(const Table::Cell& cell) {
  return std::visit(Overload{[](std::monostate) { return std::string(); },
                             [](const std::string& text) { return core::printable(text); },
                             [](auto number) { return fmt::format("{}", number); }},
                    cell);
}

std::string aligned(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(width_of(column));
  std::vector<std::vector<std::string>> shown;
  for (const auto& row : table.rows) {
    std::vector<std::string>& line = shown.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      line.push_back(shown_text(row[i]));
      widths[i] = std::max(widths[i], width_of(line.back()));
    }
  }
  std::string text;
  const auto put = [&](std::size_t i, const std::string& cell, bool right, bool last) {
    const std::string blanks(widths[i] - width_of(cell), ' ');
    text += right ? blanks + cell : cell + (last ? std::string() : blanks);
    text += last ? "\n" : "  ";
  };
  for (std::size_t i = 0; i < table.columns.size(); ++i) put(i, table.columns[i], false, i + 1 == table.columns.size());
  for (std::size_t r = 0; r < shown.size(); ++r) {
    for (std::size_t i = 0; i < shown[r].size(); ++i) {
      put(i, shown[r][i], is_number(table.rows[r][i]), i + 1 == shown[r].size());
    }
  }
  return text;
}

std::string csv(const Table& table) {
  std::string out;
  record::CsvWriter writer(out);
  for (const std::string& column : table.columns) writer.text(column);
  writer.end_row();
  for (const auto& row : table.rows) {
    for (const Table::Cell& cell : row) {
      std::visit(
          Overload{[&](std::monostate) { writer.none(); }, [&](const std::string& text) { writer.text(text); },
                   [&](std::int64_t number) { writer.integer(number); }, [&](double number) { writer.real(number); }},
          cell);
    }
    writer.end_row();
  }
  return out;
}

std::string json(const Table& table) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      object[table.columns[i]] = std::visit(
          Overload{[](std::monostate) { return Json(); }, [](const auto& value) { return Json(value); }}, row[i]);
    }
    rows.push_back(std::move(object));
  }
  return rows.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_text(const Table& table, Format format) {
  switch (format) {
    case Format::text:
      return aligned(table);
    case Format::csv:
      return csv(table);
    case Format::json:
      return json(table);
  }
  return {};
}

}  // namespace roamsim::cli
