#include "sim/study/sweep/amount.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <span>
#include <utility>

#include "sim/scenario/units.hpp"

namespace roamsim::study {
namespace {

using scenario::Unit;

std::span<const Unit> units_of(AmountKind kind) {
  switch (kind) {
    case AmountKind::duration:
      return scenario::duration_units();
    case AmountKind::bit_rate:
      return scenario::bit_rate_units();
    case AmountKind::size:
      return scenario::size_units();
    case AmountKind::distance:
      return scenario::distance_units();
    case AmountKind::number:
      break;
  }
  return {};
}

/// Through the decimal digits, so that every machine rounds alike.
double rounded(double value, bool whole) {
  if (whole) return std::round(value);
  return std::strtod(fmt::format("{:.2e}", value).c_str(), nullptr);
}

double plain(const Amount& amount) {
  return amount.kind == AmountKind::number ? amount.number : static_cast<double>(amount.quantity);
}

}  // namespace

double Amount::in_unit() const {
  if (kind == AmountKind::number) return number;
  return kind == AmountKind::duration ? static_cast<double>(quantity) / 1e9 : static_cast<double>(quantity);
}

std::string_view Amount::unit() const {
  constexpr std::array<std::string_view, 5> units{"", "s", "b/s", "B", "m"};
  return units.at(static_cast<std::size_t>(kind));
}

std::string Amount::json() const {
  if (kind == AmountKind::number) {
    constexpr double exact = 9007199254740992.0;
    if (whole && std::abs(number) < exact) return fmt::format("{}", static_cast<std::int64_t>(number));
    return fmt::format("{}", number);
  }
  return '"' + scenario::format_quantity(quantity, units_of(kind)) + '"';
}

std::optional<Amount> amount_of(std::string_view text, bool is_number) {
  if (is_number) {
    Amount amount;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    amount.whole = std::trunc(amount.number) == amount.number;
    return amount;
  }
  for (const AmountKind kind : {AmountKind::duration, AmountKind::bit_rate, AmountKind::size, AmountKind::distance}) {
    const scenario::Quantity quantity = scenario::parse_quantity(text, units_of(kind));
    if (quantity.status == scenario::QuantityStatus::ok) return Amount{kind, 0, quantity.value, false};
  }
  return std::nullopt;
}

int compare(const Amount& a, const Amount& b) {
  if (a.kind != AmountKind::number) return a.quantity < b.quantity ? -1 : a.quantity > b.quantity ? 1 : 0;
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

Amount between(const Amount& from, const Amount& to, double share, bool by_factors) {
  if (share <= 0) return from;
  if (share >= 1) return to;
  const double a = plain(from);
  const double b = plain(to);
  const double value = by_factors ? a * std::pow(b / a, share) : a + (b - a) * share;
  Amount result = from;
  if (from.kind == AmountKind::number) {
    result.whole = from.whole && to.whole;
    result.number = rounded(value, result.whole);
  } else {
    result.quantity = static_cast<std::int64_t>(rounded(value, false));
  }
  return result;
}

Amount stepped(const Amount& from, const Amount& step, std::uint64_t steps) {
  Amount result = from;
  if (from.kind == AmountKind::number) {
    result.whole = from.whole && step.whole;
    // Twelve digits: 0.1 and twice 0.1 make 0.3.
    result.number =
        std::strtod(fmt::format("{:.12g}", from.number + step.number * static_cast<double>(steps)).c_str(), nullptr);
  } else {
    result.quantity = from.quantity + step.quantity * static_cast<std::int64_t>(steps);
  }
  return result;
}

}  // namespace roamsim::study
