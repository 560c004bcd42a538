#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::random {

/// SipHash-2-4 with 128 bits of result (Aumasson, Bernstein, INDOCRYPT 2012), fed with whole 64-bit words:
/// equal to the published function over the words' bytes in little-endian order. The key and every word reach every
/// bit of the result, so names that differ by one bit get unrelated streams.
class WordHash {
 public:
  constexpr WordHash(std::uint64_t key0, std::uint64_t key1)
      : v0_(key0 ^ 0x736f6d6570736575),
        v1_(key1 ^ 0x646f72616e646f6d ^ 0xee),
        v2_(key0 ^ 0x6c7967656e657261),
        v3_(key1 ^ 0x7465646279746573) {}

  constexpr void add(std::uint64_t word) {
    v3_ ^= word;
    rounds(2);
    v0_ ^= word;
    ++words_;
  }

  /// The length, then the bytes padded with zeros to whole words: no two sequences of texts give the same words.
  constexpr void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (std::size_t start = 0; start < text.size(); start += 8) {
      std::uint64_t word = 0;
      for (std::size_t i = start; i < text.size() && i < start + 8; ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i - start));
      }
      add(word);
    }
  }

  [[nodiscard]] constexpr std::array<std::uint64_t, 2> finish() {
    add((words_ * 8) << 56);
    v2_ ^= 0xee;
    rounds(4);
    const std::uint64_t first = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xdd;
    rounds(4);
    return {first, v0_ ^ v1_ ^ v2_ ^ v3_};
  }

 private:
  constexpr void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v0_ += v1_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v3_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ += v3_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t words_ = 0;
};

}  // namespace roamsim::random
