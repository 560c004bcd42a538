#include "models/ils/learned_objects.hpp"

#include <gtest/gtest.h>

#include "models/ils/blocked_pattern.hpp"

namespace roamsim::ils {
namespace {

constexpr ClusterId here{0};
constexpr ClusterId there{1};

// Cluster 0 learns what cluster 1 says of its users.
struct World {
  Ledger ledger;
  Stays stays{8};
  LearnedObjects table;
  std::vector<UpdateRef> admitted;

  explicit World(std::uint32_t limit) : table(here, limit) {
    ledger.open_log(here);
    ledger.open_log(there);
  }
  UpdateRef append(ClusterId origin, const Update& update) { return ledger.append(origin, update); }
  UpdateRef learn(UpdateRef update) {
    table.learn(ledger, stays, update, admitted);
    return update;
  }
  UpdateRef announce(std::size_t user) {
    return learn(append(there, {Update::Kind::user_announced, UserId(user), {}}));
  }
  StayId open(std::size_t user) {
    const StayId stay = stays.open(UserId(user), there, 0);
    stays[stay].opened = append(there, {Update::Kind::stay_opened, UserId(user), stay});
    learn(stays[stay].opened);
    return stay;
  }
  UpdateRef end(StayId stay) {
    stays[stay].ended = append(there, {Update::Kind::stay_ended, stays[stay].user, stay});
    return learn(stays[stay].ended);
  }
  [[nodiscard]] bool refuses(StayId stay) const { return table.refused(stays[stay].opened); }
};

std::vector<std::uint32_t> sequences(const std::vector<UpdateRef>& updates) {
  std::vector<std::uint32_t> numbers;
  for (const UpdateRef& update : updates) numbers.push_back(update.sequence);
  return numbers;
}

TEST(LearnedObjects, UsersAndOpenStaysCount) {
  World world(100);
  world.learn(world.append(there, {Update::Kind::cluster_announced, {}, {}}));
  world.announce(0);
  const StayId stay = world.open(0);
  world.learn(world.append(there, {Update::Kind::stay_extended, UserId(0), stay}));
  EXPECT_EQ(world.table.kept(), 2U);
  world.end(stay);
  EXPECT_EQ(world.table.kept(), 1U);
}

TEST(LearnedObjects, OwnOnesDoNotCount) {
  World world(1);
  world.learn(world.append(here, {Update::Kind::user_announced, UserId(0), {}}));
  world.learn(world.append(here, {Update::Kind::user_announced, UserId(1), {}}));
  EXPECT_EQ(world.table.kept(), 0U);
  EXPECT_EQ(world.table.refusals(), 0U);
}

TEST(LearnedObjects, TheFirstAreKeptAndTheOthersRefused) {
  World world(2);
  const StayId first = world.open(0), second = world.open(1), third = world.open(2), fourth = world.open(3);
  EXPECT_FALSE(world.refuses(first));
  EXPECT_FALSE(world.refuses(second));
  EXPECT_TRUE(world.refuses(third));
  EXPECT_TRUE(world.refuses(fourth));
  EXPECT_EQ(sequences(world.table.refused()), (std::vector<std::uint32_t>{3, 4}));
}

TEST(LearnedObjects, RoomGoesToWhatWasRefusedFirst) {
  World world(2);
  const StayId first = world.open(0);
  world.open(1);
  const StayId third = world.open(2), fourth = world.open(3);
  world.end(first);
  EXPECT_EQ(sequences(world.admitted), (std::vector<std::uint32_t>{3}));
  EXPECT_FALSE(world.refuses(third));
  EXPECT_TRUE(world.refuses(fourth));
  EXPECT_EQ(world.table.kept(), 2U);
}

TEST(LearnedObjects, WhatEndsBeforeItFoundRoomFreesNone) {
  World world(1);
  world.open(0);
  const StayId second = world.open(1), third = world.open(2);
  world.end(second);
  EXPECT_TRUE(world.admitted.empty());
  EXPECT_FALSE(world.refuses(second));
  EXPECT_TRUE(world.refuses(third));
  EXPECT_EQ(world.table.kept(), 1U);
}

TEST(LearnedObjects, AHigherLimitTakesTheRefusedInOrder) {
  World world(1);
  for (std::size_t user = 0; user < 5; ++user) world.open(user);
  world.table.set_limit(3, world.admitted);
  EXPECT_EQ(sequences(world.admitted), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(sequences(world.table.refused()), (std::vector<std::uint32_t>{4, 5}));
}

TEST(LearnedObjects, ALowerLimitKeepsWhatIsThere) {
  World world(3);
  const StayId first = world.open(0);
  world.open(1);
  const StayId third = world.open(2);
  world.table.set_limit(1, world.admitted);
  EXPECT_EQ(world.table.kept(), 3U);
  EXPECT_FALSE(world.refuses(third));
  const StayId fourth = world.open(3);
  EXPECT_TRUE(world.refuses(fourth));
  world.end(first);
  EXPECT_TRUE(world.refuses(fourth));  // two are still kept, where one is allowed
}

TEST(LearnedObjects, WhatIsLearnedAgainCountsOnce) {
  World world(10);
  const StayId stay = world.open(0);
  world.learn(world.stays[stay].opened);
  EXPECT_EQ(world.table.kept(), 1U);
}

TEST(LearnedObjects, ALaterIncarnationEndsTheStaysThatItDoesNotKnow) {
  World world(2);
  const StayId lost = world.open(0), kept = world.open(1), waiting = world.open(2);
  world.ledger.open_log(there);
  const UpdateRef announcement = world.append(there, {Update::Kind::cluster_announced, {}, {}});
  world.stays[lost].superseded = announcement;
  world.learn(announcement);
  EXPECT_EQ(world.table.kept(), 2U);
  EXPECT_FALSE(world.refuses(waiting));
  EXPECT_FALSE(world.refuses(kept));
}

// Ends may be known from a later log before the log of the opening has come.
TEST(LearnedObjects, AStayThatIsKnownToBeOverTakesNoRoom) {
  World world(2);
  const StayId stay = world.stays.open(UserId(0), there, 0);
  world.stays[stay].opened = world.append(there, {Update::Kind::stay_opened, UserId(0), stay});
  world.ledger.open_log(there);
  world.end(stay);
  world.learn(world.stays[stay].opened);
  EXPECT_EQ(world.table.kept(), 0U);
}

TEST(BlockedPattern, MeansANumberOrWhateverBeginsWithIt) {
  const BlockedPattern number{"1000-001", false, {}}, prefix{"1000", true, {}};
  EXPECT_TRUE(number.blocks("1000-001", there));
  EXPECT_FALSE(number.blocks("1000-0011", there));
  EXPECT_TRUE(prefix.blocks("1000-002", there));
  EXPECT_TRUE(prefix.blocks("1000", there));
  EXPECT_FALSE(prefix.blocks("100", there));
}

TEST(BlockedPattern, MayMeanOneClusterOnly) {
  const BlockedPattern all_of_one{"", true, there};
  EXPECT_TRUE(all_of_one.blocks("1", there));
  EXPECT_FALSE(all_of_one.blocks("1", ClusterId(2)));
}

}  // namespace
}  // namespace roamsim::ils
