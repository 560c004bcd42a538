#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace roamsim::scenario {

/// A unit that may follow a number, and how many of the base unit it is.
struct Unit {
  std::string_view name;
  std::int64_t factor = 1;
};

/// ns, us, ms, s, min, h, d; the base is the nanosecond.
std::span<const Unit> duration_units();
/// b/s, kb/s, Mb/s, Gb/s, Tb/s; decimal; the base is one bit a second.
std::span<const Unit> bit_rate_units();
/// B, kB, MB, GB; decimal; the base is the byte.
std::span<const Unit> size_units();

/// m, km; the base is the metre.
std::span<const Unit> distance_units();

/// How the reading of a quantity ended.
enum class QuantityStatus : std::uint8_t {
  ok,
  no_number,  ///< does not start with a decimal number
  no_unit,    ///< a number and nothing else
  unknown_unit,
  too_large,  ///< beyond 63 bits of the base unit
  too_fine    ///< not a whole number of the base unit
};

struct Quantity {
  QuantityStatus status = QuantityStatus::no_number;
  std::int64_t value = 0;  ///< in the base unit, exact
  std::string_view unit;   ///< what was found in its place
};

/// Reads "30 min", "-1.5 s", "100Mb/s": a decimal number without exponent, then a unit. Exact, whatever the locale.
Quantity parse_quantity(std::string_view text, std::span<const Unit> units);

/// Writes a quantity in the largest unit that it is a whole number of; parse_quantity gives the same value back.
std::string format_quantity(std::int64_t value, std::span<const Unit> units);

/// As format_quantity, but "11.7 s" in place of "11700 ms".
std::string format_duration(std::int64_t nanoseconds);

}  // namespace roamsim::scenario
