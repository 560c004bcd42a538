#include "sim/core/glob.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace roamsim::core {
namespace {

/// The definition, without regard to time.
bool matches_by_definition(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '*') {
    return matches_by_definition(pattern.substr(1), name) ||
           (!name.empty() && matches_by_definition(pattern, name.substr(1)));
  }
  return !name.empty() && (pattern[0] == '?' || pattern[0] == name[0]) &&
         matches_by_definition(pattern.substr(1), name.substr(1));
}

TEST(Glob, EverythingElseStandsForItself) {
  EXPECT_TRUE(glob_matches("cluster1", "cluster1"));
  EXPECT_FALSE(glob_matches("cluster1", "cluster10"));
  EXPECT_FALSE(glob_matches("cluster10", "cluster1"));
  EXPECT_FALSE(glob_matches("Cluster1", "cluster1"));
  EXPECT_FALSE(glob_matches("cluster.", "cluster1"));
  EXPECT_FALSE(glob_matches("[a-z]", "b"));
  EXPECT_FALSE(glob_matches("\\*", "*"));
  EXPECT_TRUE(glob_matches("\\*", "\\b"));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
}

TEST(Glob, StarStandsForAnyBytesAndQuestionMarkForOne) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("*", "anything"));
  EXPECT_TRUE(glob_matches("spoke-*", "spoke-"));
  EXPECT_TRUE(glob_matches("*-east", "hub-east"));
  EXPECT_FALSE(glob_matches("*-east", "hub-east-2"));
  EXPECT_TRUE(glob_matches("spoke-?", "spoke-7"));
  EXPECT_FALSE(glob_matches("spoke-?", "spoke-"));
  EXPECT_FALSE(glob_matches("spoke-?", "spoke-17"));
  EXPECT_TRUE(glob_matches("spoke-?*", "spoke-17"));
  EXPECT_TRUE(glob_matches("m??ller", "m\xc3\xbcller")) << "? is a byte";
  EXPECT_FALSE(glob_matches("m?ller", "m\xc3\xbcller"));
  EXPECT_TRUE(glob_matches("m*ller", "m\xc3\xbcller"));
}

// Every pattern of up to five of these letters on every name of up to five.
TEST(Glob, AgreesWithTheDefinition) {
  const auto words = [](std::string_view letters) {
    std::vector<std::string> all{""};
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].size() == 5) break;
      for (const char letter : letters) all.push_back(std::string(all[i]) + letter);
    }
    return all;
  };
  const std::vector<std::string> names = words("ab");
  for (const std::string& pattern : words("ab*?")) {
    for (const std::string& name : names) {
      ASSERT_EQ(glob_matches(pattern, name), matches_by_definition(pattern, name)) << pattern << " on " << name;
    }
  }
}

TEST(Glob, ManyStarsCostNoMoreThanTheProductOfTheLengths) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(5'000, 'a')));
}

}  // namespace
}  // namespace roamsim::core
