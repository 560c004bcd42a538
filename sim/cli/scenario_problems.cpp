#include "sim/cli/scenario_problems.hpp"

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

}  // namespace roamsim::cli
