#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roamsim::cli {

/// The text as content of an SVG element: no markup, no control characters.
[[nodiscard]] std::string svg_escaped(std::string_view text);

/// The same of as much of it as goes into so many letters; all of it shows under the pointer.
[[nodiscard]] std::string svg_text(std::string_view text, std::size_t letters);

}  // namespace roamsim::cli
