#pragma once

#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace roamsim::theory {

/// A long run in 30 parts that are as good as independent, and what its mean is held against.
inline constexpr int batches = 30;
/// Of Student's distribution with 29 degrees of freedom: exceeded once in 12,000 times if all is right.
inline constexpr double most_t = 4.57;

/// One batch: so many of so many.
struct Batch {
  double part = 0;
  double of = 0;
};

/// Nothing if the mean share is as expected, but for chance; else both in words. The first batch is left out: the
/// system fills.
inline std::string differs(const std::vector<Batch>& found, double expected) {
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i <= batches; ++i) {
    const double share = found.at(i).part / found.at(i).of;
    sum += share;
    squares += share * share;
  }
  const double mean = sum / batches;
  const double deviation = std::sqrt((squares - sum * mean) / (batches - 1));
  const double t = (mean - expected) / (deviation / std::sqrt(batches));
  if (std::abs(t) < most_t) return {};
  std::ostringstream out;
  out << mean << " for " << expected << ", t " << t;
  return out.str();
}

}  // namespace roamsim::theory
