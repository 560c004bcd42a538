#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/read_run.hpp"
#include "sim/cli/table.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/text.hpp"
#include "sim/record/compare_runs.hpp"

namespace roamsim::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t scalars_shown = 10;

struct Options {
  std::string a;
  std::string b;
  bool json = false;
};

Table::Cell cell(const std::optional<double>& value) {
  return value ? Table::Cell(*value) : Table::Cell();
}

std::string indented(const Table& table) {
  std::string result = "  ";
  const std::string text = to_text(table, Format::text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '\n' && i + 1 < text.size()) result += "  ";
  }
  return result;
}

std::string side(std::string_view name, const std::optional<record::Happening>& happening) {
  if (!happening) return fmt::format("  {}  nothing more of the kind\n", name);
  return fmt::format("  {}  {} ({} ns)  {}\n", name, core::format_date(happening->at), happening->at,
                     core::printable(happening->words));
}

std::string parting_text(const record::Comparison& found) {
  if (!found.parting) return "No event parts them.\n";
  const record::Parting& parting = *found.parting;
  return fmt::format("They part at {}, in {}:\n", core::format_date(parting.at), parting.table) + side("A", parting.a) +
         side("B", parting.b);
}

std::string labels_text(const record::Comparison& found) {
  if (found.labels.empty()) return {};
  Table table{{"label", "A", "B"}, {}};
  for (const auto& [key, a, b] : found.labels) table.rows.push_back({key, a, b});
  return "\n" + indented(table);
}

std::string text_of(const record::Comparison& found) {
  if (found.identical()) return fmt::format("identical: {} rows\n", found.rows) + labels_text(found);
  std::string text = "different\n\n" + parting_text(found);
  if (!found.header.empty()) {
    Table table{{"header", "A", "B"}, {}};
    for (const auto& [key, a, b] : found.header) table.rows.push_back({key, a, b});
    text += "\n" + indented(table);
  }
  text += labels_text(found);
  if (!found.tables.empty()) {
    Table table{{"table", "rows A", "rows B", "from row"}, {}};
    for (const auto& [name, a, b, first] : found.tables) table.rows.push_back({std::string(name), a, b, first});
    text += "\n" + indented(table);
  }
  if (!found.scalars.empty()) {
    Table table{{"scalar", "of", "A", "B", "unit", "%"}, {}};
    for (std::size_t i = 0; i < std::min(scalars_shown, found.scalars.size()); ++i) {
      const record::ScalarDifference& scalar = found.scalars[i];
      const std::string percent = scalar.a && scalar.b ? fmt::format("{:.3g}", scalar.relative * 100) : std::string();
      table.rows.push_back({scalar.name, scalar.entity, cell(scalar.a), cell(scalar.b), scalar.unit, percent});
    }
    text += "\n" + indented(table);
    if (found.scalars.size() > scalars_shown)
      text += fmt::format("  and {} more\n", found.scalars.size() - scalars_shown);
  }
  return text;
}

Json json_of(const std::optional<record::Happening>& happening) {
  if (!happening) return nullptr;
  return {{"at_ns", happening->at}, {"words", happening->words}};
}

Json json_of(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::string json_text(const record::Comparison& found) {
  Json json;
  json["identical"] = found.identical();
  json["parting"] = nullptr;
  if (found.parting) {
    json["parting"] = {{"at_ns", found.parting->at},
                       {"table", found.parting->table},
                       {"a", json_of(found.parting->a)},
                       {"b", json_of(found.parting->b)}};
  }
  json["header"] = Json::array();
  for (const auto& [key, a, b] : found.header) json["header"].push_back({{"key", key}, {"a", a}, {"b", b}});
  json["labels"] = Json::array();
  for (const auto& [key, a, b] : found.labels) json["labels"].push_back({{"key", key}, {"a", a}, {"b", b}});
  json["tables"] = Json::array();
  for (const auto& [name, a, b, first] : found.tables) {
    json["tables"].push_back({{"table", name}, {"rows_a", a}, {"rows_b", b}, {"first_row", first}});
  }
  json["scalars"] = Json::array();
  for (const record::ScalarDifference& scalar : found.scalars) {
    json["scalars"].push_back({{"name", scalar.name},
                               {"entity", scalar.entity},
                               {"unit", scalar.unit},
                               {"a", json_of(scalar.a)},
                               {"b", json_of(scalar.b)},
                               {"relative", scalar.relative}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Command add_diff_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("diff", "Tell whether two runs are identical, and if not, where they part");
  command->add_option("A", options->a, "Run directory")->required();
  command->add_option("B", options->b, "Run directory")->required();
  command->add_flag("--json", options->json, "Print everything that differs as JSON");
  command->footer(
      "Ends with 0 if they are identical (but for versions of the program), with 1 if they are not.\n\nExamples:\n"
      "  roamsim diff runs/before runs/after\n  roamsim diff runs/before runs/after --json");
  return [options]() {
    return with_runs({options->a, options->b}, [&](const RunsRead& runs) {
      const record::Comparison found = record::compare(*runs[0], *runs[1]);
      std::cout << (options->json ? json_text(found) : text_of(found));
      return found.identical() ? ExitCode::done : ExitCode::expectation_failed;
    });
  };
}

}  // namespace roamsim::cli
