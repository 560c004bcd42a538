#include "sim/scenario/errors.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace roamsim::scenario {
namespace {

constexpr std::size_t longest_shown = 60;

std::uint32_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

std::uint32_t decode(std::string_view sequence) {
  if (sequence.size() == 1) return byte_at(sequence, 0);
  std::uint32_t point = byte_at(sequence, 0) & (0xFFU >> (sequence.size() + 1));
  for (std::size_t i = 1; i < sequence.size(); ++i) point = (point << 6U) | (byte_at(sequence, i) & 0x3FU);
  return point;
}

bool hides(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F) || (point >= 0x200B && point <= 0x200F) ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
         point == 0x061C;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint32_t first = byte_at(text, 0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : (first & 0xF0U) == 0xE0        ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80) return 0;
  }
  const std::uint32_t second = byte_at(text, 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool too_large = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || too_large ? 0 : length;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) {
      result += fmt::format("\\x{:02x}", byte_at(text, i++));
      continue;
    }
    const std::uint32_t point = decode(text.substr(i, length));
    if (!hides(point)) {
      result += text.substr(i, length);
    } else if (point == '\n') {
      result += "\\n";
    } else if (point == '\t') {
      result += "\\t";
    } else if (point < 0x80) {
      result += fmt::format("\\x{:02x}", point);
    } else {
      result += fmt::format("\\u{:04x}", point);
    }
    i += length;
  }
  return result;
}

bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0 || hides(decode(text.substr(i, length)))) return true;
    i += length;
  }
  return false;
}

std::string shortened(std::string_view text) {
  if (text.size() <= longest_shown) return std::string(text);
  std::size_t cut = longest_shown;
  while (cut > longest_shown - 4 && (byte_at(text, cut) & 0xC0U) == 0x80) --cut;
  return std::string(text.substr(0, cut)) + "...";
}

std::string quoted(std::string_view text) {
  return '"' + shortened(text) + '"';
}

std::string to_string(const ScenarioError& error) {
  std::string result = error.file;
  if (error.line != 0) result += fmt::format(":{}:{}", error.line, error.column);
  if (!error.pointer.empty()) result += ": " + error.pointer;
  if (!error.found.empty()) result += ": found " + error.found;
  if (!error.allowed.empty()) result += (error.found.empty() ? ": allowed: " : ", allowed: ") + error.allowed;
  if (!error.hint.empty()) {
    result += error.found.empty() && error.allowed.empty() ? ": " + error.hint : " (" + error.hint + ")";
  }
  return printable(result);
}

}  // namespace roamsim::scenario
