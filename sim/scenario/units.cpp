#include "sim/scenario/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <limits>

#include "models/base/time.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::array<Unit, 7> durations{{{"ns", nanosecond},
                                         {"us", microsecond},
                                         {"ms", millisecond},
                                         {"s", second},
                                         {"min", minute},
                                         {"h", hour},
                                         {"d", day}}};
constexpr std::array<Unit, 5> bit_rates{
    {{"b/s", 1}, {"kb/s", 1'000}, {"Mb/s", 1'000'000}, {"Gb/s", 1'000'000'000}, {"Tb/s", 1'000'000'000'000}}};
constexpr std::array<Unit, 4> sizes{{{"B", 1}, {"kB", 1'000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A decimal number as mantissa / 10^decimals.
struct Decimal {
  bool negative = false;
  bool any = false;
  bool overflow = false;
  std::int64_t mantissa = 0;
  int decimals = 0;
  std::size_t length = 0;
};

Decimal parse_decimal(std::string_view text) {
  Decimal number;
  std::size_t i = 0;
  if (i < text.size() && text[i] == '-') {
    number.negative = true;
    ++i;
  }
  bool fraction = false;
  int zeros = 0;  // held back, so that 1.50000000000000000000 is no overflow
  const auto append = [&number](int digit) {
    number.overflow = number.overflow || __builtin_mul_overflow(number.mantissa, std::int64_t{10}, &number.mantissa) ||
                      __builtin_add_overflow(number.mantissa, std::int64_t{digit}, &number.mantissa);
  };
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !fraction && number.any && i + 1 < text.size() && is_digit(text[i + 1])) {
      fraction = true;
      continue;
    }
    if (!is_digit(text[i])) break;
    number.any = true;
    if (fraction && text[i] == '0') {
      ++zeros;
      continue;
    }
    for (; zeros > 0 && !number.overflow; --zeros) {
      append(0);
      ++number.decimals;
    }
    append(text[i] - '0');
    if (fraction) ++number.decimals;
  }
  number.length = i;
  return number;
}

/// mantissa * factor / 10^decimals, if that is a whole number of 63 bits.
QuantityStatus scale(Decimal number, std::int64_t factor, std::int64_t& value) {
  for (; number.decimals > 0 && factor % 10 == 0; --number.decimals) factor /= 10;
  if (__builtin_mul_overflow(number.mantissa, factor, &value)) return QuantityStatus::too_large;
  for (; number.decimals > 0; --number.decimals) {
    if (value % 10 != 0) return QuantityStatus::too_fine;
    value /= 10;
  }
  if (number.negative) value = -value;
  return QuantityStatus::ok;
}

}  // namespace

std::span<const Unit> duration_units() {
  return durations;
}
std::span<const Unit> bit_rate_units() {
  return bit_rates;
}
std::span<const Unit> size_units() {
  return sizes;
}

std::span<const Unit> distance_units() {
  static constexpr std::array<Unit, 2> distances{{{"m", 1}, {"km", 1000}}};
  return distances;
}

Quantity parse_quantity(std::string_view text, std::span<const Unit> units) {
  Quantity result;
  const Decimal number = parse_decimal(text);
  if (!number.any) return result;
  std::string_view unit = text.substr(number.length);
  if (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  result.unit = unit;
  if (unit.empty()) {
    result.status = QuantityStatus::no_unit;
    return result;
  }
  for (const Unit& known : units) {
    if (known.name != unit) continue;
    result.status = number.overflow ? QuantityStatus::too_large : scale(number, known.factor, result.value);
    return result;
  }
  result.status = QuantityStatus::unknown_unit;
  return result;
}

std::string format_quantity(std::int64_t value, std::span<const Unit> units) {
  const Unit* best = &units.front();
  if (value == 0) {
    for (const Unit& unit : units) {
      if (unit.name == "s") best = &unit;  // a zero duration reads best in seconds
    }
  } else {
    for (const Unit& unit : units) {
      if (value % unit.factor == 0) best = &unit;
    }
  }
  return fmt::format("{} {}", value / best->factor, best->name);
}

std::string format_duration(std::int64_t nanoseconds) {
  if (nanoseconds > second && nanoseconds % second != 0 && nanoseconds % millisecond == 0) {
    std::string fraction = fmt::format("{:03}", nanoseconds % second / millisecond);
    while (fraction.back() == '0') fraction.pop_back();
    return fmt::format("{}.{} s", nanoseconds / second, fraction);
  }
  return format_quantity(nanoseconds, durations);
}

}  // namespace roamsim::scenario
