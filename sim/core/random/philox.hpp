#pragma once

#include <array>
#include <cstdint>

namespace roamsim::random {

/// 128 random bits as two words.
using Block = std::array<std::uint64_t, 2>;

namespace detail {
__extension__ using Wide = unsigned __int128;  // an extension of both compilers that the house builds with
}

/// Philox2x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a keyed
/// bijection of counters whose outputs pass BigCrush. No state, integers only.
[[nodiscard]] constexpr Block philox2x64(Block counter, std::uint64_t key) {
  constexpr std::uint64_t multiplier = 0xD2B74407B1CE6E93;
  constexpr std::uint64_t key_step = 0x9E3779B97F4A7C15;
  for (int round = 0; round < 10; ++round) {
    const detail::Wide product = static_cast<detail::Wide>(multiplier) * counter[0];
    counter = {static_cast<std::uint64_t>(product >> 64) ^ key ^ counter[1], static_cast<std::uint64_t>(product)};
    key += key_step;
  }
  return counter;
}

}  // namespace roamsim::random
