#include "sim/scenario/version.hpp"

namespace roamsim::scenario {
namespace {

/// Takes what it reads from the front of the text.
class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  /// One to four digits.
  bool take(std::uint32_t& number) {
    constexpr std::size_t most_digits = 4;
    std::size_t digits = 0;
    number = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      if (digits == most_digits) return false;
      number = 10 * number + static_cast<std::uint32_t>(rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    return digits > 0;
  }

  bool take_letter() {
    if (rest_.empty() || rest_[0] < 'a' || rest_[0] > 'z') return false;
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  Taker taker(text);
  Version version;
  if (!taker.take(version.major)) return std::nullopt;
  if (taker.take(".") && !taker.take(version.minor)) return std::nullopt;
  if (taker.take(".")) {
    if (!taker.take(version.build)) return std::nullopt;
  } else if (taker.take("(")) {
    if (!taker.take(version.build) || !taker.take(")")) return std::nullopt;
  }
  if (taker.take("SU")) {
    if (!taker.take(version.update)) return std::nullopt;
    taker.take_letter();
  }
  if (!taker.at_end()) return std::nullopt;
  return version;
}

}  // namespace roamsim::scenario
