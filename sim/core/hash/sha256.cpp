#include "sim/core/hash/sha256.hpp"

#include <algorithm>

#include "sim/core/hash/sha256_block.hpp"

namespace roamsim::core {

void Sha256::take_block(const char* block) {
  static const bool by_instructions = has_sha256_instructions();
  by_instructions ? take_block_by_instructions(state_, block) : take_block_portably(state_, block);
}

void Sha256::add(std::string_view bytes) {
  bytes_ += bytes.size();
  if (pending_size_ != 0) {
    const std::size_t taken = std::min(bytes.size(), block_size - pending_size_);
    std::copy_n(bytes.data(), taken, pending_.data() + pending_size_);
    pending_size_ += taken;
    bytes.remove_prefix(taken);
    if (pending_size_ < block_size) return;
    take_block(pending_.data());
    pending_size_ = 0;
  }
  for (; bytes.size() >= block_size; bytes.remove_prefix(block_size)) take_block(bytes.data());
  std::copy_n(bytes.data(), bytes.size(), pending_.data());
  pending_size_ = bytes.size();
}

Sha256::Digest Sha256::finish() {
  const std::uint64_t bits = bytes_ * 8;
  std::array<char, block_size + 8> tail{};
  tail[0] = static_cast<char>(0x80);
  const std::size_t zeros_end = pending_size_ < 56 ? 56 - pending_size_ : 120 - pending_size_;
  add({tail.data(), zeros_end});
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(bits >> (56 - 8 * i) & 0xff);
  add({length.data(), length.size()});
  Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
  }
  return digest;
}

std::string to_hex(const Sha256::Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return to_hex(hash.finish());
}

}  // namespace roamsim::core
