#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "models/catalogue/documented_codes.hpp"
#include "models/catalogue/errors.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/table.hpp"

namespace roamsim::cli {

namespace {

/// A code or text of the phone with everything known of it.
struct Entry {
  std::string code, shown, layer, cause, remedy, raised_by;
};

std::string code_text(std::int32_t code) {
  return code < 0 ? std::string() : fmt::format("{}", code);
}

/// The causes of the models that show the text, and which of them are assumed to.
std::string raised_by(const catalogue::DocumentedCode& code) {
  std::string names;
  for (const catalogue::Error& error : catalogue::errors) {
    if (error.cause == catalogue::Cause::none || error.code != code.code || error.shown != code.shown) continue;
    names += fmt::format("{}{}{}", names.empty() ? "" : ", ", error.name, error.assumed ? " (assumed)" : "");
  }
  return names;
}

std::vector<Entry> entries() {
  std::vector<Entry> all;
  for (const catalogue::DocumentedCode& code : catalogue::documented_codes()) {
    all.push_back({code_text(code.code), std::string(code.shown), std::string(name_of(code.layer)),
                   std::string(code.cause), std::string(code.remedy), raised_by(code)});
  }
  return all;
}

bool matches(const Entry& entry, const std::string& word) {
  const auto has = [&](const std::string& text) {
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
  };
  const bool number =
      !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (number) return entry.code == word;
  return has(entry.shown) || has(entry.cause) || has(entry.raised_by) || has(entry.layer);
}

std::string markdown(const std::vector<Entry>& all) {
  std::string text =
      "# What the phone shows\n\nWritten by `roamsim errors --format markdown`. Codes that are not here are not "
      "documented, and no "
      "model shows them. A cause of the models stands where one raises the code; *assumed* where no text says that it "
      "does.\n\n"
      "| code | shown | layer | cause | remedy | raised by |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const Entry& entry : all) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", entry.code, entry.shown, entry.layer, entry.cause,
                        entry.remedy, entry.raised_by);
  }
  return text;
}

}  // namespace

Command add_errors_command(CLI::App& program) {
  struct Options {
    std::string word;
    std::string format = "text";
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("errors", "List the error codes of the phone with cause and remedy");
  command->add_option("WORD", options->word, "Only this code, or those in whose text or cause it stands");
  command->add_option("--format", options->format, "text, csv, json, markdown (the reference page)")
      ->check(CLI::IsMember({"text", "csv", "json", "markdown"}).description(""))
      ->type_name("FORMAT");
  command->add_flag("--json", options->json, "The same as --format json");
  command->footer("Examples:\n  roamsim errors 26\n  roamsim errors busy\n  roamsim errors --format csv > errors.csv");
  return [options]() {
    if (options->json) options->format = "json";
    std::vector<Entry> chosen = entries();
    std::erase_if(chosen, [&](const Entry& entry) { return !options->word.empty() && !matches(entry, options->word); });
    if (options->format == "markdown") {
      std::cout << markdown(chosen);
      return ExitCode::done;
    }
    Table table{{"code", "shown", "layer", "cause", "remedy", "raised_by"}, {}};
    for (const Entry& e : chosen) table.rows.push_back({e.code, e.shown, e.layer, e.cause, e.remedy, e.raised_by});
    std::cout << to_text(table, options->format == "text"  ? Format::text
                                : options->format == "csv" ? Format::csv
                                                           : Format::json);
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
