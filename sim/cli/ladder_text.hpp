#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/cli/ladder.hpp"
#include "sim/cli/terminal.hpp"

namespace roamsim::cli {

inline constexpr std::size_t ladder_width = 80;

/// What a ladder is drawn with on a terminal.
enum class Strokes : std::uint8_t { ascii, boxes };

/// Boxes if the locale (LC_ALL, LC_CTYPE, LANG) is one of UTF-8.
[[nodiscard]] Strokes strokes_of_locale();

/// The ladder in lines of at most `ladder_width` places, lanes as narrow as that asks for; with too many lanes for
/// that, who and whom in words. Control bytes are written out.
[[nodiscard]] std::string ladder_text(const Ladder& ladder, Strokes strokes, const Painter& paint);

}  // namespace roamsim::cli
