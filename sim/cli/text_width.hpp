#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/core/text.hpp"

namespace roamsim::cli {

/// The places that a character takes up in a terminal: two of an East Asian one.
[[nodiscard]] std::size_t width_of(const core::DecodedCharacter& character);

/// The same of a text without control characters: characters, not bytes, take up room.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// The text, or as much of its beginning as goes with `mark` behind it into so many places.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t places, std::string_view mark);

}  // namespace roamsim::cli
