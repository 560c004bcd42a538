#pragma once

#include <string>

namespace roamsim::cli {

/// For the checks of options: what is wrong with a value; empty: nothing.
[[nodiscard]] std::string seed_error(const std::string& text);
/// The same of a duration above 0, in the grammar of scenarios.
[[nodiscard]] std::string duration_error(const std::string& text);

}  // namespace roamsim::cli
