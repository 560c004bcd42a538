#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/read_run.hpp"
#include "sim/cli/sweep_results.hpp"
#include "sim/cli/table.hpp"
#include "sim/core/text.hpp"
#include "sim/record/read_results.hpp"
#include "sim/record/table_words.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::cli {

namespace {

constexpr std::size_t rows_shown = 200;

struct Options {
  std::string run;
  std::string what;
  std::string format = "text";
  bool all = false;
  bool json = false;
};

/// Without blanks, line comments and block comments in front.
std::string_view statement_of(std::string_view sql) {
  for (;;) {
    sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
    const std::string_view end = sql.starts_with("--") ? "\n" : sql.starts_with("/*") ? "*/" : "";
    if (end.empty()) return sql;
    const std::size_t at = sql.find(end, 2);
    sql.remove_prefix(at == std::string_view::npos ? sql.size() : at + end.size());
  }
}

std::string_view first_word(std::string_view text) {
  const auto* end = std::find_if(text.begin(), text.end(),
                                 [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool is_word(std::string_view word, std::string_view upper) {
  return std::equal(word.begin(), word.end(), upper.begin(), upper.end(),
                    [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
}

std::string hint_for(std::string_view name, const std::vector<record::TableInfo>& tables) {
  std::vector<std::string_view> names;
  for (const record::TableInfo& table : tables) names.push_back(table.name);
  const std::string hint = scenario::did_you_mean(name, names);
  return hint.empty() ? "`roamsim results RUN` lists the tables" : hint;
}

/// The message of an SQL error, with the nearest name if it is about a table.
std::string explained(const std::string& error, const std::vector<record::TableInfo>& tables) {
  constexpr std::string_view about_table = "no such table: ";
  if (!error.starts_with(about_table)) return error;
  return error + "; " + hint_for(std::string_view(error).substr(about_table.size()), tables);
}

Table listing(const record::Results& results) {
  Table table;
  table.columns = {"name", "kind", "rows", "about"};
  for (const record::TableInfo& entry : results.tables()) {
    const record::Rows count = results.query(fmt::format("SELECT count(*) FROM \"{}\"", entry.name));
    table.rows.push_back({entry.name, std::string(entry.view ? "view" : "table"), count.rows.at(0).at(0),
                          std::string(record::words_about(entry.name))});
  }
  return table;
}

/// By what name the author knows the run and what its numbers leave out, from the header; nothing for a plain run.
std::string about_run(const record::Results& results) {
  Table table;
  table.columns = {"header", "value"};
  const record::Rows rows = results.query(
      "SELECT key, value FROM header WHERE value <> '' AND (key IN ('experiment', 'measurement', 'repetition')"
      " OR key = 'warmup_ns' AND value <> '0' OR key = 'rows_selected' AND value <> '0')");
  if (rows.rows.empty()) return {};
  for (const record::Row& row : rows.rows) table.rows.push_back({row.at(0), row.at(1)});
  return to_text(table, Format::text) + "\n";
}

/// What to run for TABLE or QUERY. Throws QueryError for what is neither.
std::string sql_for(const std::string& what, const std::vector<record::TableInfo>& tables) {
  for (const record::TableInfo& table : tables) {
    if (table.name == what) return fmt::format("SELECT * FROM \"{}\"", what);
  }
  const std::string_view statement = statement_of(what);
  const std::string_view word = first_word(statement);
  if (is_word(word, "SELECT") || is_word(word, "WITH")) return what;
  if (word.size() == statement.size()) {
    throw record::QueryError(fmt::format("there is no table \"{}\"; {}", what, hint_for(what, tables)));
  }
  throw record::QueryError(
      fmt::format("\"{}\" is neither a table nor a query; a query starts with SELECT or WITH", what));
}

ExitCode print_results(const Options& options) {
  const bool text = options.format == "text";
  const Format format = text ? Format::text : options.format == "csv" ? Format::csv : Format::json;
  return with_runs(
      {options.run},
      [&](const RunsRead& runs) {
        const record::Results& results = *runs.front();
        if (options.what.empty()) {
          if (text) std::cout << about_run(results);
          std::cout << to_text(listing(results), format);
          return ExitCode::done;
        }
        const std::vector<record::TableInfo> tables = results.tables();
        try {
          const std::optional<Table> answer =
              results.of_sweep() ? measure_by_axis(results, options.what) : std::optional<Table>();
          if (answer) {
            std::cout << to_text(*answer, format);
            return ExitCode::done;
          }
          record::Rows found =
              results.query(sql_for(options.what, tables), text && !options.all ? rows_shown : SIZE_MAX);
          if (text) {
            for (std::string& column : found.columns) column = core::printable(column);
          }
          std::cout << to_text(Table{std::move(found.columns), std::move(found.rows)}, format);
          if (found.more) fmt::print(stderr, "roamsim: only the first {} rows; --all shows the rest\n", rows_shown);
          return ExitCode::done;
        } catch (const record::QueryError& error) {
          fmt::print(stderr, "roamsim: {}\n", core::printable(explained(error.what(), tables)));
          return ExitCode::bad_scenario;
        }
      },
      record::ResultsOf::run_or_sweep);
}

}  // namespace

Command add_results_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("results", "Read what a run or a sweep found: its tables, or a query in SQL");
  command->add_option("RUN", options->run, "Run directory, as `roamsim run` wrote it, or the folder of a sweep")
      ->required();
  command->add_option("TABLE", options->what,
                      "A table or view, or a query that starts with SELECT or WITH (default: list them); of a "
                      "sweep also \"MEASURE by AXIS\"");
  command->add_option("--format", options->format, "text, csv, json")
      ->check(CLI::IsMember({"text", "csv", "json"}).description(""))
      ->type_name("FORMAT");
  command->add_flag("--json", options->json, "The same as --format json");
  command->add_flag("--all", options->all, fmt::format("Show every row as text, not the first {}", rows_shown));
  command->footer(
      "Nothing is changed. docs/results.md describes the tables and has queries to start from.\n\nExamples:\n"
      "  roamsim results runs/figure-3-roaming\n"
      "  roamsim results runs/figure-3-roaming v_calls --format csv > calls.csv\n"
      "  roamsim results runs/figure-3-roaming \"SELECT outcome, count(*) FROM calls GROUP BY outcome\"");
  return [options]() {
    if (options->json) options->format = "json";
    return print_results(*options);
  };
}

}  // namespace roamsim::cli
