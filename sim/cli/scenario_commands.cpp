#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/scenario_overview.hpp"
#include "sim/cli/scenario_problems.hpp"
#include "sim/cli/table.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/text.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/products/parameters.hpp"
#include "sim/scenario/products/schema.hpp"
#include "sim/study/sweep/file_schema.hpp"

namespace roamsim::cli {

Command add_validate_command(CLI::App& program) {
  struct Options {
    std::vector<std::string> files;
    std::vector<std::string> sets;
    bool quiet = false;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("validate", "Check scenario files without running them");
  command->add_option("SCENARIO", options->files, "Scenario files (JSON)")->required();
  command->add_option("--set", options->sets, "PATH=VALUE: override any value")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_flag("--quiet,-q", options->quiet, "Print nothing but errors");
  command->add_flag("--json", options->json, "Print every error and warning as JSON");
  command->footer(
      "Every mistake of every file is reported, with file, line and place.\n\nExamples:\n"
      "  roamsim validate scenarios/*.json\n  roamsim validate mine.json --set duration='1 h'\n  roamsim validate "
      "--json mine.json > problems.json");
  return [options]() {
    std::size_t bad = 0;
    Table problems{problem_columns(), {}};
    for (const std::string& file : options->files) {
      const scenario::LoadResult loaded = scenario::load(file, options->sets);
      bad += loaded.plan.has_value() ? 0U : 1U;
      if (options->json) {
        add_problems(loaded, problems);
        continue;
      }
      print_problems(loaded, options->quiet);
      if (options->quiet) continue;
      fmt::print("{}: {}\n", core::printable(file),
                 !loaded.plan.has_value()  ? fmt::format("{} errors", loaded.error_count)
                 : loaded.warnings.empty() ? std::string("good")
                                           : fmt::format("good, {} warnings", loaded.warnings.size()));
    }
    if (options->json) std::cout << to_text(problems, Format::json);
    return bad == 0 ? ExitCode::done : ExitCode::bad_scenario;
  };
}

Command add_show_command(CLI::App& program) {
  struct Options {
    std::string file;
    std::vector<std::string> sets;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("show", "Show what a scenario file amounts to, merged and expanded");
  command->add_option("SCENARIO", options->file, "Scenario file (JSON)")->required();
  command->add_option("--set", options->sets, "PATH=VALUE: override any value")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "Print the merged scenario, every key with its value");
  command->footer(
      "Examples:\n  roamsim show scenarios/hub-failure.json\n  roamsim show mine.json --json > merged.json");
  return [options]() {
    const scenario::LoadResult loaded = scenario::load(options->file, options->sets);
    print_problems(loaded, options->json);
    if (!loaded.plan.has_value()) return ExitCode::bad_scenario;
    std::cout << (options->json ? loaded.merged : scenario_overview(*loaded.plan, Painter(colours_on(stdout))));
    return ExitCode::done;
  };
}

Command add_schema_command(CLI::App& program) {
  auto of_sweeps = std::make_shared<bool>(false);
  CLI::App* command = program.add_subcommand("schema", "Print the JSON Schema of scenario files (draft 2020-12)");
  command->add_flag("--sweep", *of_sweeps, "Of sweep files instead (docs/sweeps.md)");
  command->footer("Examples:\n  roamsim schema > scenario.schema.json\n  roamsim schema --sweep > sweep.schema.json");
  return [of_sweeps]() {
    std::cout << (*of_sweeps ? study::sweep_file_schema() : scenario::json_schema());
    return ExitCode::done;
  };
}

Command add_params_command(CLI::App& program) {
  struct Options {
    std::string word;
    std::string format = "text";
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("params", "List every parameter with default, range, provenance and source");
  command->add_option("WORD", options->word, "Only those in whose path, text or source it stands");
  command
      ->add_option("--format", options->format,
                   "text, csv, json, markdown (the reference page), paths (for completion)")
      ->check(CLI::IsMember({"text", "csv", "json", "markdown", "paths"}).description(""))
      ->type_name("FORMAT");
  command->add_flag("--json", options->json, "The same as --format json");
  command->footer("Examples:\n  roamsim params interval\n  roamsim params --format csv > parameters.csv");
  return [options]() {
    if (options->json) options->format = "json";
    if (options->format == "markdown") {
      std::cout << scenario::parameter_reference();
      return ExitCode::done;
    }
    if (options->format == "paths") {
      std::cout << scenario::settable_paths();
      return ExitCode::done;
    }
    const bool text = options->format == "text";
    Table table;
    table.columns = {"path", "type", "default", "range", "provenance", "source", "text"};
    for (const scenario::Parameter& p : scenario::parameters_with(options->word)) {
      table.rows.push_back({p.path, p.type, p.required && text ? std::string("required") : p.default_value, p.range,
                            p.provenance, p.source, p.text});
    }
    std::cout << to_text(table, text ? Format::text : options->format == "csv" ? Format::csv : Format::json);
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
