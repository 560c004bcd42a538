#pragma once

#include <span>
#include <string_view>

namespace roamsim::study {

/// A row of the requirements, as scenarios name it in `covers`.
struct RequirementRow {
  std::string_view id;
  std::string_view title;
  bool planned = false;         ///< not built yet, so that no scenario can show it
  std::string_view tests = {};  ///< of what no scenario can show, but a command: the tests that do, for people
};

/// Every row, in order.
std::span<const RequirementRow> requirement_rows();

}  // namespace roamsim::study
