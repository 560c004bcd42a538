#include "sim/scenario/suggest.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace roamsim::scenario {
namespace {

constexpr std::array<std::string_view, 4> words{"hub", "spoke", "standalone", "interval"};

TEST(Suggest, CountsEdits) {
  EXPECT_EQ(edit_distance("hub", "hub", 3), 0U);
  EXPECT_EQ(edit_distance("hub", "HUB", 3), 0U);
  EXPECT_EQ(edit_distance("hub", "hubb", 3), 1U);
  EXPECT_EQ(edit_distance("hub", "hb", 3), 1U);
  EXPECT_EQ(edit_distance("hub", "hab", 3), 1U);
  EXPECT_EQ(edit_distance("hub", "uhb", 3), 1U);
  EXPECT_EQ(edit_distance("", "abc", 5), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3U);
  EXPECT_EQ(edit_distance("abcdefgh", "zyxwvuts", 2), 3U) << "no further than the limit and one";
}

TEST(Suggest, FindsTheNearestAndNothingFar) {
  EXPECT_EQ(nearest("hubb", words), "hub");
  EXPECT_EQ(nearest("intreval", words), "interval");
  EXPECT_EQ(nearest("STANDALONE", words), "standalone");
  EXPECT_EQ(nearest("x", words), std::nullopt);
  EXPECT_EQ(nearest("bandwidth", words), std::nullopt);
  EXPECT_EQ(nearest("", words), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'x'), words), std::nullopt);
  EXPECT_EQ(did_you_mean("spok", words), "did you mean \"spoke\"?");
  EXPECT_EQ(did_you_mean("zzz", words), "");
}

TEST(Suggest, ListsAFew) {
  EXPECT_EQ(listed(words), "hub, spoke, standalone, interval");
  constexpr std::array<std::string_view, 12> many{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
  EXPECT_EQ(listed(many), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more");
}

}  // namespace
}  // namespace roamsim::scenario
