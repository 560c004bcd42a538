#include "models/directory/users.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "models/base/sparse_column.hpp"

namespace roamsim::directory {
namespace {

TEST(Users, KeepAllThatIsSaidOfEach) {
  const User all{"bob", "1000-001", ClusterId(3), true, false, 2, em::Mobility::emcc, false};
  const Users users{{"alice", "2000-001", ClusterId(0)}, all, {"", "", ClusterId{}}};
  ASSERT_EQ(users.size(), 3U);
  EXPECT_EQ(users[0], (User{"alice", "2000-001", ClusterId(0), false, true, 0, em::Mobility::roaming, true}));
  EXPECT_EQ(users[1], all);
  EXPECT_EQ(users.name(1), "bob");
  EXPECT_EQ(users.dn(1), "1000-001");
  EXPECT_EQ(users.home(1), ClusterId(3));
  EXPECT_TRUE(users.super_user(1));
  EXPECT_FALSE(users.logged_in(1));
  EXPECT_FALSE(users.advertised(1));
  EXPECT_EQ(users.record(1), 2U);
  EXPECT_EQ(users.record(2), 0U);
  EXPECT_FALSE(users.home(2).valid());
  EXPECT_THROW((void)users.at(3), std::out_of_range);
}

TEST(Users, ACopyIsItsOwnOnceOneIsChanged) {
  Users users{{"bob", "1", ClusterId(0)}, {"alice", "2", ClusterId(0)}};
  const Users before = users;
  EXPECT_EQ(users, before);
  users.change(0, [](User& one) { one.name = "kally"; });
  users.push_back(users[1]);
  EXPECT_EQ(before, (Users{{"bob", "1", ClusterId(0)}, {"alice", "2", ClusterId(0)}}));
  EXPECT_EQ(users, (Users{{"kally", "1", ClusterId(0)}, {"alice", "2", ClusterId(0)}, {"alice", "2", ClusterId(0)}}));
  users.resize(1);
  EXPECT_EQ(users, Users({{"kally", "1", ClusterId(0)}}));
}

TEST(Users, TextsOfManyChunksStandWhereTheyWere) {
  Users users;
  constexpr std::size_t count = 20'000;  // of 210 bytes each, so several chunks
  const auto name = [](std::size_t i) { return std::string(200, 'a') + std::to_string(i); };
  for (std::size_t i = 0; i < count; ++i) users.push_back({name(i), std::to_string(i), ClusterId(i % 7)});
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(users.name(i), name(i));
    ASSERT_EQ(users.dn(i), std::to_string(i));
  }
  EXPECT_THROW(users.push_back({std::string(256, 'a'), "1", ClusterId(0)}), std::length_error);
}

TEST(SparseColumn, HasTheInitialValueWhereNothingWasWritten) {
  SparseColumn<int> column(1'000, 7);
  column.at(999) = 3;
  EXPECT_EQ(column[0], 7);
  EXPECT_EQ(column[998], 7);
  EXPECT_EQ(column[999], 3);
  int written = 0;
  std::size_t visited = 0;
  column.for_written([&](std::size_t index, int value) {
    ++visited;
    EXPECT_LT(index, 1'000U);
    if (value != 7) written += value;
  });
  EXPECT_EQ(written, 3);
  EXPECT_LT(visited, 1'000U) << "only what is near";
}

}  // namespace
}  // namespace roamsim::directory
