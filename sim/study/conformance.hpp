#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::study {

/// How a scenario ended that names rows of the requirements.
struct ScenarioOutcome {
  std::filesystem::path file;
  std::vector<std::string> covers;
  std::size_t expectations = 0;
  std::size_t met = 0;
  std::string problem;  ///< why it could not be run to its end; empty: it was

  [[nodiscard]] bool holds() const { return problem.empty() && expectations > 0 && met == expectations; }
};

/// What is to be said of a row.
enum class Standing : std::uint8_t {
  holds,    ///< scenarios name it, and all of them hold
  fails,    ///< one of them does not
  missing,  ///< no scenario names it
  tested,   ///< no scenario can show it, but a command; tests do
  planned   ///< not built yet
};
std::string_view name_of(Standing standing);

struct RowStanding {
  std::string_view id;
  std::string_view title;
  Standing standing = Standing::missing;
  std::vector<std::size_t> scenarios;  ///< indexes of outcomes
  std::string_view tests = {};         ///< as in the row of the requirements
};

/// Runs each file in a process of its own, at most `jobs` at a time; files that name no row are left out. `on_end` is
/// called after each. The outcomes stand in the order of the files.
std::vector<ScenarioOutcome> run_scenarios(std::span<const std::filesystem::path> files, std::size_t jobs,
                                           const std::function<void(std::size_t ended, std::size_t of)>& on_end,
                                           const std::function<bool()>& interrupted);

/// Every row of the requirements with what the outcomes say of it.
std::vector<RowStanding> rows_of(std::span<const ScenarioOutcome> outcomes);

}  // namespace roamsim::study
