#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/phone_models.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/phone_features.hpp"
#include "sim/cli/scenario_problems.hpp"
#include "sim/cli/table.hpp"
#include "sim/core/text.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::cli {

namespace {

/// When the report is made; it stands in headings for people only.
std::string now() {
  const std::time_t seconds = std::time(nullptr);
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(seconds));
}

/// Says on the standard error that nothing has the name.
void refuse(std::string_view option, std::string_view what, std::string_view word,
            const std::vector<std::string>& names) {
  const std::vector<std::string_view> all(names.begin(), names.end());
  const std::string nearest = scenario::did_you_mean(word, all);
  fmt::print(stderr, "roamsim: {}: \"{}\" is no {}{}{}; there are {}\n", option, core::printable(word), what,
             nearest.empty() ? "" : ", ", core::printable(nearest), core::printable(scenario::listed(all)));
}

std::optional<PhoneFeatureChoice> chosen(const Plan& plan, const std::string& product, const std::string& feature) {
  PhoneFeatureChoice choice;
  choice.product = product;
  const auto is = [](const std::string& word) {
    return [&](const std::string& name) { return same_name(word, name); };
  };
  std::vector<std::string> names = products_of(plan);
  if (!product.empty() && std::none_of(names.begin(), names.end(), is(product))) {
    refuse("--product", "product or model", product, names);
    return std::nullopt;
  }
  if (feature.empty()) return choice;
  names.clear();
  for (const catalogue::PhoneFeature each : catalogue::phone_features) {
    names.emplace_back(catalogue::name_of(each));
    if (same_name(feature, names.back())) choice.features.push_back(each);
  }
  if (!choice.features.empty()) return choice;
  refuse("--feature", "feature", feature, names);
  return std::nullopt;
}

/// A text as one cell of a row.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : core::printable(text)) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

std::string markdown(const Plan& plan, const std::vector<PhoneFeatureRow>& rows) {
  std::string text = fmt::format(
      "# Unified CM Phone Feature List\n\n{}. Generated {}.\n\n"
      "| cluster | phone | count | product | model | protocol | feature | supported | source |\n"
      "| --- | --- | ---: | --- | --- | --- | --- | --- | --- |\n",
      cell(plan.title), now());
  for (const PhoneFeatureRow& row : rows) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", cell(row.cluster), cell(row.phone),
                        row.count, row.product, cell(row.model), row.protocol, row.feature, row.supported, row.source);
  }
  return text;
}

}  // namespace

Command add_phones_command(CLI::App& program) {
  struct Options {
    std::string file;
    std::vector<std::string> sets;
    std::string product;
    std::string feature;
    std::string format = "text";
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("phones", "List which phones of a scenario support which features");
  command->add_option("SCENARIO", options->file, "Scenario file (JSON)")->required();
  command->add_option("--set", options->sets, "PATH=VALUE: override any value")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--product", options->product, "Only this model or line of products")->type_name("NAME");
  command->add_option("--feature", options->feature, "Only this feature, such as \"Extension Mobility\"")
      ->type_name("NAME");
  command
      ->add_option("--format", options->format, "text, csv, json, markdown; text and markdown say when they were made")
      ->check(CLI::IsMember({"text", "csv", "json", "markdown"}).description(""))
      ->type_name("FORMAT");
  command->add_flag("--json", options->json, "The same as --format json");
  command->footer(
      "The report \"Unified CM Phone Feature List\" of the feature guide's first task. Phones without a name are "
      "counted:\n\"own\" are those of the users, \"spare\" those of nobody.\n\nExamples:\n"
      "  roamsim phones mine.json --feature 'Extension Mobility'\n"
      "  roamsim phones mine.json --product 'Cisco 8845' --format csv > phones.csv");
  return [options]() {
    if (options->json) options->format = "json";
    const scenario::LoadResult loaded = scenario::load(options->file, options->sets);
    print_problems(loaded, options->format != "text");
    if (!loaded.plan.has_value()) return ExitCode::bad_scenario;
    const std::optional<PhoneFeatureChoice> choice = chosen(*loaded.plan, options->product, options->feature);
    if (!choice) return ExitCode::usage;
    const std::vector<PhoneFeatureRow> rows = phone_features(*loaded.plan, *choice);
    if (options->format == "markdown") {
      std::cout << markdown(*loaded.plan, rows);
      return ExitCode::done;
    }
    Table table{{"cluster", "phone", "count", "product", "model", "protocol", "feature", "supported", "source"}, {}};
    for (const PhoneFeatureRow& row : rows) {
      table.rows.push_back({row.cluster, row.phone, static_cast<std::int64_t>(row.count), row.product, row.model,
                            row.protocol, row.feature, row.supported, row.source});
    }
    const bool text = options->format == "text";
    if (text) {
      std::cout << fmt::format("Unified CM Phone Feature List\n{}\nGenerated {}\n\n",
                               core::printable(loaded.plan->title), now());
    }
    std::cout << to_text(table, text ? Format::text : options->format == "csv" ? Format::csv : Format::json);
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
