#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roamsim::study {

/// What a value amounts to, so that values can be ordered, counted up and drawn on an axis.
enum class AmountKind : std::uint8_t { number, duration, bit_rate, size, distance };

/// A plain number, or a quantity in its base unit (ns, b/s, B, m).
struct Amount {
  AmountKind kind = AmountKind::number;
  double number = 0;          ///< of a plain number
  std::int64_t quantity = 0;  ///< of the others, exact
  bool whole = false;         ///< a plain number without fraction

  /// In the unit of results: seconds, b/s, B, m.
  [[nodiscard]] double in_unit() const;
  [[nodiscard]] std::string_view unit() const;
  /// As JSON for a scenario.
  [[nodiscard]] std::string json() const;
};

/// A JSON number, or a quantity such as "2 min" (without the quotes of JSON); nothing for another text.
[[nodiscard]] std::optional<Amount> amount_of(std::string_view text, bool is_number);

/// Below, equal or above zero; both of one kind.
[[nodiscard]] int compare(const Amount& a, const Amount& b);

/// The amount at `share` between two of one kind: by equal steps, or by equal factors (both above zero then). Rounded
/// to three significant digits, a whole number between whole ones; exact at both ends.
[[nodiscard]] Amount between(const Amount& from, const Amount& to, double share, bool by_factors);

/// `from` and `steps` times `step`.
[[nodiscard]] Amount stepped(const Amount& from, const Amount& step, std::uint64_t steps);

}  // namespace roamsim::study
