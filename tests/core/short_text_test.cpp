// A text in 16 bytes, or beside them.
#include "sim/core/short_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace roamsim::core {
namespace {

static_assert(sizeof(ShortText) == 16);

TEST(ShortText, HoldsTextsOfEveryLength) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    const ShortText kept(text);
    EXPECT_EQ(kept, text);
    EXPECT_EQ(kept.empty(), text.empty());
    EXPECT_NE(kept, text + "y");
    const std::string back = kept;
    EXPECT_EQ(back, text);
  }
}

TEST(ShortText, HoldsAnyBytes) {
  const std::string text("\0\xff\0", 3);
  EXPECT_EQ(ShortText(text), text);
  EXPECT_EQ(ShortText(std::string(15, '\xff')), std::string(15, '\xff'));
}

TEST(ShortText, IsCopiedAndMoved) {
  for (const std::string& text : {std::string("SEP000000000001"), std::string("a name with more characters")}) {
    ShortText first = text;
    ShortText copy = first;
    EXPECT_EQ(copy, first);
    const ShortText moved = std::move(first);
    EXPECT_EQ(moved, text);
    copy = "other";
    EXPECT_EQ(copy, "other");
    copy = moved;
    EXPECT_EQ(copy, moved);
    const ShortText& same = copy;
    copy = same;
    EXPECT_EQ(copy, text);
    copy = ShortText(text);
    EXPECT_EQ(copy, text);
    std::vector<ShortText> many(3, copy);
    many.insert(many.begin(), moved);
    many.erase(many.begin() + 1);
    for (const ShortText& one : many) EXPECT_EQ(one, text);
  }
}

}  // namespace
}  // namespace roamsim::core
