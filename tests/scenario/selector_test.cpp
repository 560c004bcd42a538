
#include "sim/core/glob.hpp"
#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

/// Four users of two clusters, and a third one that has none.
std::string town(const std::string& timeline) {
  return R"({ "schema_version": 1, "title": "T", "duration": "1 h", "clusters": [
    { "id": "north", "groups": ["core"], "ils": { "role": "hub" }, "users": [
      { "id": "n1", "dn": "101", "groups": ["sales", "late"] }, { "id": "n2", "dn": "102" }, { "id": "n*", "dn": "103" } ] },
    { "id": "south", "groups": ["core"], "ils": { "role": "hub" }, "users": [ { "id": "s1", "dn": "201", "groups": ["sales"] } ] },
    { "id": "west", "ils": { "role": "spoke", "hub": "north" } } ],
    "timeline": [)" +
         timeline + "] }";
}

/// Who calls when the entry's `from` is the selector, by the index of the user.
std::vector<std::uint32_t> callers(const std::string& selector) {
  const LoadResult result =
      load_text("f", town(R"({ "at": "1 s", "do": "call", "to": "101", "from": )" + selector + "}"));
  EXPECT_TRUE(result.plan) << report(result);
  std::vector<std::uint32_t> users;
  if (!result.plan) return users;
  for (const TimelineEntry& entry : result.plan->timeline)
    users.push_back(std::get<PlaceCall>(entry.action).from.value);
  return users;
}

std::vector<std::uint32_t> hit(const std::string& selector) {
  const LoadResult result =
      load_text("f", town(R"({ "at": "1 s", "do": "access_outage", "for": "1 s", "cluster": )" + selector + "}"));
  EXPECT_TRUE(result.plan) << report(result);
  std::vector<std::uint32_t> clusters;
  if (!result.plan) return clusters;
  for (const TimelineEntry& entry : result.plan->timeline)
    clusters.push_back(std::get<AccessOutage>(entry.action).cluster.value);
  return clusters;
}

using Ids = std::vector<std::uint32_t>;

