#include <cstdlib>
#include <set>

#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

std::string scenario(const std::string& rest) {
  return R"({ "schema_version": 1, "title": "t", "duration": "30 min", )" + rest + " }";
}

Plan plan_of(const std::string& rest) {
  LoadResult result = load_text("s.json", scenario(rest));
  EXPECT_TRUE(result.plan) << report(result);
  return result.plan ? std::move(*result.plan) : Plan{};
}

void expect_same(const std::string& bulk, const std::string& by_hand) {
  EXPECT_TRUE(plan_of(bulk) == plan_of(by_hand)) << bulk;
}

TEST(Bulk, ClustersAreWhatCouldBeWrittenByHand) {
  expect_same(R"("clusters": [ { "id": "hub", "ils": { "role": "hub" } },
                   { "id": "site{n:2}", "count": 2, "first": 9, "ils": { "role": "spoke", "hub": "hub" },
                     "access": { "latency": "{n+1} ms" }, "nodes": [ { "id": "{cluster}-a" } ] } ])",
              R"("clusters": [ { "id": "hub", "ils": { "role": "hub" } },
                   { "id": "site09", "ils": { "role": "spoke", "hub": "hub" }, "access": { "latency": "10 ms" },
                     "nodes": [ { "id": "site09-a" } ] },
                   { "id": "site10", "ils": { "role": "spoke", "hub": "hub" }, "access": { "latency": "11 ms" },
                     "nodes": [ { "id": "site10-a" } ] } ])");
}

TEST(Bulk, UsersAreWhatCouldBeWrittenByHand) {
  expect_same(R"("clusters": [ { "id": "s{n}", "count": 2, "users": [
                   { "id": "boss{n}", "dn": "{n}000" },
                   { "id": "{cluster}-{n:2}", "dn": "{cluster.n}1{n+5:2}", "count": 2, "super_user": true } ] } ])",
              R"("clusters": [
                   { "id": "s1", "users": [ { "id": "boss1", "dn": "1000" },
                     { "id": "s1-01", "dn": "1106", "super_user": true },
                     { "id": "s1-02", "dn": "1107", "super_user": true } ] },
                   { "id": "s2", "users": [ { "id": "boss2", "dn": "2000" },
                     { "id": "s2-01", "dn": "2106", "super_user": true },
                     { "id": "s2-02", "dn": "2107", "super_user": true } ] } ])");
}

TEST(Bulk, LinesAreWhatCouldBeWrittenByHand) {
  const std::string clusters = R"("clusters": [ { "id": "a{n}", "count": 3 } ])";
  expect_same(
      clusters + R"(, "network": { "links": [ { "between": ["a{n}", "a{n+1}"], "count": 2, "latency": "1 ms" } ] })",
      clusters + R"(, "network": { "links": [ { "between": ["a1", "a2"], "latency": "1 ms" },
                                                      { "between": ["a2", "a3"], "latency": "1 ms" } ] })");
}

TEST(Bulk, TemplatesLieUnderTheItemsThatNameThem) {
  expect_same(R"("templates": { "clusters": [
                     { "id": "any", "spare_phones": 7, "ils": { "interval": "3 min", "role": "hub" } },
                     { "id": "large", "template": "any", "spare_phones": 70, "ils": { "replication": "1 s" } } ],
                   "users": [ { "id": "roamer", "super_user": true, "logged_in": false } ] },
                 "ils": { "interval": "9 min" },
                 "clusters": [ { "id": "one", "template": "large", "ils": { "interval": "4 min" },
                   "users": [ { "id": "u", "dn": "1", "template": "roamer", "logged_in": true } ] },
                   { "id": "two", "template": "any", "ils": { "hub": "one" } }, { "id": "three" } ])",
              R"("clusters": [
                   { "id": "one", "spare_phones": 70, "ils": { "role": "hub", "interval": "4 min", "replication": "1 s" },
                     "users": [ { "id": "u", "dn": "1", "super_user": true } ] },
                   { "id": "two", "spare_phones": 7, "ils": { "role": "hub", "hub": "one", "interval": "3 min" } },
                   { "id": "three", "ils": { "interval": "9 min" } } ])");
}

