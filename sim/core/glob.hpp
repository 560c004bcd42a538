#pragma once

#include <string_view>

namespace roamsim::core {

/// Whether the pattern is the whole name, byte for byte: `*` stands for any bytes, also none, `?` for exactly one byte
/// (a character beyond ASCII has several), everything else for itself; there is no escape. No recursion and no memory:
/// one pass for each pattern with at most one `*`, and never more than the product of the lengths.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace roamsim::core
