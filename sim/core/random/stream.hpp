#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/random/philox.hpp"

namespace roamsim::random {

/// Names one stream of random numbers. It can only be derived from a seed and names, so nothing draws by accident from
/// a stream that another part of the model draws from.
class StreamKey {
 public:
  constexpr bool operator==(const StreamKey&) const = default;

  /// The stream of one entity that has a name, for one purpose. Names and purposes are any bytes.
  [[nodiscard]] static StreamKey derive(std::uint64_t seed, std::string_view entity, std::string_view purpose);

  /// The stream of one entity known by kind and number; never the same as that of a named one.
  [[nodiscard]] static StreamKey derive(std::uint64_t seed, std::string_view kind, std::uint64_t number,
                                        std::string_view purpose);

  /// The `index`-th of the streams below this one, for a background that draws several numbers for each of millions of
  /// phones and keeps no state for any of them. Costs one block (about 5 ns).
  [[nodiscard]] StreamKey child(std::uint64_t index) const;

 private:
  friend class Stream;
  friend std::uint64_t draw(const StreamKey& key, std::uint64_t counter);
  constexpr StreamKey(std::uint64_t key, std::uint64_t lane) : key_(key), lane_(lane) {}

  std::uint64_t key_;   ///< the key of the generator
  std::uint64_t lane_;  ///< the upper half of its counter, constant within a stream
};

/// Short for `StreamKey::derive`.
[[nodiscard]] inline StreamKey derive(std::uint64_t seed, std::string_view entity, std::string_view purpose) {
  return StreamKey::derive(seed, entity, purpose);
}
[[nodiscard]] inline StreamKey derive(std::uint64_t seed, std::string_view kind, std::uint64_t number,
                                      std::string_view purpose) {
  return StreamKey::derive(seed, kind, number, purpose);
}

/// The `counter`-th word of a stream, without any state: equal to what a `Stream` gives after `jump_to(counter)`.
[[nodiscard]] inline std::uint64_t draw(const StreamKey& key, std::uint64_t counter) {
  return philox2x64({counter >> 1, key.lane_}, key.key_)[counter & 1];
}

/// The upper 53 bits of a word as a number in (0, 1]: a multiple of 2^-53, exact on every processor.
[[nodiscard]] constexpr double to_unit(std::uint64_t word) {
  return static_cast<double>(static_cast<std::int64_t>(word >> 11) + 1) * 0x1p-53;
}

/// The upper 52 bits of a word as a number in (0, 1), symmetric about 1/2: an odd multiple of 2^-53, exact.
[[nodiscard]] constexpr double to_open_unit(std::uint64_t word) {
  return static_cast<double>(static_cast<std::int64_t>(word >> 12) * 2 + 1) * 0x1p-53;
}

/// A position in a stream: 32 bytes, a plain value, cheap to make and copy. A copy continues from the same position.
/// Each stream has 2^64 words.
class Stream {
 public:
  explicit Stream(const StreamKey& key, std::uint64_t counter = 0) : key_(key) { jump_to(counter); }

  /// 64 uniform bits.
  std::uint64_t next_u64() {
    const std::uint64_t counter = counter_++;
    if ((counter & 1) != 0) return spare_;
    const Block block = philox2x64({counter >> 1, key_.lane_}, key_.key_);
    spare_ = block[1];
    return block[0];
  }

  /// A multiple of 2^-53 in (0, 1]; takes one word.
  double uniform01() { return to_unit(next_u64()); }

  /// An odd multiple of 2^-53 in (0, 1); takes one word.
  double open_uniform01() { return to_open_unit(next_u64()); }

  /// An integer in [0, n), each with the same probability; below(0) is 0. Takes one word, and a further one with a
  /// probability under n / 2^64 (Lemire, "Fast random integer generation in an interval", TOMACS 2019).
  std::uint64_t below(std::uint64_t n) {
    detail::Wide product = static_cast<detail::Wide>(next_u64()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t surplus = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < surplus) product = static_cast<detail::Wide>(next_u64()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// The number of words taken since the stream's start.
  [[nodiscard]] std::uint64_t counter() const { return counter_; }

  /// Goes to any position, forwards or backwards, at the cost of at most one block.
  void jump_to(std::uint64_t counter) {
    counter_ = counter;
    if ((counter & 1) != 0) spare_ = draw(key_, counter);
  }

 private:
  StreamKey key_;
  std::uint64_t counter_ = 0;
  std::uint64_t spare_ = 0;  ///< the second word of the current block; meaningful at odd positions
};

}  // namespace roamsim::random
