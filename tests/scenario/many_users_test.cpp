// What makes millions of users quick to read: patterns taken apart once, and names found without a copy of them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/text_index.hpp"
#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

TEST(NumberedText, GivesWhatSubstituteGives) {
  for (const std::string text :
       {"u{n}", "{n:4}-{n+100}", "{{{n}}}", "a}}{{b{n+999999999:20}c", "{n:1}{n:2}", "{{n}}"}) {
    const NumberedText numbered(text);
    std::string result = "what it held before";
    for (const std::uint64_t n : {0ULL, 7ULL, 42ULL, 123'456'789ULL}) {
      PlaceholderValues values;
      values.n = n;
      numbered.put(n, result);
      const Substituted expected = substitute(text, values, Placeholders::all);
      EXPECT_EQ(expected.problem, "") << text;
      EXPECT_EQ(result, expected.text) << text;
    }
  }
}

TEST(TextIndex, FindsTheFirstOfEachText) {
  constexpr std::uint32_t count = 5'000;
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < count; ++i) texts.push_back(std::to_string(i % 3'000));
  const auto text_of = [&](std::uint32_t item) { return std::string_view(texts[item]); };
  TextIndex index;
  EXPECT_EQ(index.find("0", text_of), TextIndex::none);
  for (std::uint32_t i = 0; i < count; ++i) {
    EXPECT_EQ(index.add(i, text_of), i < 3'000 ? TextIndex::none : i - 3'000);
  }
  for (std::uint32_t i = 0; i < 3'000; ++i) EXPECT_EQ(index.find(std::to_string(i), text_of), i);
  EXPECT_EQ(index.find("3000", text_of), TextIndex::none);
  EXPECT_EQ(index.find("", text_of), TextIndex::none);
}

TEST(Users, WithNumbersNotAdvertisedAreSoInThePlan) {
  const LoadResult loaded = load_text("s.json", R"({ "schema_version": 1, "title": "t", "duration": "1 min",
    "clusters": [ { "id": "a", "users": [ { "id": "u{n}", "dn": "1{n:3}", "count": 2, "advertised": false },
                                          { "id": "v", "dn": "2" } ] } ] })");
  ASSERT_TRUE(loaded.plan) << report(loaded);
  EXPECT_FALSE(loaded.plan->users.advertised(0));
  EXPECT_FALSE(loaded.plan->users.advertised(1));
  EXPECT_TRUE(loaded.plan->users.advertised(2));
  EXPECT_NE(loaded.merged.find("\"advertised\": false"), std::string::npos);
  EXPECT_EQ(loaded.merged.find("\"advertised\": true"), std::string::npos);
}

TEST(Users, AnIdBeyondAllMeasureIsOneMistake) {
  const std::string id(300, 'x');
  const LoadResult loaded = load_text("s.json", R"({ "schema_version": 1, "title": "t", "duration": "1 min",
    "clusters": [ { "id": "a", "users": [ { "id": ")" +
                                                    id + R"(", "dn": "2" } ] } ] })");
  EXPECT_FALSE(loaded.plan);
  EXPECT_EQ(loaded.error_count, 1U) << report(loaded);
}

}  // namespace
}  // namespace roamsim::scenario::testing
