#pragma once

#include <string_view>

namespace roamsim::scenario {

/// Whether the whole name matches the pattern, in which `*` stands for any bytes, none included, and `?` for one byte.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace roamsim::scenario
