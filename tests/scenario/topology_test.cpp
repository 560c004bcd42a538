#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

std::string scenario(const std::string& rest) {
  return R"({ "schema_version": 1, "title": "t", "duration": "30 min", )" + rest + " }";
}

void expect_same(const std::string& named, const std::string& by_hand) {
  const LoadResult one = load_text("named.json", scenario(named));
  const LoadResult other = load_text("by-hand.json", scenario(by_hand));
  ASSERT_TRUE(one.plan) << report(one);
  ASSERT_TRUE(other.plan) << report(other);
  EXPECT_TRUE(*one.plan == *other.plan) << named;
  EXPECT_EQ(one.hash, other.hash);
}

std::string clusters(const std::string& h2 = "", const std::string& s1 = "") {
  return R"("clusters": [ { "id": "h1" }, { "id": "h2")" + h2 + R"( }, { "id": "s1")" + s1 +
         R"( }, { "id": "s2" }, { "id": "s3" }, { "id": "s4" }, { "id": "x" } ])";
}

std::string by_hand(const std::array<const char*, 4>& hubs) {
  std::string text = R"("clusters": [ { "id": "h1", "ils": { "role": "hub" } },
                          { "id": "h2", "ils": { "role": "hub", "hub": "h1" } })";
  for (int i = 0; i < 4; ++i) {
    text +=
        R"(, { "id": "s)" + std::to_string(i + 1) + R"(", "ils": { "role": "spoke", "hub": ")" + hubs[i] + R"(" } })";
  }
  return text + R"(, { "id": "x" } ])";
}

TEST(Topology, FullMeshOfHubs) {
  const std::string mesh = R"("topology": [ { "kind": "full_mesh_of_hubs", "hubs": ["h*"], "spokes": ["s?"])";
  expect_same(mesh + " } ], " + clusters(), by_hand({"h1", "h1", "h2", "h2"}));
  expect_same(mesh + R"(, "order": "in_turn" } ], )" + clusters(), by_hand({"h1", "h2", "h1", "h2"}));
}

TEST(Topology, WhatAClusterStatesItselfStays) {
  const std::string mesh = R"("topology": [ { "kind": "full_mesh_of_hubs", "hubs": ["h*"], "spokes": ["s*"] } ], )";
  expect_same(mesh + clusters("", R"(, "ils": { "role": "spoke", "hub": "h2" })"), by_hand({"h2", "h1", "h2", "h2"}));
  expect_same(mesh + clusters("", R"(, "ils": { "hub": "h2" })"), by_hand({"h2", "h1", "h2", "h2"}));
}

TEST(Topology, HubAndSpoke) {
  expect_same(
      R"("topology": [ { "kind": "hub_and_spoke", "hub": "b", "spokes": ["*"] } ],
                 "clusters": [ { "id": "a" }, { "id": "b" }, { "id": "c" } ])",
      R"("clusters": [ { "id": "a", "ils": { "role": "spoke", "hub": "b" } }, { "id": "b", "ils": { "role": "hub" } },
                               { "id": "c", "ils": { "role": "spoke", "hub": "b" } } ])");
}

TEST(Topology, RingOfSites) {
  const std::string sites = R"("clusters": [ { "id": "s{n}", "count": 5 } ], )";
  // 1,000 km are 5 ms; from s1 the shorter way is one hop to s2 and s5, two to s3 and s4.
  expect_same(sites + R"("network": { "links": [ { "between": ["s4", "s1"], "latency": "99 ms" } ] },
                "topology": [ { "kind": "ring_of_sites", "sites": ["s*"], "distance": "1000 km", "bandwidth": "1 Gb/s" } ])",
              sites + R"("network": { "links": [ { "between": ["s4", "s1"], "latency": "99 ms" },
                { "between": ["s1", "s2"], "latency": "5 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s1", "s3"], "latency": "10 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s1", "s5"], "latency": "5 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s2", "s3"], "latency": "5 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s2", "s4"], "latency": "10 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s2", "s5"], "latency": "10 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s3", "s4"], "latency": "5 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s3", "s5"], "latency": "10 ms", "bandwidth": "1 Gb/s" },
                { "between": ["s4", "s5"], "latency": "5 ms", "bandwidth": "1 Gb/s" } ] })");
}

TEST(Topology, TheOrderOfSitesIsTheLists) {
  const LoadResult result =
      load_text("s.json", scenario(R"("clusters": [ { "id": "a" }, { "id": "b" }, { "id": "c" }, { "id": "d" } ],
        "topology": [ { "kind": "ring_of_sites", "sites": ["d", "a", "*"], "distance": "200 km", "latency_per_km": "10 us" } ])"));
  ASSERT_TRUE(result.plan) << report(result);
  for (const DirectLinkPlan& link : result.plan->links) {
    const bool across = std::minmax(link.a, link.b) == std::minmax(ClusterId{1}, ClusterId{3}) ||
                        std::minmax(link.a, link.b) == std::minmax(ClusterId{0}, ClusterId{2});
    EXPECT_EQ(link.latency, (across ? 4 : 2) * millisecond) << link.a.value << '-' << link.b.value;
  }
}

}  // namespace
}  // namespace roamsim::scenario::testing
