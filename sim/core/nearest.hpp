#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace roamsim::core {

/// The number of insertions, deletions, replacements and swaps of neighbours that make `a` of `b`, without regard to
/// case of ASCII letters; counts no further than `limit` + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate nearest to a mistyped word, if one is near: at most a third of the word differs. The first of equals.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace roamsim::core
