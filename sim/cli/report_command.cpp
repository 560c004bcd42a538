#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/python/python.hpp"

namespace roamsim::cli {

Command add_report_command(CLI::App& program) {
  struct Options {
    std::string run;
    std::string out;
    std::string html;
    std::string pictures;
    std::string csv;
    std::string format;
    std::vector<std::string> repetitions;
    std::vector<std::string> measures;
    std::string axes;
    std::vector<std::string> compare;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("report", "Draw a run or a sweep, as PNG and SVG, or as one page");
  command->add_option("RUN", options->run, "Folder of a run or of a sweep")->required();
  command->add_option("--out", options->out, "Folder for the pictures (default: RUN/report)");
  command->add_option("--html", options->html, "Write the report as one page instead");
  command->add_option("--pictures", options->pictures,
                      "Folder for the pictures of that page, as files named like their tables");
  command->add_option("--csv", options->csv, "Folder for the tables behind that page");
  command->add_option("--format", options->format, "Of the pictures (default: both)")
      ->check(CLI::IsMember({"png", "svg"}));
  command->add_option("--repetitions", options->repetitions,
                      "Runs of the same with other seeds, for a band on that page");
  command->add_option("--measure", options->measures, "Of a sweep: only this measure (repeatable)")->type_name("NAME");
  command->add_option("--by", options->axes, "Of a sweep: only against these axes")->type_name("AXIS[,AXIS]");
  command
      ->add_option("--compare", options->compare,
                   "Of a sweep: two settings, compared repetition by repetition, such as mode=a mode=b")
      ->type_name("SETTING")
      ->expected(2);
  command->footer(
      "Examples:\n  roamsim report runs/figure-3-roaming\n"
      "  roamsim report runs/hub-failure --html hub-failure.html --csv tables\n"
      "  roamsim report runs/hub-failure --pictures pictures --format svg\n"
      "  roamsim report runs/ils-interval --html ils-interval.html\n"
      "  roamsim report runs/ils-interval --compare 'interval=1 min' 'interval=16 min' --html compared.html");
  return [options]() {
    std::vector<std::string> arguments;
    if (!options->out.empty()) arguments.push_back("--out=" + options->out);
    if (!options->html.empty()) arguments.push_back("--html=" + options->html);
    if (!options->pictures.empty()) arguments.push_back("--pictures=" + options->pictures);
    if (!options->csv.empty()) arguments.push_back("--csv=" + options->csv);
    if (!options->format.empty()) arguments.push_back("--format=" + options->format);
    if (!options->repetitions.empty()) arguments.push_back("--repetitions");
    for (const std::string& run : options->repetitions) arguments.push_back(std::filesystem::absolute(run).string());
    for (const std::string& measure : options->measures) arguments.push_back("--measure=" + measure);
    if (!options->axes.empty()) arguments.push_back("--by=" + options->axes);
    if (!options->compare.empty()) arguments.push_back("--compare");
    arguments.insert(arguments.end(), options->compare.begin(), options->compare.end());
    return static_cast<ExitCode>(run_report(options->run, arguments, std::cerr));
  };
}

}  // namespace roamsim::cli
