#pragma once

/// Elementary functions that give the same bits on every processor.
///
/// glibc chooses variants of `log` and `exp` by processor at run time, and they differ in the last place; so do other
/// C libraries. These are built on + - * / and `std::sqrt` (which IEEE 754 rounds correctly) in a fixed order, and are
/// out of line so that they are compiled once, with contraction off, whatever the flags of the caller.
/// They assume rounding to nearest, and neither set `errno` nor raise anything but IEEE flags.
namespace roamsim::math {

/// Natural logarithm, within 1 ulp. log(0) is -inf (either sign of zero), a negative argument or NaN gives NaN, +inf
/// gives +inf, log(1) is +0, subnormals are as accurate as the rest.
[[nodiscard]] double log(double x);

/// e^x, within 1 ulp. Above 709.78... it is +inf, below -745.13... it is 0, results under 2^-1022 are subnormal and
/// within 1 of their (coarser) last place. exp(0) is 1, exp(-inf) is 0, NaN gives NaN.
[[nodiscard]] double exp(double x);

/// e^x - 1 without cancellation near 0; within 8 ulp. For closed forms, not for the draws.
[[nodiscard]] double expm1(double x);

/// The standard normal distribution function; relative error at most 1e-13 down to x = -37.
[[nodiscard]] double normal_cdf(double x);

/// The x with normal_cdf(x) = p: Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988), relative error
/// below 1e-15. p <= 0 gives -inf, p >= 1 gives +inf, NaN gives NaN.
[[nodiscard]] double normal_quantile(double p);

}  // namespace roamsim::math
