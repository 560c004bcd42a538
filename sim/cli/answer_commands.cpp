#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/python/python.hpp"

namespace roamsim::cli {
namespace {

/// The options of a command whose work the analysis does: they are handed on as they are, once their names are known.
struct HandedOn {
  std::string scenario;
  std::vector<std::pair<std::string, std::shared_ptr<std::string>>> options;
  std::vector<std::string> words;
  bool whole_range = false;
};

CLI::Option* hand_on(CLI::App& command, HandedOn& to, const std::string& name, const std::string& text) {
  to.options.emplace_back(name, std::make_shared<std::string>());
  return command.add_option(name, *to.options.back().second, text);
}

void add_common(CLI::App& command, HandedOn& to) {
  command.add_option("SCENARIO", to.scenario, "Scenario file (JSON)")->required();
  hand_on(command, to, "--measure", "A scalar of the run (docs/results.md)")->required()->type_name("NAME");
  hand_on(command, to, "--of", "Its entity: a cluster, a storm, ... (default: the run)")->type_name("ENTITY");
  hand_on(command, to, "--repetitions", "Runs of each value, all with the same seeds")->type_name("N");
  hand_on(command, to, "--jobs", "Runs at a time (default: all processors)")->type_name("N");
  hand_on(command, to, "--executor", "Where the runs are made: local (default), or slurm, as for sweep run")
      ->check(CLI::IsMember({"local", "slurm"}).description(""))
      ->type_name("NAME");
  hand_on(command, to, "--chunks", "slurm: tasks of one submission, at most (default: 64)")->type_name("N");
  hand_on(command, to, "--sbatch-args", "slurm: further arguments of sbatch, as in a shell")->type_name("ARGS");
  hand_on(command, to, "--out", "Folder of the sweep underneath; starting again goes on with it")->type_name("DIR");
  hand_on(command, to, "--html", "Write the answer as one page")->type_name("FILE");
  hand_on(command, to, "--pictures", "Folder for its picture")->type_name("DIR");
  hand_on(command, to, "--csv", "Folder for its table")->type_name("DIR");
  hand_on(command, to, "--format", "Of the picture (default: both)")->check(CLI::IsMember({"png", "svg"}));
}

ExitCode answer(const std::string& name, const HandedOn& options) {
  std::vector<std::string> arguments{"--program=" + this_program().string()};
  for (const auto& [option, value] : options.options) {
    if (!value->empty()) arguments.push_back(option + "=" + *value);
  }
  for (const std::string& word : options.words) arguments.push_back("--only=" + word);
  if (options.whole_range) arguments.emplace_back("--whole-range");
  return static_cast<ExitCode>(run_analysis(name, options.scenario, arguments, std::cerr));
}

}  // namespace

Command add_solve_command(CLI::App& program) {
  auto options = std::make_shared<HandedOn>();
  CLI::App* command = program.add_subcommand("solve", "Find the values of a parameter with which a target is met");
  add_common(*command, *options);
  hand_on(*command, *options, "--key", "The parameter, as JSON Pointer into the scenario")->required();
  hand_on(*command, *options, "--from", "Its least value")->required()->type_name("VALUE");
  hand_on(*command, *options, "--to", "Its greatest value")->required()->type_name("VALUE");
  hand_on(*command, *options, "--points", "Of the scan, seven or more (default: 9)")->type_name("N");
  hand_on(*command, *options, "--scale", "linear (default) or log")->check(CLI::IsMember({"linear", "log"}));
  // The analysis refuses both or none; an exclusion here would write itself into the help in place of the words.
  hand_on(*command, *options, "--at-most", "The target: the measure is at most this")->type_name("VALUE");
  hand_on(*command, *options, "--at-least", "The target: the measure is at least this")->type_name("VALUE");
  hand_on(*command, *options, "--in-share", "In this share of the runs (default: on average)")->type_name("SHARE");
  hand_on(*command, *options, "--confidence", "With which all verdicts hold together (default: 0.95)");
  command->footer(
      "A value is met or not met only if that is sure; else it is told as not decided.\n\n"
      "Example:\n"
      "  roamsim solve scenarios/home-outage-storm.json --key /extension_mobility/max_concurrent_requests\n"
      "      --from 1 --to 40 --measure storm.until_95 --of walkover --at-most '5 min'");
  return [options]() { return answer("solve", *options); };
}

Command add_sensitivity_command(CLI::App& program) {
  auto options = std::make_shared<HandedOn>();
  CLI::App* command =
      program.add_subcommand("sensitivity", "Find the assumption on which a measure hangs: each is moved alone");
  add_common(*command, *options);
  command->add_option("--only", options->words, "Only parameters in whose path this stands (repeatable)")
      ->type_name("WORD");
  hand_on(*command, *options, "--factor", "Each is moved by this factor, within its range (default: 2)");
  command->add_flag("--whole-range", options->whole_range, "Each is moved to the ends of its range");
  command->footer(
      "Example:\n"
      "  roamsim sensitivity scenarios/hub-failure.json --measure convergence.mean --only ils --html ils.html");
  return [options]() { return answer("sensitivity", *options); };
}

}  // namespace roamsim::cli
