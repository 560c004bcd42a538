#pragma once

#include <cstdint>

namespace roamsim::study {

/// P(T <= t) of Student's t distribution.
[[nodiscard]] double student_t_cdf(double t, double degrees_of_freedom);

/// The t with P(|T| <= t) = confidence, 0 < confidence < 1, to about 12 digits.
[[nodiscard]] double student_t_two_sided(double confidence, double degrees_of_freedom);

/// Mean and half the width of its two-sided interval; the half width is infinite for fewer than two values.
struct MeanInterval {
  std::uint64_t count = 0;
  double mean = 0;
  double half_width = 0;
};

/// Collects values one by one (Welford), in whatever order they are given: another order may give other last digits.
class MeanOf {
 public:
  void add(double value);
  [[nodiscard]] MeanInterval interval(double confidence) const;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace roamsim::study
