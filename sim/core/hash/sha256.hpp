#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace roamsim::core {

/// SHA-256 (FIPS 180-4), fed piece by piece: the pieces' borders do not change the result.
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  void add(std::string_view bytes);

  /// The digest of everything added. The hash cannot be used afterwards.
  [[nodiscard]] Digest finish();

 private:
  static constexpr std::size_t block_size = 64;

  void take_block(const char* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<char, block_size> pending_{};
  std::size_t pending_size_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(const Sha256::Digest& digest);

/// The digest of one text, in lower-case hexadecimal.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace roamsim::core
