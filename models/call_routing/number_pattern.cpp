#include "models/call_routing/number_pattern.hpp"

#include <bit>
#include <cstddef>

namespace roamsim::calls {

std::string digits_of(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (c != '-' && c != ' ' && c != '(' && c != ')' && c != '.') digits.push_back(c);
  }
  return digits;
}

std::optional<NumberPattern> NumberPattern::parse(std::string_view text) {
  NumberPattern pattern;
  constexpr Set any_digit = 0x3FF;
  // Counts as many more digits as any number has.
  constexpr double open_end = 1e15;
  std::size_t at = 0;
  const auto symbol = [](char c) -> Set {
    const std::size_t index = symbols.find(c);
    return index == std::string_view::npos ? Set{0} : static_cast<Set>(1U << index);
  };
  const auto group = [&]() -> Set {
    bool inverted = at < text.size() && text[at] == '^';
    if (inverted) ++at;
    Set set = 0;
    while (at < text.size() && text[at] != ']') {
      const char first = text[at++];
      char last = first;
      if (at + 1 < text.size() && text[at] == '-' && text[at + 1] != ']') {
        last = text[at + 1];
        at += 2;
      }
      if (symbol(first) == 0 || symbol(last) == 0 || last < first) return 0;
      if (first != last && (first < '0' || last > '9')) return 0;
      for (char c = first; c <= last; ++c) set = static_cast<Set>(set | symbol(c));
    }
    if (at == text.size()) return 0;
    ++at;
    return inverted ? static_cast<Set>(any_digit & ~set) : set;
  };
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '.') continue;
    Set set = 0;
    if (c == 'X' || c == '!') {
      set = any_digit;
    } else if (c == '[') {
      set = group();
    } else if (c == '\\') {
      set = at < text.size() && text[at] == '+' ? symbol('+') : Set{0};
      ++at;
    } else if (c != '+') {
      set = symbol(c);
    }
    if (set == 0) return std::nullopt;
    pattern.elements_.push_back({set, c == '!'});
    pattern.numbers_matched_ *= c == '!' ? open_end : std::popcount(set);
  }
  if (pattern.elements_.empty()) return std::nullopt;
  return pattern;
}

NumberPattern::Match NumberPattern::match(std::string_view digits) const {
  // By element: whether the digits so far may end just before it.
  std::vector<bool> before(elements_.size() + 1);
  before[0] = true;
  for (const char c : digits) {
    const std::size_t index = symbols.find(c);
    std::vector<bool> after(elements_.size() + 1);
    for (std::size_t i = 0; index != std::string_view::npos && i < elements_.size(); ++i) {
      const bool fits = (elements_[i].set >> index & 1U) != 0;
      if (!fits) continue;
      if (before[i]) after[i + 1] = true;
      if (elements_[i].repeats && before[i + 1]) after[i + 1] = true;
    }
    before = std::move(after);
  }
  const bool whole = before.back();
  bool more = whole && elements_.back().repeats;
  for (std::size_t i = 0; i < elements_.size(); ++i) more = more || before[i];
  if (whole) return more ? Match::yes_and_longer : Match::yes;
  return more ? Match::not_yet : Match::no;
}

}  // namespace roamsim::calls
