#include "sim/core/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace roamsim::core {
namespace {

using namespace std::string_literals;

TEST(Printable, leaves_what_a_terminal_shows) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("1000-001 bob"), "1000-001 bob");
  EXPECT_EQ(printable("東京クラスタ é 😀 \\"), "東京クラスタ é 😀 \\");
}

TEST(Printable, writes_control_characters_out) {
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\x0dd");
  EXPECT_EQ(printable("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable("\0\x7f"s), "\\x00\\x7f");
  EXPECT_EQ(printable("\u009b31m"), "\\u{9b}31m") << "a one-character escape sequence of C1";
  EXPECT_EQ(printable("\u202egnp\u2028\ufeff"), "\\u{202e}gnp\\u{2028}\\u{feff}");
  EXPECT_EQ(printable("\U000e0041"), "\\u{e0041}");
}

TEST(Printable, writes_broken_utf8_out) {
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a\\xffb");
  EXPECT_EQ(printable("\xc0\x80"), "\\xc0\\x80") << "overlong";
  EXPECT_EQ(printable("\xe0\x9f\xbf"), "\\xe0\\x9f\\xbf") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond the last";
  EXPECT_EQ(printable("\xe6\x9d"), "\\xe6\\x9d") << "cut off";
  EXPECT_EQ(printable("\x9b"), "\\x9b");
}

TEST(Printable, every_byte_pair_gives_text_without_controls) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      std::string rest = printable(std::string{static_cast<char>(first), static_cast<char>(second)});
      for (std::string_view left = rest; !left.empty();) {
        const DecodedCharacter c = decode_utf8(left);
        ASSERT_TRUE(c.valid && !acts_on_terminal(c.value)) << first << ' ' << second;
        left.remove_prefix(c.bytes);
      }
    }
  }
}

}  // namespace
}  // namespace roamsim::core
