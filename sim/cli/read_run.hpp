#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/record/read_results.hpp"
#include "sim/study/exit_codes.hpp"

namespace roamsim::cli {

using RunsRead = std::vector<std::unique_ptr<record::Results>>;

/// Opens the runs in these folders, says on the standard error what is doubtful about them, and hands them to `use`.
/// A run that cannot be read ends with a message and `bad_scenario`; so does an error of SQL in `use`.
ExitCode with_runs(const std::vector<std::string>& folders, const std::function<ExitCode(const RunsRead&)>& use,
                   record::ResultsOf wanted = record::ResultsOf::run);

}  // namespace roamsim::cli
