#include "sim/cli/read_run.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "sim/core/text.hpp"
#include "sim/record/error.hpp"

namespace roamsim::cli {

ExitCode with_runs(const std::vector<std::string>& folders, const std::function<ExitCode(const RunsRead&)>& use,
                   record::ResultsOf wanted) {
  try {
    RunsRead runs;
    for (const std::string& folder : folders) {
      runs.push_back(std::make_unique<record::Results>(folder, wanted));
      for (const std::string& doubt : runs.back()->doubts()) {
        fmt::print(stderr, "roamsim: {}: {}\n", core::printable(folder), core::printable(doubt));
      }
    }
    return use(runs);
  } catch (const record::RecordError& error) {
    fmt::print(stderr, "roamsim: {}\n", error.what());
  } catch (const record::QueryError& error) {
    fmt::print(stderr, "roamsim: the results cannot be read: {}\n", core::printable(error.what()));
  }
  return ExitCode::bad_scenario;
}

}  // namespace roamsim::cli
