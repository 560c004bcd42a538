#include <CLI/CLI.hpp>
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
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("report", "Draw a run: routes over time and convergence, as PNG and SVG");
  command->add_option("RUN", options->run, "Run directory, as `roamsim run` wrote it")->required();
  command->add_option("--out", options->out, "Folder for the pictures (default: RUN/report)");
  command->footer("Example:\n  roamsim report runs/figure-3-roaming");
  return [options]() {
    std::vector<std::string> arguments;
    if (!options->out.empty()) arguments = {"--out", options->out};
    return static_cast<ExitCode>(run_report(options->run, arguments, std::cerr));
  };
}

}  // namespace roamsim::cli
