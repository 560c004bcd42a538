#include "sim/scenario/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/text.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t longest_shown = 60;

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const core::DecodedCharacter first = core::decode_utf8(text);
  return first.valid ? first.bytes : 0;
}

bool has_control(std::string_view text) {
  // Most ids are plain, and there are millions of them.
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) return false;
  while (!text.empty()) {
    const core::DecodedCharacter first = core::decode_utf8(text);
    if (!first.valid || core::acts_on_terminal(first.value)) return true;
    text.remove_prefix(first.bytes);
  }
  return false;
}

std::string shortened(std::string_view text) {
  if (text.size() <= longest_shown) return std::string(text);
  std::size_t cut = longest_shown;
  while (cut > longest_shown - 4 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) --cut;
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
  return core::printable(result);
}

}  // namespace roamsim::scenario
