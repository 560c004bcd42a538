#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <string_view>

#include "sim/cli/command.hpp"
#include "sim/cli/version.hpp"

namespace roamsim::cli {

namespace {

// What stands for itself in roff: backslashes and hyphens are written so, and no line may begin as a request does.
std::string roff(std::string_view text) {
  std::string result;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) result += "\\&";
    line_start = c == '\n';
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

void list_options(const CLI::App& app, std::string& page) {
  for (const CLI::Option* option : app.get_options()) {
    const bool positional = option->get_lnames().empty() && option->get_snames().empty();
    const std::string value =
        option->get_expected_max() == 0 || positional ? "" : " \\fI" + roff(option->get_type_name()) + "\\fR";
    page += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff(option->get_name(positional, true)), value,
                        roff(option->get_description()));
  }
}

// A footer is made of paragraphs; lines that are set in stand as they are.
void add_footer(const std::string& footer, std::string& page) {
  if (!footer.empty()) page += ".PP\n.nf\n" + roff(footer) + "\n.fi\n";
}

std::string man_page(const CLI::App& program) {
  std::string page = fmt::format(".TH ROAMSIM 1 \"\" \"roamsim {}\" \"User Commands\"\n", program_version);
  page += ".SH NAME\nroamsim \\- " + roff(program.get_description()) + "\n";
  page += ".SH SYNOPSIS\n.B roamsim\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n.SH OPTIONS\n";
  list_options(program, page);
  page += ".SH COMMANDS\n";
  for (const CLI::App* command : program.get_subcommands({})) {
    page += fmt::format(".SS roamsim {}\n{}\n", roff(command->get_name()), roff(command->get_description()));
    list_options(*command, page);
    add_footer(command->get_footer(), page);
  }
  page += ".SH NOTES\n";
  add_footer(program.get_footer(), page);
  return page;
}

}  // namespace

Command add_man_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("man", "Print the manual page, made from what --help says");
  command->footer("Example:\n  roamsim man | man -l -");
  return [&program]() {
    std::cout << man_page(program);
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
