#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace roamsim::cli {

/// What a search for something installed found, and where it looked.
struct Search {
  std::optional<std::filesystem::path> found;
  std::vector<std::string> tried;  ///< a line for each place that did not do, with the reason
};

/// The first interpreter that can import what drawing needs: of ROAMSIM_PYTHON, `python3` of PATH, /usr/bin/python3.
[[nodiscard]] Search find_python();

/// The folder that holds the package roamsim_analysis: ROAMSIM_ANALYSIS, which is believed if set; else `analysis` in a
/// folder above the program (the source tree), else `../share/roamsim/analysis` beside it (installed).
[[nodiscard]] Search find_analysis(const std::filesystem::path& program);

/// The file of the running program.
[[nodiscard]] std::filesystem::path this_program();

/// Draws the report of a run: `python -m roamsim_analysis report RUN_DIR ARGUMENTS...`, whose output is ours. Returns
/// the exit code: the analysis' own (0, or 2 for a folder that is no run), 69 if the interpreter or the package is
/// missing, with what was tried on `errors`; 130 or 143 if interrupted, 70 if it died.
[[nodiscard]] int run_report(const std::filesystem::path& run_directory, const std::vector<std::string>& arguments,
                             std::ostream& errors);

/// The same for any command of the analysis: `python -m roamsim_analysis COMMAND TARGET ARGUMENTS...`.
[[nodiscard]] int run_analysis(const std::string& command, const std::filesystem::path& target,
                               const std::vector<std::string>& arguments, std::ostream& errors);

}  // namespace roamsim::cli
