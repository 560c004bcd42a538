#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace roamsim::core {

/// One character of a text as UTF-8, or one byte that belongs to none.
struct DecodedCharacter {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The first character of a text that is not empty. Overlong forms, surrogates and what lies beyond U+10FFFF are
/// invalid.
constexpr DecodedCharacter decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {first, 1, false};
  char32_t value = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {first, 1, false};
    value = value << 6 | (byte(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {first, 1, false};
  return {value, length, true};
}

/// Whether a terminal may act on the character in place of showing it: control characters, line and paragraph
/// separators, and those that change the direction of writing or take no room.
constexpr bool acts_on_terminal(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 9> ranges{{{0x00, 0x1f},
                                                                 {0x7f, 0x9f},
                                                                 {0x61c, 0x61c},
                                                                 {0x200b, 0x200f},
                                                                 {0x2028, 0x202e},
                                                                 {0x2060, 0x206f},
                                                                 {0xfeff, 0xfeff},
                                                                 {0xfff9, 0xfffb},
                                                                 {0xe0000, 0xe007f}}};
  for (const auto& [low, high] : ranges) {
    if (c >= low && c <= high) return true;
  }
  return false;
}

/// The text with everything that a terminal would act on written out: `\n`, `\t`, `\x1b`, `\u{202e}`; bytes that are no
/// UTF-8 as `\xff`. The result is valid UTF-8 on one line. For names from files, in messages and tables.
inline std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const DecodedCharacter c = decode_utf8(text);
    if (c.valid && !acts_on_terminal(c.value)) {
      result += text.substr(0, c.bytes);
    } else if (c.valid && c.value == '\n') {
      result += "\\n";
    } else if (c.valid && c.value == '\t') {
      result += "\\t";
    } else if (c.bytes == 1) {
      result += "\\x";
      result += digits[static_cast<unsigned char>(text[0]) >> 4];
      result += digits[static_cast<unsigned char>(text[0]) & 15];
    } else {
      result += "\\u{";
      bool started = false;
      for (int shift = 20; shift >= 0; shift -= 4) {
        const auto digit = static_cast<std::size_t>(c.value >> shift & 15);
        started = started || digit != 0;
        if (started) result += digits[digit];
      }
      result += '}';
    }
    text.remove_prefix(c.bytes);
  }
  return result;
}

}  // namespace roamsim::core
