#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/core/random/distribution.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::random {

/// Above this a Poisson count is refused: its closed forms would lose accuracy.
inline constexpr double largest_mean_count = 1e9;

/// The number of independent events in a span in which `mean` are expected; 0 gives always 0.
struct Poisson {
  double mean = 0;
};

[[nodiscard]] std::optional<ParameterError> validate(const Poisson& poisson);

/// One count. Below a mean of 10 by inversion, which takes one word; from 10 on by Hörmann's transformed rejection
/// ("The transformed rejection method for generating Poisson random variables", 1993), which takes two words for each
/// of its about 1.1 to 1.3 attempts.
[[nodiscard]] std::uint64_t draw(const Poisson& poisson, Stream& stream);

[[nodiscard]] double mean(const Poisson& poisson);
[[nodiscard]] double variance(const Poisson& poisson);
/// P(count = k), relative error below 1e-12 within 8 standard deviations of the mean.
[[nodiscard]] double probability(const Poisson& poisson, std::uint64_t k);
/// P(count <= k), in time proportional to the square root of the mean.
[[nodiscard]] double cdf(const Poisson& poisson, std::uint64_t k);

/// True with the exact probability favourable / all; requires 0 < all and favourable <= all.
[[nodiscard]] inline bool bernoulli(std::uint64_t favourable, std::uint64_t all, Stream& stream) {
  return stream.below(all) < favourable;
}

/// Nothing when `choose` may use these weights.
[[nodiscard]] std::optional<ParameterError> validate_weights(std::span<const std::uint64_t> weights);

/// An index with the exact probability weights[index] / sum; never one of weight 0.
[[nodiscard]] std::size_t choose(std::span<const std::uint64_t> weights, Stream& stream);

}  // namespace roamsim::random
