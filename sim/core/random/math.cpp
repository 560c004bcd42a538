#include "sim/core/random/math.hpp"

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

// Each of these would let the compiler or the processor choose another result.
#if defined(__FAST_MATH__)
#error "bit-identical results need IEEE arithmetic: compile without -ffast-math"
#endif
static_assert(FLT_EVAL_METHOD == 0, "bit-identical results need double arithmetic without excess precision");
static_assert(std::numeric_limits<double>::is_iec559);

namespace roamsim::math {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts: the upper one has 33 bits, so that its product with any exponent is exact.
constexpr double ln2_high = 0x1.62e42fefp-1;
constexpr double ln2_low = 0x1.473de6af278edp-34;
constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
constexpr double inverse_sqrt_two_pi = 0x1.9884533d43651p-2;

constexpr int mantissa_bits = 52;
constexpr std::uint64_t sqrt_half_bits = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);

/// 2^k for -1022 <= k <= 1023.
double power_of_two(int k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << mantissa_bits);
}

/// e^r - 1 - r for |r| <= 0.35 by its Taylor series to r^13 (the remainder is below 2^-57 of e^r), in Estrin's
/// order because the chain of a plain Horner scheme is twice as long.
double exp_tail(double r) {
  constexpr double c2 = 1.0 / 2, c3 = 1.0 / 6, c4 = 1.0 / 24, c5 = 1.0 / 120, c6 = 1.0 / 720, c7 = 1.0 / 5040,
                   c8 = 1.0 / 40320, c9 = 1.0 / 362880, c10 = 1.0 / 3628800, c11 = 1.0 / 39916800,
                   c12 = 1.0 / 479001600, c13 = 1.0 / 6227020800;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double r8 = r4 * r4;
  const double low = (c2 + c3 * r) + (c4 + c5 * r) * r2;
  const double middle = (c6 + c7 * r) + (c8 + c9 * r) * r2;
  const double high = (c10 + c11 * r) + (c12 + c13 * r) * r2;
  return r2 * ((low + middle * r4) + high * r8);
}

/// Horner's scheme, the highest power first.
template <class... Coefficient>
double polynomial(double x, double value, Coefficient... rest) {
  ((value = value * x + rest), ...);
  return value;
}

/// The upper tail of the standard normal for x >= 1, by the continued fraction of Mills' ratio from its far end;
/// 250 terms leave an error of e^-44 at x = 1 and less beyond.
double normal_upper_tail(double x) {
  constexpr int terms = 250;
  double denominator = x;
  for (int n = terms; n >= 1; --n) denominator = x + n / denominator;
  return exp(-0.5 * x * x) * inverse_sqrt_two_pi / denominator;
}

}  // namespace

double log(double x) {
  std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  int exponent = 0;
  // One comparison sends zero, subnormals, negatives, infinities and NaN off the usual way.
  constexpr std::uint64_t smallest_normal = std::uint64_t{1} << mantissa_bits;
  constexpr std::uint64_t infinite = std::uint64_t{0x7ff} << mantissa_bits;
  if (bits - smallest_normal >= infinite - smallest_normal) {
    if (x == 0.0) return -infinity;
    if (std::isnan(x) || x == infinity) return x;
    if (x < 0.0) return nan;
    bits = std::bit_cast<std::uint64_t>(x * 0x1p54);
    exponent = -54;
  }
  // x = 2^exponent * m with m in [sqrt(1/2), sqrt(2)), so that no result near 0 is a difference of large numbers.
  const std::uint64_t above = bits - sqrt_half_bits;
  exponent += static_cast<int>(static_cast<std::int64_t>(above) >> mantissa_bits);
  const double m = std::bit_cast<double>(bits - (above & (~std::uint64_t{0} << mantissa_bits)));

  // log(1 + f) = 2 artanh(s) with s = f / (2 + f), |s| < 0.172: the series in s^2 to s^21, remainder below 2^-59.
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  constexpr double c1 = 2.0 / 3, c2 = 2.0 / 5, c3 = 2.0 / 7, c4 = 2.0 / 9, c5 = 2.0 / 11, c6 = 2.0 / 13, c7 = 2.0 / 15,
                   c8 = 2.0 / 17, c9 = 2.0 / 19, c10 = 2.0 / 21;
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double low = (c1 + c2 * z) + (c3 + c4 * z) * z2;
  const double middle = (c5 + c6 * z) + (c7 + c8 * z) * z2;
  const double tail = z * ((low + middle * z4) + (c9 + c10 * z) * (z4 * z4));

  // 2 artanh(s) = 2s + s * tail, and 2s = f - s * f = f - f^2/2 + s * f^2/2: only the exact f is large, so only the
  // last subtractions round visibly.
  const double half_square = 0.5 * f * f;
  const double k = exponent;
  return k * ln2_high - ((half_square - (s * (half_square + tail) + k * ln2_low)) - f);
}

double exp(double x) {
  if (!(x <= 709.8)) return std::isnan(x) ? x : infinity;
  if (x < -745.2) return 0.0;
  // The nearest integer by truncation: a conversion is exact everywhere, an added magic number could be optimised away.
  const int k = static_cast<int>(x * inverse_ln2 + (x < 0.0 ? -0.5 : 0.5));
  const double high = x - k * ln2_high;
  const double low = k * ln2_low;
  const double y = 1.0 + (high - (low - exp_tail(high - low)));
  if (k >= -1021 && k <= 1023) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) + (static_cast<std::uint64_t>(k) << mantissa_bits));
  }
  // Two exact powers in turn: only the second product can overflow or round into the subnormals.
  return y * power_of_two(k / 2) * power_of_two(k - k / 2);
}

double expm1(double x) {
  if (x > -0.35 && x < 0.35) return x + exp_tail(x);
  return exp(x) - 1.0;
}

double normal_cdf(double x) {
  if (std::isnan(x)) return x;
  if (x <= -1.0) return x < -40.0 ? 0.0 : normal_upper_tail(-x);
  if (x >= 1.0) return x > 40.0 ? 1.0 : 1.0 - normal_upper_tail(x);
  // phi(x) * (x + x^3/3 + x^5/(3*5) + ...): all terms have one sign, so nothing cancels.
  double term = x;
  double sum = x;
  for (int n = 3; n < 60; n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return 0.5 + exp(-0.5 * x * x) * inverse_sqrt_two_pi * sum;
}

double normal_quantile(double p) {
  if (std::isnan(p)) return p;
  if (p <= 0.0) return -infinity;
  if (p >= 1.0) return infinity;
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q *
           polynomial(r, 2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
                      4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
                      1.3314166789178437745e+2, 3.3871328727963666080e+0) /
           polynomial(r, 5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
                      2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
                      4.2313330701600911252e+1, 1.0);
  }
  const double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
  double magnitude = 0.0;
  if (r <= 5.0) {
    magnitude = polynomial(r - 1.6, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                           1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
                           4.63033784615654529590e+0, 1.42343711074968357734e+0) /
                polynomial(r - 1.6, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                           1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
                           2.05319162663775882187e+0, 1.0);
  } else {
    magnitude = polynomial(r - 5.0, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                           2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
                           5.46378491116411436990e+0, 6.65790464350110377720e+0) /
                polynomial(r - 5.0, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                           7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                           5.99832206555887937690e-1, 1.0);
  }
  return q < 0.0 ? -magnitude : magnitude;
}

}  // namespace roamsim::math
