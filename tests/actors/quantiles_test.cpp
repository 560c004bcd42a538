#include "sim/actors/quantiles.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace roamsim::actors {
namespace {

// The definition, word for word.
Duration by_definition(const std::vector<Duration>& sorted, unsigned percent) {
  for (const Duration value : sorted) {
    std::size_t not_larger = 0;
    for (const Duration other : sorted) not_larger += other <= value ? 1U : 0U;
    if (100 * not_larger >= percent * sorted.size()) return value;
  }
  return -1;
}

TEST(Quantiles, NearestRankIsTheDefinition) {
  for (std::size_t size = 1; size <= 250; ++size) {
    std::vector<Duration> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<Duration>(i / 3);  // with ties
    for (const unsigned percent : {1U, 50U, 95U, 99U, 100U}) {
      ASSERT_EQ(nearest_rank(values, percent), by_definition(values, percent)) << size << ' ' << percent;
    }
  }
}

TEST(Quantiles, OfAHundred) {
  std::vector<Duration> values(100);
  for (std::size_t i = 0; i < 100; ++i) values[99 - i] = static_cast<Duration>(i + 1) * second;
  const Quantiles found = quantiles_of(values);
  EXPECT_EQ(found.count, 100U);
  EXPECT_DOUBLE_EQ(found.mean, 50.5);
  EXPECT_DOUBLE_EQ(found.p50, 50);
  EXPECT_DOUBLE_EQ(found.p95, 95);
  EXPECT_DOUBLE_EQ(found.p99, 99);
  EXPECT_DOUBLE_EQ(found.max, 100);
}

TEST(Quantiles, OfOneAndOfNone) {
  const Quantiles one = quantiles_of({1500 * millisecond});
  for (const double value : {one.mean, one.p50, one.p95, one.p99, one.max}) EXPECT_DOUBLE_EQ(value, 1.5);
  const Quantiles none = quantiles_of({});
  EXPECT_EQ(none.count, 0U);
  for (const double value : {none.mean, none.p50, none.p95, none.p99, none.max}) EXPECT_TRUE(std::isnan(value));
}

TEST(Quantiles, TheMeanOfEqualsIsTheirValue) {
  for (const std::size_t count : {1U, 3U, 7U, 1000U, 8000U}) {
    EXPECT_EQ(quantiles_of(std::vector<Duration>(count, 28'426 * millisecond)).mean, 28.426) << count;
  }
  EXPECT_DOUBLE_EQ(quantiles_of({1, 2, 2}).mean, 5.0 / 3 * 1e-9);
}

TEST(Quantiles, LongDelaysDoNotOverflow) {
  const std::vector<Duration> values(10, 3650 * day);
  EXPECT_DOUBLE_EQ(quantiles_of(values).mean, 3650.0 * 86400);
}

}  // namespace
}  // namespace roamsim::actors
