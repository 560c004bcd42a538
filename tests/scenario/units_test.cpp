#include "sim/scenario/units.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

#include "models/base/time.hpp"

namespace roamsim::scenario {
namespace {

std::int64_t duration_of(const std::string& text) {
  const Quantity quantity = parse_quantity(text, duration_units());
  EXPECT_EQ(quantity.status, QuantityStatus::ok) << text;
  return quantity.value;
}

QuantityStatus status_of(const std::string& text) {
  return parse_quantity(text, duration_units()).status;
}

TEST(Units, ReadsEveryUnit) {
  EXPECT_EQ(duration_of("3 ns"), 3);
  EXPECT_EQ(duration_of("3 us"), 3'000);
  EXPECT_EQ(duration_of("500 ms"), 500 * millisecond);
  EXPECT_EQ(duration_of("10 s"), 10 * second);
  EXPECT_EQ(duration_of("30 min"), 30 * minute);
  EXPECT_EQ(duration_of("2 h"), 2 * hour);
  EXPECT_EQ(duration_of("1 d"), day);
  EXPECT_EQ(duration_of("30min"), 30 * minute);
  EXPECT_EQ(parse_quantity("100 Mb/s", bit_rate_units()).value, 100'000'000);
  EXPECT_EQ(parse_quantity("1 Gb/s", bit_rate_units()).value, 1'000'000'000);
  EXPECT_EQ(parse_quantity("64 kB", size_units()).value, 64'000);
}

TEST(Units, DecimalsAreExact) {
  EXPECT_EQ(duration_of("0.1 s"), 100 * millisecond);
  EXPECT_EQ(duration_of("11.7 s"), 11'700 * millisecond);
  EXPECT_EQ(duration_of("0.000000001 s"), 1);
  EXPECT_EQ(duration_of("1.50000000000000000000000000 min"), 90 * second);
  EXPECT_EQ(duration_of("0.00000000005 min"), 3);
  EXPECT_EQ(duration_of("-2.5 s"), -2'500 * millisecond);
  EXPECT_EQ(duration_of("9223372036854775807 ns"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_quantity("0.125 kB", size_units()).value, 125);
}

TEST(Units, RefusesWhatIsNoQuantity) {
  EXPECT_EQ(status_of(""), QuantityStatus::no_number);
  EXPECT_EQ(status_of("s"), QuantityStatus::no_number);
  EXPECT_EQ(status_of("-"), QuantityStatus::no_number);
  EXPECT_EQ(status_of(".5 s"), QuantityStatus::no_number);
  EXPECT_EQ(status_of("+5 s"), QuantityStatus::no_number);
  EXPECT_EQ(status_of("5"), QuantityStatus::no_unit);
  EXPECT_EQ(status_of("5 "), QuantityStatus::no_unit);
  EXPECT_EQ(status_of("5  s"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("5 sec"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("5. s"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("1e3 s"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("1,5 s"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("5 s s"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("0.5 ns"), QuantityStatus::too_fine);
  EXPECT_EQ(status_of("9223372036854775808 ns"), QuantityStatus::too_large);
  EXPECT_EQ(status_of("300 000 d"), QuantityStatus::unknown_unit);
  EXPECT_EQ(status_of("300000 d"), QuantityStatus::too_large);
  EXPECT_EQ(status_of("99999999999999999999999999999999999999 d"), QuantityStatus::too_large);
}

TEST(Units, WritesTheLargestUnitThatFits) {
  EXPECT_EQ(format_duration(0), "0 s");
  EXPECT_EQ(format_duration(30 * minute), "30 min");
  EXPECT_EQ(format_duration(24 * hour), "1 d");
  EXPECT_EQ(format_duration(90 * second), "90 s");
  EXPECT_EQ(format_duration(11'700 * millisecond), "11.7 s");
  EXPECT_EQ(format_duration(1'001), "1001 ns");
  EXPECT_EQ(format_duration(1'000'001'000), "1000001 us");
  EXPECT_EQ(format_quantity(100'000'000, bit_rate_units()), "100 Mb/s");
  EXPECT_EQ(format_quantity(0, size_units()), "0 B");
}

TEST(Units, WhatIsWrittenIsReadBack) {
  ::setenv("RC_PARAMS", "seed=20 max_success=1000", 0);
  EXPECT_TRUE(rc::check("format, then parse", [](std::int64_t bits, std::uint16_t size) {
    for (const std::int64_t value : {bits, bits % 1'000'000'000 * size, bits % 1'000'000 * millisecond}) {
      RC_ASSERT(parse_quantity(format_duration(value), duration_units()).value == value);
      RC_ASSERT(parse_quantity(format_quantity(value, size_units()), size_units()).value == value);
    }
  }));
}

}  // namespace
}  // namespace roamsim::scenario
