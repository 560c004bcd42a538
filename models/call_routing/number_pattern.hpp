#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::calls {

/// The digits of a number as written: `-`, spaces, parentheses and dots only help to read it.
std::string digits_of(std::string_view number);

/// A route pattern: digits, `*`, `#`, `\+`; `X` is any one digit, `[2-5]` and `[^2-5]` one of some, `!` one digit or
/// more; `.` only marks where digits are cut off.
class NumberPattern {
 public:
  /// None if the text is no pattern.
  static std::optional<NumberPattern> parse(std::string_view text);

  /// How the digits fit so far.
  enum class Match : std::uint8_t {
    no,             ///< and with more digits neither
    not_yet,        ///< more digits are needed
    yes,            ///< and more digits would not match
    yes_and_longer  ///< and more digits may match as well
  };
  [[nodiscard]] Match match(std::string_view digits) const;
  /// A measure by which the closest of several matching patterns is found: the fewer numbers match, the smaller.
  [[nodiscard]] double numbers_matched() const { return numbers_matched_; }

 private:
  static constexpr std::string_view symbols = "0123456789*#+";
  using Set = std::uint16_t;  ///< which of the symbols
  struct Element {
    Set set = 0;
    bool repeats = false;
  };
  std::vector<Element> elements_;
  double numbers_matched_ = 1;
};

}  // namespace roamsim::calls
