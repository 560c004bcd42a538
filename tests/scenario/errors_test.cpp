#include "sim/scenario/errors.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/core/text.hpp"

namespace roamsim::scenario {
namespace {

TEST(Errors, ReadAsTheDesignSays) {
  EXPECT_EQ(
      to_string(
          {"f.json", 5, 42, "/clusters/1/ils/role", "\"hubb\"", "hub, spoke, standalone", "did you mean \"hub\"?"}),
      "f.json:5:42: /clusters/1/ils/role: found \"hubb\", allowed: hub, spoke, standalone (did you mean \"hub\"?)");
  EXPECT_EQ(to_string({"f.json", 0, 0, "", "", "", "cannot be read"}), "f.json: cannot be read");
  EXPECT_EQ(to_string({"--set seed=x", 0, 0, "/seed", "\"x\"", "a number", ""}),
            "--set seed=x: /seed: found \"x\", allowed: a number");
}

TEST(Errors, ControlBytesAreShownEscaped) {
  EXPECT_EQ(core::printable("plain 電話 é"), "plain 電話 é");
  EXPECT_EQ(core::printable("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(core::printable("a\nb\tc\x7f"), "a\\nb\\tc\\x7f");
  EXPECT_EQ(core::printable("\xC2\x9B"), "\\u{9b}") << "the one-character CSI";
  EXPECT_EQ(core::printable("\xE2\x80\xAE"), "\\u{202e}") << "right-to-left override";
  EXPECT_EQ(core::printable("\xFF\xC3"), "\\xff\\xc3") << "no UTF-8";
  EXPECT_EQ(core::printable(std::string("\0", 1)), "\\x00");
  EXPECT_EQ(to_string({"evil\x1b]0;.json", 1, 1, "/a\nb", "\"\x07\"", "", ""}),
            "evil\\x1b]0;.json:1:1: /a\\nb: found \"\\x07\"");
}

TEST(Errors, Utf8) {
  EXPECT_EQ(utf8_length("a"), 1U);
  EXPECT_EQ(utf8_length("\xC3\xA9"), 2U);
  EXPECT_EQ(utf8_length("\xE9\x9B\xBB"), 3U);
  EXPECT_EQ(utf8_length("\xF0\x9F\x93\x9E"), 4U);
  EXPECT_EQ(utf8_length(""), 0U);
  EXPECT_EQ(utf8_length("\x80"), 0U) << "a continuation";
  EXPECT_EQ(utf8_length("\xC3"), 0U) << "cut off";
  EXPECT_EQ(utf8_length("\xC0\xAF"), 0U) << "overlong";
  EXPECT_EQ(utf8_length("\xE0\x80\xAF"), 0U) << "overlong";
  EXPECT_EQ(utf8_length("\xF0\x80\x80\xAF"), 0U) << "overlong";
  EXPECT_EQ(utf8_length("\xED\xA0\x80"), 0U) << "a surrogate";
  EXPECT_EQ(utf8_length("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
  EXPECT_EQ(utf8_length("\xF5\x80\x80\x80"), 0U);
}

TEST(Errors, LongTextIsCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "電";
  const std::string cut = shortened(text);
  EXPECT_LE(cut.size(), 63U);
  EXPECT_TRUE(cut.ends_with("..."));
  EXPECT_EQ(core::printable(cut), cut) << "whole characters only";
  EXPECT_EQ(shortened("short"), "short");
}

}  // namespace
}  // namespace roamsim::scenario
