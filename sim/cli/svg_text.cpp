#include "sim/cli/svg_text.hpp"

#include <fmt/format.h>

#include "sim/cli/text_width.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {

std::string svg_escaped(std::string_view text) {
  std::string result;
  for (const char c : core::printable(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string svg_text(std::string_view text, std::size_t letters) {
  const std::string whole = core::printable(text);
  const std::string part = clipped(whole, letters, "…");
  return part == whole ? svg_escaped(whole) : fmt::format("{}<title>{}</title>", svg_escaped(part), svg_escaped(whole));
}

}  // namespace roamsim::cli
