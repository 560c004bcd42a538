#include "sim/cli/option_checks.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

#include "sim/scenario/units.hpp"

namespace roamsim::cli {

// CLI11 takes -1 and 2^64 for seeds, and another one than was asked for.
std::string seed_error(const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  return error == std::errc() && stop == end ? std::string() : text + " is no integer from 0 to 2^64 - 1";
}

std::string duration_error(const std::string& text) {
  const scenario::Quantity quantity = scenario::parse_quantity(text, scenario::duration_units());
  const bool good = quantity.status == scenario::QuantityStatus::ok && quantity.value > 0;
  return good ? std::string() : text + " is no duration above 0, such as \"12 min\" (ns, us, ms, s, min, h, d)";
}

}  // namespace roamsim::cli
