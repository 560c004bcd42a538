// The guide's figure 3, told twice: by the simulation, which drives SimGrid from its own queue and adds latency itself,
// and by a plain SimGrid program in which everybody is an s4u::Actor and SimGrid does everything.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "tests/engine/child.hpp"
#include "tests/engine/figure3_s4u/facts.hpp"

namespace roamsim::figure3 {
namespace {

using engine::test::in_child;

// SimGrid's clock is a double that sums up what we count in whole nanoseconds, and its steps of time are exact to its
// precision of a nanosecond; an hour of the story has some hundred steps.
constexpr Duration tolerance = 1 * microsecond;

constexpr UserId bob{0};
constexpr UserId alice{1};
constexpr UserId kally{2};
constexpr UserId reception{3};
constexpr ClusterId cluster1{0};
constexpr ClusterId cluster2{1};

/// As scenarios/figure-3-roaming.json.
Plan figure_3() {
  Plan plan;
  plan.duration = 30 * minute;
  for (const char* name : {"cluster1", "cluster2", "cluster3"}) {
    ClusterPlan& cluster = plan.clusters.emplace_back();
    cluster.name = name;
    cluster.nodes = {NodePlan{std::string(name) + "-pub"}};
    cluster.membership.role = ils::Role::hub;
  }
  plan.users = {{"bob", "1000-001", cluster1, true, true},
                {"alice", "2000-001", cluster2, true, true},
                {"kally", "3000-001", ClusterId(2), true, true},
                {"reception", "1000-002", cluster1, false, true}};
  plan.timeline = {{2 * minute, PlaceCall{kally, "1000-001"}},
                   {5 * minute, ClusterOutage{cluster1, 10 * minute}},
                   {5 * minute + 15 * second, PlaceCall{kally, "1000-001"}},
                   {6 * minute, Login{bob, cluster2}},
                   {7 * minute, PlaceCall{kally, "1000-001"}},
                   {8 * minute, PlaceCall{bob, "3000-001"}},
                   {9 * minute, PlaceCall{alice, "1000-001"}},
                   {22 * minute, PlaceCall{kally, "1000-001"}},
                   {23 * minute, PlaceCall{reception, "1000-001"}}};
  return plan;
}

using Dates = std::map<std::string, Time>;

struct Twice {
  Dates simulation, plain;
};

Twice tell(const Plan& plan) {
  const auto dates = [](const std::string& said) {
    EXPECT_EQ(said.find('['), std::string::npos) << said;
    return read(said);
  };
  return {dates(in_child([&] { return written(by_simulation(plan)); })),
          dates(in_child([&] { return written(by_plain_program(plan)); }))};
}

void expect_equal(const Twice& told) {
  for (const auto& [what, at] : told.simulation) {
    const auto found = told.plain.find(what);
    if (found == told.plain.end()) {
      ADD_FAILURE() << "only the simulation: " << what << " at " << at;
      continue;
    }
    EXPECT_LE(std::abs(found->second - at), tolerance) << what << ": " << at << ", plain " << found->second;
  }
  for (const auto& [what, at] : told.plain) {
    EXPECT_TRUE(told.simulation.count(what) != 0) << "only the plain program: " << what << " at " << at;
  }
}

TEST(Figure3, APlainSimGridProgramGivesEqualDates) {
  const Twice told = tell(figure_3());
  expect_equal(told);
  // What the story is about did happen.
  for (const char* what :
       {"bob login cluster2", "bob login cluster2 received at cluster3", "bob login cluster2 applied at cluster3",
        "bob login cluster2 received at cluster1", "bob login cluster2 applied at cluster1",
        "phone of bob in cluster2 registered", "bob automatic logout cluster1",
        "bob automatic logout cluster1 applied at cluster2", "bob automatic logout cluster1 applied at cluster3",
        "phone of reception in cluster1 lost", "phone of reception in cluster1 registered",
        "call 0 from cluster3 to cluster1 ended connected", "call 1 from cluster3 to cluster1 ended trunk_dead",
        "call 2 from cluster3 to cluster2 ended connected", "call 3 from cluster2 to cluster3 ended connected",
        "call 4 from cluster2 to cluster2 ended connected", "call 5 from cluster3 to cluster2 ended connected",
        "call 6 from cluster1 to cluster2 ended connected"}) {
    EXPECT_TRUE(told.simulation.count(what) != 0) << what;
  }
}

// Slow lines make the two batches of the logout, which share cluster 1's line, take most of the time.
TEST(Figure3, OnSlowLinesToo) {
  Plan plan = figure_3();
  for (ClusterPlan& cluster : plan.clusters) {
    cluster.access.bandwidth = 9'600;
    cluster.access.latency = 150 * millisecond;
  }
  expect_equal(tell(plan));
}

// Other phases of the periodic exchanges, one core, and other times at every stage.
TEST(Figure3, WithOtherParametersToo) {
  for (const std::uint64_t seed : {2, 3, 4}) {
    Plan plan = figure_3();
    plan.seed = seed;
    for (ClusterPlan& cluster : plan.clusters) {
      cluster.nodes.front().cores = 1;
      cluster.ils.interval = static_cast<Duration>(seed) * minute;
      cluster.ils.batch_processing = static_cast<Duration>(seed) * 333 * millisecond;
      cluster.ils.records_written_per_second = 7;
      cluster.ils.replication = 1 * millisecond;
      cluster.extension_mobility.typing = 1 * second;
      cluster.extension_mobility.rebuild = 2'345'678'901;
      cluster.calls.digit_analysis = 77 * millisecond;
      cluster.calls.trunk_timeout = 10 * second;
      cluster.recovery.boot = 61 * second;
    }
    expect_equal(tell(plan));
  }
}

}  // namespace
}  // namespace roamsim::figure3
