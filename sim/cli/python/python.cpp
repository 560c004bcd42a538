#include "sim/cli/python/python.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/cli/python/process.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {
namespace fs = std::filesystem;
namespace {

/// A file called numpy.py in the current folder is not the package (sys.path as of PYTHONSAFEPATH for older Pythons
/// too).
constexpr const char* needed_imports =
    "import sys; sys.path = [p for p in sys.path if p]; import sqlite3, numpy, scipy, matplotlib";
const std::pair<std::string, std::string> safe_path{"PYTHONSAFEPATH", "1"};

constexpr int exit_prerequisite_missing = 69;
constexpr int exit_internal = 70;

/// The value of an environment variable; empty and unset are the same.
std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::optional<fs::path> on_path(const char* name) {
  const std::string path = setting("PATH");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    const std::string_view folder = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (folder.empty()) continue;
    const fs::path file = fs::path(folder) / name;
    std::error_code ignored;
    if (::access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file, ignored)) return file;
  }
  return std::nullopt;
}

/// Why the interpreter does not do; nothing if it does.
std::optional<std::string> unfit(const fs::path& interpreter) {
  const auto end = run_process(interpreter.string(), {"-B", "-c", needed_imports}, {safe_path}, Output::capture);
  if (!end) return "cannot be started";
  if (end->signal != 0) return "ended by signal " + std::to_string(end->signal);
  if (end->code == 0) return std::nullopt;
  std::string_view last = end->output;
  while (!last.empty() && last.back() == '\n') last.remove_suffix(1);
  if (const std::size_t line = last.rfind('\n'); line != std::string_view::npos) last.remove_prefix(line + 1);
  return last.empty() ? "exit code " + std::to_string(end->code) : std::string(last);
}

bool holds_package(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "roamsim_analysis" / "__main__.py", ignored);
}

void list(std::ostream& errors, const Search& search) {
  for (const std::string& line : search.tried) errors << "  " << core::printable(line) << '\n';
}

}  // namespace

Search find_python() {
  struct Candidate {
    std::string where;
    std::optional<fs::path> file;
  };
  std::vector<Candidate> candidates;
  if (const std::string named = setting("ROAMSIM_PYTHON"); !named.empty()) {
    candidates.push_back({"ROAMSIM_PYTHON", named.find('/') == std::string::npos ? on_path(named.c_str()) : named});
    if (!candidates.back().file) candidates.back().where += "=" + named;
  }
  candidates.push_back({"python3 on PATH", on_path("python3")});
  candidates.push_back({"Debian's own", "/usr/bin/python3"});

  Search search;
  for (const Candidate& candidate : candidates) {
    if (!candidate.file) {
      search.tried.push_back(candidate.where + ": not found");
    } else if (const auto reason = unfit(*candidate.file)) {
      search.tried.push_back(candidate.where + ", " + candidate.file->string() + ": " + *reason);
    } else {
      search.found = candidate.file;
      break;
    }
  }
  return search;
}

fs::path this_program() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : program;
}

Search find_analysis(const fs::path& program) {
  Search search;
  const auto consider = [&](const fs::path& folder) {
    if (search.found) return;
    if (holds_package(folder)) {
      search.found = folder;
    } else {
      search.tried.push_back(folder.string() + ": no package roamsim_analysis");
    }
  };
  if (const std::string named = setting("ROAMSIM_ANALYSIS"); !named.empty()) {
    consider(named);
    return search;
  }
  const fs::path folder = program.parent_path();
  for (fs::path above = folder; above.has_relative_path(); above = above.parent_path()) consider(above / "analysis");
  consider((folder / ".." / "share" / "roamsim" / "analysis").lexically_normal());
  return search;
}

int run_report(const fs::path& run_directory, const std::vector<std::string>& arguments, std::ostream& errors) {
  return run_analysis("report", run_directory, arguments, errors);
}

int run_analysis(const std::string& command, const fs::path& target, const std::vector<std::string>& arguments,
                 std::ostream& errors) {
  const Search analysis = find_analysis(this_program());
  if (!analysis.found) {
    errors << "roamsim: the analysis package is missing; ROAMSIM_ANALYSIS can name its folder. Tried:\n";
    list(errors, analysis);
    return exit_prerequisite_missing;
  }
  const Search python = find_python();
  if (!python.found) {
    errors << "roamsim: drawing needs a Python with numpy, scipy and matplotlib (Debian: apt-get install "
              "python3-matplotlib python3-scipy); ROAMSIM_PYTHON can name one. Tried:\n";
    list(errors, python);
    return exit_prerequisite_missing;
  }
  std::error_code error;
  const fs::path run = fs::absolute(target, error);  // so that it does not look like an option
  std::vector<std::string> words{"-B", "-m", "roamsim_analysis", command, (error ? target : run).string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::string module_path = fs::absolute(*analysis.found).string();
  if (const std::string already = setting("PYTHONPATH"); !already.empty()) module_path += ":" + already;
  const auto end =
      run_process(python.found->string(), words, {safe_path, {"PYTHONPATH", module_path}}, Output::inherit);
  if (!end) {
    errors << "roamsim: cannot start " << core::printable(python.found->string()) << '\n';
    return exit_internal;
  }
  if (end->signal == SIGINT || end->signal == SIGTERM) return 128 + end->signal;
  if (end->signal != 0) {
    errors << "roamsim: the analysis ended by signal " << end->signal << '\n';
    return exit_internal;
  }
  return end->code;
}

}  // namespace roamsim::cli
