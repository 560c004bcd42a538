#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/actors/log.hpp"
#include "sim/cli/command.hpp"
#include "sim/scenario/products/parameters.hpp"
#include "sim/study/single_faults.hpp"

namespace roamsim::cli {

namespace {

/// What a shell offers in the place of a value.
enum class Value : std::uint8_t { nothing, setting, scenario, folder, file, level, fault_class, shell };

/// The options and positionals, as `--help` names them, whose values are more than a text.
constexpr std::array<std::pair<std::string_view, Value>, 21> known_values{
    {{"--set", Value::setting},       {"--svg", Value::file},           {"--stop-at", Value::nothing},
     {"--trace", Value::file},        {"--simgrid-trace", Value::file}, {"--log", Value::level},
     {"--class", Value::fault_class}, {"--csv", Value::file},           {"--picture", Value::file},
     {"SCENARIO", Value::scenario},   {"RUN", Value::folder},           {"ACTION", Value::file},
     {"SWEEP", Value::file},          {"--chunk", Value::nothing},      {"--again", Value::nothing},
     {"--executor", Value::nothing},  {"--chunks", Value::nothing},     {"--sbatch-args", Value::nothing},
     {"--out", Value::folder},        {"WORD", Value::nothing},         {"SHELL", Value::shell}}};

struct Shell {
  std::string_view name;
  std::string (*script)(const CLI::App& program);
};

const std::array<Shell, 3>& shells();

std::string level_names() {
  return fmt::format("{}", fmt::join(actors::log_level_names, " "));
}

std::string fault_class_names() {
  return fmt::format("{}", fmt::join(study::fault_class_names, " "));
}

std::string shell_names() {
  std::string names;
  for (const Shell& shell : shells()) names += (names.empty() ? "" : " ") + std::string(shell.name);
  return names;
}

Value value_of(const CLI::Option& option) {
  for (const auto& [name, value] : known_values) {
    if (option.get_name() == name) return value;
  }
  return option.get_type_name() == "TEXT" ? Value::file : Value::nothing;
}

bool takes_value(const CLI::Option& option) {
  return option.get_expected_max() != 0;
}

/// The ways to write an option, with their dashes; none for a positional.
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back('-' + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

/// What the first word after the subcommand is that is no option; any further ones are offered the same.
Value positional_of(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) return value_of(*option);
  }
  return Value::nothing;
}

std::vector<const CLI::App*> subcommands_of(const CLI::App& program) {
  return program.get_subcommands(std::function<bool(const CLI::App*)>());
}

std::string command_names(const CLI::App& program, std::string_view between) {
  std::string names;
  for (const CLI::App* command : subcommands_of(program)) {
    if (!names.empty()) names += between;
    names += command->get_name();
  }
  return names;
}

/// The paths of `--set`, each with what follows it, in one line.
std::string settings(std::string_view after) {
  std::istringstream lines(scenario::settable_paths());
  std::string words;
  for (std::string path; std::getline(lines, path);)
    words += fmt::format("{}{}{}", words.empty() ? "" : " ", path, after);
  return words;
}

/// The text with a backslash before each of the characters.
std::string escaped(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// A text as one word of bash and zsh, whatever is in it.
std::string one_word(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string in_bash(Value value) {
  switch (value) {
    case Value::nothing:
      return ":";
    case Value::setting:
      return "_roamsim_offer -o nospace -- -S = -W " + one_word(settings(""));
    case Value::scenario:
      return "_roamsim_offer -o filenames -- -d; _roamsim_offer -o filenames -- -f -X '!*.json'";
    case Value::folder:
      return "_roamsim_offer -o filenames -- -d";
    case Value::file:
      return "_roamsim_offer -o filenames -- -f";
    case Value::level:
      return "_roamsim_offer -- -W " + one_word(level_names());
    case Value::fault_class:
      return "_roamsim_offer -- -W " + one_word(fault_class_names());
    case Value::shell:
      return "_roamsim_offer -- -W " + one_word(shell_names());
  }
  return ":";
}

/// The branch of a command: what may follow an option, and else the options or the positional.
std::string bash_branch(const CLI::App& command, std::string_view name, const std::string& positional) {
  std::string values;
  std::string options;
  for (const CLI::Option* option : command.get_options()) {
    const std::vector<std::string> names = names_of(*option);
    for (const std::string& each : names) options += (options.empty() ? "" : " ") + each;
    if (names.empty() || !takes_value(*option)) continue;
    values += fmt::format("        {}) {} ;;\n", fmt::join(names, " | "), in_bash(value_of(*option)));
  }
  return fmt::format(
      "    {})\n      case $before in\n{}        *) if [[ $word == -* ]]; then _roamsim_offer -- -W {}; else {}; fi "
      ";;\n"
      "      esac\n      ;;\n",
      name, values, one_word(options), positional);
}

std::string bash_script(const CLI::App& program) {
  std::string script = R"(# Completion of roamsim in bash, made by `roamsim completion bash`.

# OPTIONS OF COMPOPT -- OPTIONS OF COMPGEN: adds what fits to the answer.
_roamsim_offer() {
  local found
  while [[ $1 != -- ]]; do
    compopt "$1" "$2" 2>/dev/null
    shift 2
  done
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "${@:2}" -- "$word")
}

_roamsim() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
  COMPREPLY=()
  # Bash takes --option=value apart, and path=value, too.
  if [[ $word == = ]]; then
    word=''
    [[ $before == -* ]] || return 0
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $before == -* ]] || return 0
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      )" + command_names(program, " | ") +
                       R"()
        command=${COMP_WORDS[i]}
        break
        ;;
    esac
  done
  case $command in
)";
  for (const CLI::App* command : subcommands_of(program)) {
    script += bash_branch(*command, command->get_name(), in_bash(positional_of(*command)));
  }
  script += bash_branch(program, "*", "_roamsim_offer -- -W " + one_word(command_names(program, " ")));
  return script + "  esac\n}\n\ncomplete -F _roamsim roamsim\n";
}

