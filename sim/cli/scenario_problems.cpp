#include "sim/cli/scenario_problems.hpp"

#include <cstdint>
#include <iostream>

namespace roamsim::cli {

void print_problems(const scenario::LoadResult& loaded, bool quiet) {
  if (!loaded.plan.has_value()) {
    std::cerr << scenario::report(loaded);
  } else if (!quiet) {
    for (const scenario::ScenarioError& warning : loaded.warnings) {
      std::cerr << "warning: " << scenario::to_string(warning) << '\n';
    }
  }
}

std::vector<std::string> problem_columns() {
  return {"file", "line", "column", "pointer", "severity", "found", "allowed", "hint"};
}

void add_problems(const scenario::LoadResult& loaded, Table& table) {
  const auto add = [&](const scenario::ScenarioError& problem, const char* severity) {
    table.rows.push_back({problem.file, static_cast<std::int64_t>(problem.line),
                          static_cast<std::int64_t>(problem.column), problem.pointer, std::string(severity),
                          problem.found, problem.allowed, problem.hint});
  };
  for (const scenario::ScenarioError& error : loaded.errors) add(error, "error");
  for (const scenario::ScenarioError& warning : loaded.warnings) add(warning, "warning");
}

}  // namespace roamsim::cli
