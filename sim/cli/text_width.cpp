#include "sim/cli/text_width.hpp"

#include <algorithm>

namespace roamsim::cli {

std::size_t width_of(const core::DecodedCharacter& c) {
  const bool wide = c.valid && ((c.value >= 0x1100 && c.value <= 0x115f) || (c.value >= 0x2e80 && c.value <= 0xa4cf) ||
                                (c.value >= 0xac00 && c.value <= 0xd7a3) || (c.value >= 0xf900 && c.value <= 0xfaff) ||
                                (c.value >= 0xff00 && c.value <= 0xff60) || (c.value >= 0x20000 && c.value <= 0x3fffd));
  return wide ? 2 : 1;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const core::DecodedCharacter c = core::decode_utf8(text);
    width += width_of(c);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string clipped(std::string_view text, std::size_t places, std::string_view mark) {
  if (width_of(text) <= places) return std::string(text);
  const std::size_t room = places - std::min(places, width_of(mark));
  std::size_t used = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const core::DecodedCharacter c = core::decode_utf8(text.substr(bytes));
    if (used + width_of(c) > room) break;
    used += width_of(c);
    bytes += c.bytes;
  }
  return std::string(text.substr(0, bytes)) + std::string(places < width_of(mark) ? "" : mark);
}

}  // namespace roamsim::cli
