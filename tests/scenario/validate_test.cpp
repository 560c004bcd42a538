#include "sim/scenario/validate.hpp"

#include "sim/scenario/version.hpp"
#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

std::string file_with(const std::string& clusters, const std::string& timeline = "") {
  return R"({ "schema_version": 1, "title": "T", "duration": "30 min", "clusters": [)" + clusters +
         "], \"timeline\": [" + timeline + "] }";
}

std::vector<std::string> warnings_of(const std::string& text) {
  const LoadResult result = load_text("f", text);
  EXPECT_TRUE(result.plan) << report(result);
  std::vector<std::string> texts;
  for (const ScenarioError& warning : result.warnings)
    texts.push_back(warning.pointer + ": " + warning.found + " " + warning.hint);
  return texts;
}

TEST(Validate, TheFirstHubThatNamesNoneFoundsTheNetwork) {
  const LoadResult result = load_text("f", file_with(R"({"id": "a", "ils": {"role": "hub", "hub": "c"}},
    {"id": "b", "ils": {"role": "spoke", "hub": "d"}}, {"id": "c", "ils": {"role": "hub"}}, {"id": "d", "ils": {"role": "hub"}})"));
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.plan->clusters[0].membership.hub, ClusterId{2});
  EXPECT_EQ(result.plan->clusters[1].membership.hub, ClusterId{3});
  EXPECT_FALSE(result.plan->clusters[2].membership.hub.valid());
  EXPECT_EQ(result.plan->clusters[3].membership.hub, ClusterId{2});
}

TEST(Validate, AmongJoinersTheEarliestHubFounds) {
  const LoadResult result =
      load_text("f", file_with(R"({"id": "a"}, {"id": "b"})",
                               R"({"at": "2 min", "do": "ils_join", "cluster": "a", "role": "hub"},
                                                        {"at": "1 min", "do": "ils_join", "cluster": "b", "role": "hub"})"));
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_TRUE((result.plan->clusters[0].membership == IlsMembership{ils::Role::hub, ClusterId{1}, false}));
  EXPECT_TRUE((result.plan->clusters[1].membership == IlsMembership{ils::Role::hub, ClusterId{}, false}));
  EXPECT_TRUE(
      (result.plan->timeline[0] == TimelineEntry{1 * minute, IlsJoin{ClusterId{1}, ils::Role::hub, ClusterId{}}}));
  EXPECT_TRUE(
      (result.plan->timeline[1] == TimelineEntry{2 * minute, IlsJoin{ClusterId{0}, ils::Role::hub, ClusterId{1}}}));
}

TEST(Validate, WhatTheProductAcceptsIsAWarning) {
  const std::vector<std::string> none;
  EXPECT_EQ(warnings_of(story()), none);
  EXPECT_EQ(
      warnings_of(with(story(), R"("id": "c3",)", R"j("id": "c3", "version": "12.0(1)",)j")),
      std::vector<std::string>{
          "/clusters/2/version: \"12.0(1)\" before 12.0(1)SU1 there is no roaming: roaming logins are refused here"});
  EXPECT_EQ(warnings_of(with(story(), R"("id": "c3",)", R"j("id": "c3", "version": "12.0(1)SU1",)j")), none);
  EXPECT_EQ(warnings_of(with(story(), "2000-001", "1000-001")),
            std::vector<std::string>{
                "/clusters/1/users/0/dn: \"1000-001\" /clusters/0/users/0/dn is the same number of another user: a "
                "uniform dial plan has it once"});
  EXPECT_EQ(warnings_of(with(story(), R"("c1", "ils": { "role": "hub" })", R"("c1")")).size(), 1U)
      << "a super user in a standalone cluster";
  EXPECT_EQ(warnings_of(with(story(), R"("role": "hub", "interval": "7 min")", R"("role": "hub", "joins": "timeline")"))
                .size(),
            2U)
      << "it never joins, and its spoke registers with it";
  EXPECT_EQ(warnings_of(file_with(R"({"id": "a", "users": [ {"id": "u", "dn": "1000-001"} ]})",
                                  R"({"at": "1 s", "do": "call", "from": "u", "to": "1000-002"})")),
            std::vector<std::string>{"/timeline/0/to: \"1000-002\", the number of no user did you mean \"1000-001\"?"});
}

TEST(Validate, TheVendorsAdvisedLimitsWarn) {
  std::string hubs;
  for (int i = 0; i < 11; ++i)
    hubs += (i > 0 ? "," : "") + std::string(R"({"id": "h)") + std::to_string(i) + R"(", "ils": {"role": "hub"}})";
  EXPECT_EQ(warnings_of(file_with(hubs)), std::vector<std::string>{"/clusters: 11 hubs the vendor advises at most 10"});
  std::string spokes = R"({"id": "h", "ils": {"role": "hub"}})";
  for (int i = 0; i < 21; ++i)
    spokes += R"(, {"id": "s)" + std::to_string(i) + R"(", "ils": {"role": "spoke", "hub": "h"}})";
  EXPECT_EQ(warnings_of(file_with(spokes)),
            std::vector<std::string>{"/clusters/0: a hub of 21 spokes the vendor advises at most 20"});
  std::string clusters = R"({"id": "x"})";
  for (int i = 0; i < 200; ++i) clusters += R"(, {"id": "c)" + std::to_string(i) + "\"}";
  EXPECT_EQ(warnings_of(file_with(clusters)),
            std::vector<std::string>{"/clusters: 201 clusters the vendor advises at most 200 in an ILS network"});
}

TEST(Validate, OutagesOfDifferentThingsMayMeet) {
  const std::string two = with(story(), R"({ "at": "6 min")",
                               R"({ "at": "6 min", "do": "access_outage", "cluster": "c1", "for": "1 min" },
                                  { "at": "6 min", "do": "cluster_outage", "cluster": "c2", "for": "1 min" },
                                  { "at": "15.001 min", "do": "cluster_outage", "cluster": "c1", "for": "1 min" }, { "at": "6 min")");
  const LoadResult result = load_text("f", two);
  EXPECT_TRUE(result.plan) << report(result);
}

TEST(Validate, TheEndOfTheRunIsInIt) {
  const std::string last = with(with(story(), R"("at": "7 min", "do")", R"("at": "30 min", "do")"),
                                R"("at": "7 min", "reaches")", R"("at": "30 min", "reaches")");
  EXPECT_TRUE(load_text("f", last).plan);
}

TEST(Validate, Versions) {
  EXPECT_EQ(parse_version("12.5(1)SU3"), (Version{12, 5, 1, 3}));
  EXPECT_EQ(parse_version("12.5.1"), (Version{12, 5, 1, 0}));
  EXPECT_EQ(parse_version("14"), (Version{14, 0, 0, 0}));
  EXPECT_EQ(parse_version("14SU2a"), (Version{14, 0, 0, 2}));
  EXPECT_LT(*parse_version("12.0(1)"), first_roaming_version);
  EXPECT_LT(*parse_version("11.5(1)SU9"), first_roaming_version);
  EXPECT_FALSE(*parse_version("12.0(1)SU1") < first_roaming_version);
  for (const char* text :
       {"", "x", "12.", "12.5(1", "12.5()", "12.5.1.2", "12 5", "12.5(1)SU", "12345", "-1", "12.5(1)su3"}) {
    EXPECT_FALSE(parse_version(text)) << text;
  }
}

}  // namespace
}  // namespace roamsim::scenario::testing
