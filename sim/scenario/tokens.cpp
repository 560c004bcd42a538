#include "sim/scenario/tokens.hpp"

#include <algorithm>

namespace roamsim::scenario {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool in(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

TokenWalk::TokenWalk(std::string_view text)
    : text_(text), at_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {}

void TokenWalk::skip_space() {
  while (at_ < text_.size()) {
    if (in(text_[at_], " \t\r\n")) {
      ++at_;
    } else if (text_.substr(at_, 2) == "//") {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (text_.substr(at_, 2) == "/*") {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else {
      return;
    }
  }
}

std::size_t TokenWalk::next() {
  skip_space();
  while (at_ < text_.size() && in(text_[at_], ",:")) {
    ++at_;
    skip_space();
  }
  return at_;
}

std::string_view TokenWalk::take() {
  const std::size_t start = at_;
  if (at_ >= text_.size()) return {};
  const char first = text_[at_++];
  if (first == '"') {
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
  } else if (in(first, "-0123456789")) {
    at_ = start;
    take_number();
  } else if (is_letter(first)) {
    at_ = start;
    take_word();
  }
  return text_.substr(start, at_ - start);
}

/// As the grammar has it, so that of "01" the zero is one number and the rest another.
void TokenWalk::take_number() {
  const auto digits = [this] {
    while (at_ < text_.size() && in(text_[at_], "0123456789")) ++at_;
  };
  const auto one_of = [this](std::string_view set) { return at_ < text_.size() && in(text_[at_], set) && ++at_ > 0; };
  one_of("-");
  if (!one_of("0")) digits();
  if (one_of(".")) digits();
  if (one_of("eE")) {
    one_of("+-");
    digits();
  }
}

void TokenWalk::take_word() {
  for (const std::string_view literal : {"true", "false", "null"}) {
    if (!text_.substr(at_).starts_with(literal)) continue;
    at_ += literal.size();
    return;
  }
  while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
}

std::size_t TokenWalk::start_of_token_at(std::size_t byte) {
  for (;;) {
    skip_space();
    const std::size_t start = at_;
    const std::string_view token = take();
    const bool ends_here = at_ == byte && !token.empty() && (is_letter(token[0]) || in(token[0], "-0123456789"));
    if (token.empty() || at_ > byte || ends_here) return start;
  }
}

}  // namespace roamsim::scenario
