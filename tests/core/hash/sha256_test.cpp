#include "sim/core/hash/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/core/hash/sha256_block.hpp"

namespace roamsim::core {
namespace {

// FIPS 180-4 examples (NIST, "SHA256.pdf" and the long-message test of RFC 6234, section 8.5).
TEST(Sha256, known_answers) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Lengths around the padding's borders; the answers are those of coreutils' sha256sum.
TEST(Sha256, padding_borders) {
  EXPECT_EQ(sha256_hex(std::string(55, 'x')), "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
  EXPECT_EQ(sha256_hex(std::string(56, 'x')), "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
  EXPECT_EQ(sha256_hex(std::string(63, 'x')), "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
  EXPECT_EQ(sha256_hex(std::string(64, 'x')), "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

TEST(Sha256, borders_of_pieces_do_not_matter) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i * 7);
  const std::string whole = sha256_hex(text);
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece) hash.add(std::string_view(text).substr(at, piece));
    ASSERT_EQ(to_hex(hash.finish()), whole) << "pieces of " << piece;
  }
}

TEST(Sha256, the_same_with_instructions_for_it) {
  if (!has_sha256_instructions()) GTEST_SKIP() << "this processor has none";
  std::string text;
  for (int i = 0; i < 64 + 1000; ++i) text += static_cast<char>(i * i * 7 >> 3);
  Sha256State portably{1, 2, 3, 4, 5, 6, 7, 0xFFFFFFFF};
  Sha256State by_instructions = portably;
  for (std::size_t at = 0; at < 1000; ++at) {
    take_block_portably(portably, text.data() + at);
    take_block_by_instructions(by_instructions, text.data() + at);
    ASSERT_EQ(portably, by_instructions) << at;
  }
}

// FIPS 180-4's example of one block.
TEST(Sha256, a_block_without_instructions) {
  Sha256State state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string block = "abc\x80";
  block.resize(64, '\0');
  block[63] = 24;
  take_block_portably(state, block.data());
  EXPECT_EQ(state, (Sha256State{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61,
                                0xf20015ad}));
}

}  // namespace
}  // namespace roamsim::core