TEST(Selector, Globs) {
  for (const auto& [pattern, name] : std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                                      {"*", ""},
                                                                                      {"*", "abc"},
                                                                                      {"a*", "a"},
                                                                                      {"*c", "abc"},
                                                                                      {"a?c", "abc"},
                                                                                      {"a*b*c", "aXbbYc"},
                                                                                      {"**", "x"},
                                                                                      {"*ab*ab", "ababab"},
                                                                                      {"???", "abc"}}) {
    EXPECT_TRUE(core::glob_matches(pattern, name)) << pattern << ' ' << name;
  }
  for (const auto& [pattern, name] : std::vector<std::pair<std::string, std::string>>{{"", "a"},
                                                                                      {"?", ""},
                                                                                      {"a", "A"},
                                                                                      {"a*", "ba"},
                                                                                      {"*c", "cb"},
                                                                                      {"a?c", "ac"},
                                                                                      {"a*b", "abc"},
                                                                                      {"??", "abc"}}) {
    EXPECT_FALSE(core::glob_matches(pattern, name)) << pattern << ' ' << name;
  }
  const std::string stars = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
  EXPECT_FALSE(core::glob_matches(stars, std::string(100'000, 'a'))) << "and soon";
}

TEST(Selector, Users) {
  EXPECT_EQ(callers(R"("n1")"), Ids{0});
  EXPECT_EQ(callers(R"("n*")"), Ids{2}) << "an id in the very letters wins";
  EXPECT_EQ(callers(R"("n?")"), (Ids{0, 1, 2}));
  EXPECT_EQ(callers(R"("*1")"), (Ids{0, 3}));
  EXPECT_EQ(callers(R"(["s1", "n?", "n1"])"), (Ids{0, 1, 2, 3})) << "in the order of the file, each once";
  EXPECT_EQ(callers(R"({ "id": "?1" })"), (Ids{0, 3}));
  EXPECT_EQ(callers(R"({ "group": "sales" })"), (Ids{0, 3}));
  EXPECT_EQ(callers(R"({ "home": "north" })"), (Ids{0, 1, 2}));
  EXPECT_EQ(callers(R"({ "home": "*th" })"), (Ids{0, 1, 2, 3}));
  EXPECT_EQ(callers(R"({ "home": "south", "group": "sales" })"), Ids{3}) << "and-ed";
  EXPECT_EQ(callers(R"({ "id": ["n2", "s1"], "home": "north" })"), Ids{1});
  EXPECT_EQ(callers(R"({ "first": 2 })"), (Ids{0, 1}));
  EXPECT_EQ(callers(R"({ "first": 1, "home": "south" })"), Ids{3});
  EXPECT_EQ(callers(R"({ "first": 9, "group": "sales" })"), (Ids{0, 3}));
}

TEST(Selector, Clusters) {
  EXPECT_EQ(hit(R"("west")"), Ids{2});
  EXPECT_EQ(hit(R"("*th")"), (Ids{0, 1}));
  EXPECT_EQ(hit(R"(["west", "north"])"), (Ids{0, 2}));
  EXPECT_EQ(hit(R"({ "group": "core" })"), (Ids{0, 1}));
  EXPECT_EQ(hit(R"({ "role": "spoke" })"), Ids{2});
  EXPECT_EQ(hit(R"({ "role": "hub", "id": ["s*", "w*"] })"), Ids{1});
}

TEST(Selector, LocationIsAConditionOfTheAction) {
  const LoadResult result =
      load_text("f", town(R"({ "at": "1 s", "do": "call", "to": "101", "from": { "group": "sales", "at": "west" } })"));
  ASSERT_TRUE(result.plan) << report(result);
  ASSERT_EQ(result.plan->timeline.size(), 2U);
  for (const TimelineEntry& entry : result.plan->timeline) EXPECT_EQ(entry.only_at, ClusterId{2});
}

TEST(Selector, TheMergedFileStatesTheSelectorAndNotWhomItSelects) {
  const std::string selector =
      R"("from": { "id": ["n?", "s1"], "group": "sales", "home": "*th", "first": 2, "at": "west" })";
  const LoadResult result = load_text("f", town(R"({ "at": "1 s", "do": "call", "to": "101", )" + selector + "}"));
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_NE(result.merged.find(selector), std::string::npos) << result.merged;
}

TEST(Selector, OfFourHundredThousandUsersMayBeMany) {
  std::string users;
  for (int i = 0; i < 400'000; ++i)
    users += (i > 0 ? "," : "") + std::string(R"({"id":"u)") + std::to_string(i) + R"(","dn":")" + std::to_string(i) +
             R"(","groups":["g)" + std::to_string(i % 10) + "\"]}";
  std::string timeline;
  std::string expect;
  for (int i = 0; i < 30; ++i) {
    const std::string group = R"({"group":"g)" + std::to_string(i % 10) + R"(","id":"u*)" + std::to_string(i % 10) +
                              R"(","home":"c","first":9})";
    timeline += (i > 0 ? "," : "") + std::string(R"({"at":"1 s","do":"call","to":"1","from":)") + group + "}";
    expect += (i > 0 ? "," : "") + std::string(R"({"count":"calls","at_least":0,"users":)") + group + "}";
  }
  const auto file = [&](const std::string& actions, const std::string& expectations) {
    return R"({"schema_version":1,"title":"T","duration":"1 h","clusters":[{"id":"c","users":[)" + users +
           "]}],\"timeline\":[" + actions + "],\"expect\":[" + expectations + "]}";
  };
  const LoadResult result = load_text("f", file(timeline, expect));
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.plan->timeline.size(), 30U * 9U);
  EXPECT_EQ(result.plan->expectations.size(), 30U);
}

}  // namespace
}  // namespace roamsim::scenario::testing
