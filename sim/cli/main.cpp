#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/version.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {
namespace {

std::string exit_codes() {
  std::string text = "Exit codes:\n";
  for (const ExitCodeText& entry : exit_code_texts) {
    text += fmt::format("  {:>3}  {}\n", static_cast<int>(entry.code), entry.meaning);
  }
  return text;
}

int run(int argc, char** argv) {
  CLI::App program{"Simulates telephony clusters whose users roam: how long until calls reach everybody again.",
                   "roamsim"};
  program.set_version_flag("--version", std::string("roamsim ") + program_version);
  program.require_subcommand(1);
  program.footer(
      "Examples:\n"
      "  roamsim run scenarios/figure-3-roaming.json\n"
      "  roamsim run scenarios/hub-failure.json --set ils.interval='2 min' --seed 7\n"
      "  roamsim report runs/figure-3-roaming\n"
      "  roamsim results runs/figure-3-roaming v_calls\n"
      "  roamsim diff runs/before runs/after\n\n" +
      exit_codes());
  std::vector<std::pair<std::string, Command>> commands;
  commands.emplace_back("run", add_run_command(program));
  commands.emplace_back("new", add_new_command(program));
  commands.emplace_back("validate", add_validate_command(program));
  commands.emplace_back("show", add_show_command(program));
  commands.emplace_back("report", add_report_command(program));
  commands.emplace_back("results", add_results_command(program));
  commands.emplace_back("diff", add_diff_command(program));
  commands.emplace_back("ladder", add_ladder_command(program));
  commands.emplace_back("explain", add_explain_command(program));
  commands.emplace_back("chaos", add_chaos_command(program));
  commands.emplace_back("sweep", add_sweep_command(program));
  commands.emplace_back("solve", add_solve_command(program));
  commands.emplace_back("sensitivity", add_sensitivity_command(program));
  commands.emplace_back("params", add_params_command(program));
  commands.emplace_back("errors", add_errors_command(program));
  commands.emplace_back("phones", add_phones_command(program));
  commands.emplace_back("conformance", add_conformance_command(program));
  commands.emplace_back("schema", add_schema_command(program));
  commands.emplace_back("completion", add_completion_command(program));
  commands.emplace_back("man", add_man_command(program));
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp& wish) {
    return program.exit(wish);
  } catch (const CLI::CallForVersion& wish) {
    return program.exit(wish);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "roamsim: {}\nTry `roamsim --help`.\n", core::printable(error.what()));
    return static_cast<int>(ExitCode::usage);
  }
  for (const auto& [name, command] : commands) {
    if (program.got_subcommand(name)) return static_cast<int>(command());
  }
  return static_cast<int>(ExitCode::usage);
}

}  // namespace
}  // namespace roamsim::cli

int main(int argc, char** argv) {
  // A limit on the size of files is to be an error that can be told, like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int code = roamsim::cli::run(argc, argv);
    // Who reads the output must learn that it is not all there.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    fmt::print(stderr, "roamsim: the standard output cannot be written\n");
    return code == 0 ? static_cast<int>(roamsim::ExitCode::cannot_write) : code;
  } catch (const std::exception& error) {
    fmt::print(stderr, "roamsim: internal error: {}\n", roamsim::core::printable(error.what()));
    return static_cast<int>(roamsim::ExitCode::internal);
  }
}
