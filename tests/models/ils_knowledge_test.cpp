#include <gtest/gtest.h>

#include "models/ils/knowledge.hpp"

namespace roamsim::ils {
namespace {

constexpr UserId bob{0};
constexpr ClusterId home{0};

// Bob's stays: at home (cluster 0), then in clusters 1 and 2; cluster 2's clock is behind.
struct World {
  Ledger ledger;
  Stays stays{1};
  UpdateRef announced;
  std::vector<StayId> stay;

  World() {
    for (std::size_t i = 0; i < 3; ++i) ledger.open_log(ClusterId(i));
    announced = ledger.append(home, {Update::Kind::user_announced, bob, {}});
    const std::vector<Time> clocks{0, 100, 50};
    for (std::size_t i = 0; i < 3; ++i) {
      const StayId id = stays.open(bob, ClusterId(i), clocks[i]);
      stays[id].opened = ledger.append(ClusterId(i), {Update::Kind::stay_opened, bob, id});
      stay.push_back(id);
    }
  }
  [[nodiscard]] ClusterId route(const AppliedLog& known, ConflictPolicy policy) const {
    return ils::route(stays, known, policy, bob, home, announced);
  }
};

AppliedLog knows(std::initializer_list<Range> ranges) {
  AppliedLog known;
  for (const Range& range : ranges) known.apply(range);
  return known;
}

TEST(IlsKnowledge, NothingAppliedMeansNoRoute) {
  const World world;
  EXPECT_FALSE(world.route(AppliedLog{}, ConflictPolicy::newest_by_epoch).valid());
}

TEST(IlsKnowledge, TheHomeClusterIsTheRouteOfAnAnnouncedUser) {
  World world;
  world.stays[world.stay[0]].ended = world.ledger.append(home, {Update::Kind::stay_ended, bob, world.stay[0]});
  EXPECT_EQ(world.route(knows({{0, 0, 3}}), ConflictPolicy::newest_by_epoch), home);
}

TEST(IlsKnowledge, TheNewestStayByEpochWinsWhateverCameFirst) {
  const World world;
  EXPECT_EQ(world.route(knows({{2, 0, 1}, {1, 0, 1}, {0, 0, 2}}), ConflictPolicy::newest_by_epoch), ClusterId(2));
  EXPECT_EQ(world.route(knows({{0, 0, 2}, {1, 0, 1}}), ConflictPolicy::newest_by_epoch), ClusterId(1));
}

TEST(IlsKnowledge, AWrongClockMisleadsTheWallClockOrder) {
  const World world;
  EXPECT_EQ(world.route(knows({{0, 0, 2}, {1, 0, 1}, {2, 0, 1}}), ConflictPolicy::newest_by_wall_clock), ClusterId(1));
}

TEST(IlsKnowledge, TheFirstLearnedStayWinsUntilItEnds) {
  World world;
  EXPECT_EQ(world.route(knows({{1, 0, 1}, {0, 0, 2}, {2, 0, 1}}), ConflictPolicy::first_learned), ClusterId(1));
  world.stays[world.stay[1]].ended = world.ledger.append(ClusterId(1), {Update::Kind::stay_ended, bob, world.stay[1]});
  EXPECT_EQ(world.route(knows({{1, 0, 2}, {0, 0, 2}, {2, 0, 1}}), ConflictPolicy::first_learned), home);
}

TEST(IlsKnowledge, AnEndedStayCountsUntilTheEndIsKnown) {
  World world;
  world.stays[world.stay[2]].ended = world.ledger.append(ClusterId(2), {Update::Kind::stay_ended, bob, world.stay[2]});
  EXPECT_EQ(world.route(knows({{0, 0, 2}, {1, 0, 1}, {2, 0, 1}}), ConflictPolicy::newest_by_epoch), ClusterId(2));
  EXPECT_EQ(world.route(knows({{0, 0, 2}, {1, 0, 1}, {2, 0, 2}}), ConflictPolicy::newest_by_epoch), ClusterId(1));
}

TEST(IlsKnowledge, ApplyingAgainChangesNothing) {
  AppliedLog known = knows({{0, 0, 5}, {1, 0, 3}});
  const std::uint64_t place = known.learned_at({1, 2});
  known.apply({0, 2, 4});
  known.apply({1, 0, 3});
  EXPECT_EQ(known.vector()[0], 5U);
  EXPECT_EQ(known.learned_at({1, 2}), place);
}

TEST(IlsKnowledge, ThePlaceOfAnUpdateCountsAllLogs) {
  const AppliedLog known = knows({{0, 0, 2}, {1, 0, 2}, {0, 2, 4}});
  EXPECT_EQ(known.learned_at({0, 1}), 0U);
  EXPECT_EQ(known.learned_at({1, 2}), 3U);
  EXPECT_EQ(known.learned_at({0, 3}), 4U);
  EXPECT_EQ(known.learned_at({0, 4}), 5U);
}

TEST(IlsKnowledge, VectorsMergeAndCover) {
  VersionVector a, b;
  a.raise(0, 3);
  b.raise(2, 1);
  EXPECT_FALSE(a.covers(b));
  a.merge(b);
  EXPECT_TRUE(a.covers(b));
  EXPECT_EQ(a[0], 3U);
  a.raise(0, 1);
  EXPECT_EQ(a[0], 3U);
  EXPECT_EQ(a[7], 0U);
}

}  // namespace
}  // namespace roamsim::ils