TEST(Bulk, BracesAreTextWhereNothingIsInBulk) {
  const Plan plan = plan_of(R"("clusters": [ { "id": "s", "users": [ { "id": "a{n}", "dn": "1" },
                                { "id": "b{{{n}}}", "dn": "2{n}", "count": 1 } ] } ])");
  ASSERT_EQ(plan.users.size(), 2U);
  EXPECT_EQ(plan.users[0].name, "a{n}");
  EXPECT_EQ(plan.users[1].name, "b{1}");
}

TEST(Bulk, FilesAreLaidOverOneAnother) {
  const LoadResult result = load(tree() / "tests/scenario/good/bulk.json");
  ASSERT_TRUE(result.plan) << report(result);
  const Plan& plan = *result.plan;
  EXPECT_EQ(plan.title, "Everything in bulk");
  EXPECT_EQ(plan.lan_latency, 2 * millisecond) << "the later file over the earlier, and over what it includes itself";
  EXPECT_EQ(plan.clusters[0].ils.interval, 3 * minute) << "the file over what it includes";
  EXPECT_EQ(plan.clusters[0].ils.mode, ils::SyncMode::periodic) << "objects are merged key by key";
  EXPECT_EQ(plan.clusters[0].calls.digit_analysis, 4 * millisecond);
  ASSERT_EQ(plan.links.size(), 3U);
  EXPECT_EQ(plan.links[2].b, ClusterId{3});
  ASSERT_EQ(plan.clusters.size(), 6U);
  EXPECT_EQ(plan.clusters[1].access.latency, 8 * millisecond);
  EXPECT_EQ(plan.clusters[1].access.bandwidth, 10'000'000);
  ASSERT_EQ(plan.users.size(), 3U * 20 + 1 + 3);
  EXPECT_EQ(plan.users[20].name, "branch09-001");
  EXPECT_EQ(plan.users[20].dn, "4900-001");
  EXPECT_EQ(plan.users[60].name, "o{n}");
  EXPECT_EQ(plan.users[62].name, "8{n}");
}

TEST(Bulk, SetReachesPatternsAndWhatTheyMake) {
  const std::string text = scenario(R"("clusters": [ { "id": "hub" }, { "id": "s{n}", "count": 3 } ])");
  const auto with_set = [&](std::vector<std::string> sets) { return load_text("s.json", text, sets); };
  EXPECT_EQ(with_set({"/clusters/1/count=5"}).plan->clusters.size(), 6U);
  const LoadResult one = with_set({"clusters.s2.spare_phones=99"});
  ASSERT_TRUE(one.plan) << report(one);
  EXPECT_EQ(one.plan->clusters[2].spare_phones, 99U);
  EXPECT_EQ(one.plan->clusters[3].spare_phones, ClusterPlan{}.spare_phones);
  const LoadResult all = with_set({"/clusters/1/spare_phones=98", "clusters.s2.spare_phones=99"});
  EXPECT_EQ(all.plan->clusters[1].spare_phones, 98U);
  EXPECT_EQ(all.plan->clusters[2].spare_phones, 99U);
  EXPECT_EQ(messages(with_set({"clusters.s4.spare_phones=99"}).errors),
            std::vector<std::string>{
                "--set clusters.s4.spare_phones=99: /clusters: found the item \"s4\", allowed: 0 to 3, or an "
                "id: hub, s1, s2, s3 (did you mean \"s1\"?)"});
}

TEST(Bulk, ATemplateThatNothingUsesIsWarnedOf) {
  const LoadResult result =
      load_text("s.json", scenario(R"("templates": { "users": [ { "id": "idle" } ] }, "clusters": [ { "id": "s" } ])"));
  EXPECT_EQ(messages(result.warnings),
            std::vector<std::string>{"s.json:1:86: /templates/users/0: found \"idle\" (nothing uses this template)"});
}

TEST(Bulk, ASmallFileCannotFillTheMemory) {
  std::string users;
  for (int i = 0; i < 500; ++i)
    users += std::string(i == 0 ? "" : ", ") + R"({ "id": "{cluster}-)" + std::to_string(i) + R"(", "dn": "1" })";
  const LoadResult result =
      load_text("s.json", scenario(R"("clusters": [ { "id": "s{n}", "count": 10000, "users": [ )" + users + " ] } ]"));
  ASSERT_EQ(result.error_count, 1U) << report(result);
  EXPECT_NE(result.errors[0].allowed.find("at most 4000000 values"), std::string::npos) << report(result);
}

}  // namespace
}  // namespace roamsim::scenario::testing