std::string in_zsh(Value value) {
  switch (value) {
    case Value::nothing:
      return " ";
    case Value::setting:
      return "_roamsim_settings";
    case Value::scenario:
      return "_files -g \"*.json\"";
    case Value::folder:
      return "_files -/";
    case Value::file:
      return "_files";
    case Value::level:
      return "(" + level_names() + ")";
    case Value::fault_class:
      return "(" + fault_class_names() + ")";
    case Value::shell:
      return "(" + shell_names() + ")";
  }
  return " ";
}

/// The arguments of `_arguments` for a command.
std::string zsh_arguments(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options()) {
    const std::string value = takes_value(*option) ? ":value:" + in_zsh(value_of(*option)) : "";
    const bool repeats = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    for (const std::string& name : names_of(*option)) {
      const std::string text = escaped(option->get_description(), "\\[]:");
      words += " \\\n        " + one_word(fmt::format("{}{}[{}]{}", repeats ? "*" : "", name, text, value));
    }
    if (option->get_positional()) words += " \\\n        " + one_word("*" + value);
  }
  return words;
}

std::string zsh_script(const CLI::App& program) {
  std::string names;
  std::string branches;
  for (const CLI::App* command : subcommands_of(program)) {
    names += "\n        " + one_word(command->get_name() + ":" + escaped(command->get_description(), "\\:"));
    branches += fmt::format("    {})\n      _arguments{}\n      ;;\n", command->get_name(), zsh_arguments(*command));
  }
  return fmt::format(R"(#compdef roamsim
# Completion of roamsim in zsh, made by `roamsim completion zsh`.

_roamsim_settings() {{
  compadd -S = -- {}
}}

_roamsim() {{
  local curcontext=$curcontext state line
  local -A opt_args
  local -a commands
  _arguments -C{} \
        '1:subcommand:->subcommand' '*::argument:->argument'
  case $state in
    subcommand)
      commands=({}
      )
      _describe subcommand commands
      return
      ;;
    argument) ;;
    *) return ;;
  esac
  case $words[1] in
{}  esac
}}

if [[ $funcstack[1] == _roamsim ]]; then _roamsim "$@"; else compdef _roamsim roamsim; fi
)",
                     settings(""), zsh_arguments(program), names, branches);
}

std::string in_fish(Value value) {
  switch (value) {
    case Value::nothing:
      return "";
    case Value::setting:
      return " -a '" + settings("=") + "'";
    case Value::scenario:
      return " -k -a '(__fish_complete_suffix .json)'";
    case Value::folder:
      return " -a '(__fish_complete_directories)'";
    case Value::file:
      return " -F";
    case Value::level:
      return " -a '" + level_names() + "'";
    case Value::fault_class:
      return " -a '" + fault_class_names() + "'";
    case Value::shell:
      return " -a '" + shell_names() + "'";
  }
  return "";
}

std::string fish_text(const std::string& text) {
  return " -d '" + escaped(text, "\\'") + "'";
}

std::string fish_options(const CLI::App& command, std::string_view condition) {
  std::string lines;
  for (const CLI::Option* option : command.get_options()) {
    std::string names;
    for (const std::string& name : option->get_snames()) names += " -s " + name;
    for (const std::string& name : option->get_lnames()) names += " -l " + name;
    const std::string required = !names.empty() && takes_value(*option) ? " -r" : "";
    const std::string value = takes_value(*option) ? in_fish(value_of(*option)) : "";
    if (names.empty() && value.empty()) continue;
    lines += fmt::format("complete -c roamsim -n '{}'{}{}{}{}\n", condition, names, required, value,
                         fish_text(option->get_description()));
  }
  return lines;
}

std::string fish_script(const CLI::App& program) {
  std::string script =
      "# Completion of roamsim in fish, made by `roamsim completion fish`.\n"
      "complete -c roamsim -f\n" +
      fish_options(program, "__fish_use_subcommand");
  for (const CLI::App* command : subcommands_of(program)) {
    script += fmt::format("complete -c roamsim -n __fish_use_subcommand -a {}{}\n", command->get_name(),
                          fish_text(command->get_description()));
    script += fish_options(*command, "__fish_seen_subcommand_from " + command->get_name());
  }
  return script;
}

const std::array<Shell, 3>& shells() {
  static constexpr std::array<Shell, 3> all{{{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}}};
  return all;
}

}  // namespace

Command add_completion_command(CLI::App& program) {
  auto wanted = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("completion", "Print the script that completes command lines in a shell");
  std::vector<std::string> names;
  for (const Shell& shell : shells()) names.emplace_back(shell.name);
  command->add_option("SHELL", *wanted, fmt::format("{}", fmt::join(names, ", ")))
      ->required()
      ->check(CLI::IsMember(names).description(""));
  command->footer(
      "Subcommands, options, scenario files and the paths of --set are completed.\n\nExamples:\n"
      "  source <(roamsim completion bash)\n"
      "  roamsim completion zsh > ~/.zfunc/_roamsim   # in a folder of fpath\n"
      "  roamsim completion fish > ~/.config/fish/completions/roamsim.fish");
  return [wanted, &program]() {
    for (const Shell& shell : shells()) {
      if (shell.name == *wanted) std::cout << shell.script(program);
    }
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
