#include "models/ils/refused_objects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace roamsim::ils {
namespace {

bool same(const UpdateRef& a, const UpdateRef& b) {
  return a.log == b.log && a.sequence == b.sequence;
}

TEST(RefusedObjects, ARunIsTakenInOrder) {
  RefusedObjects refused;
  refused.push(3, 5, 7);
  refused.push({1, 2});
  refused.push({3, 8});
  EXPECT_EQ(refused.size(), 5U);
  EXPECT_FALSE(refused.contains({3, 4}));
  EXPECT_TRUE(refused.contains({3, 7}));
  EXPECT_TRUE(refused.remove({3, 6}));
  EXPECT_FALSE(refused.remove({3, 6}));
  std::vector<std::uint32_t> taken;
  while (const auto update = refused.pop()) taken.push_back(update->log * 100 + update->sequence);
  EXPECT_EQ(taken, (std::vector<std::uint32_t>{305, 307, 102, 308}));
  EXPECT_EQ(refused.size(), 0U);
  EXPECT_FALSE(refused.contains({3, 8}));
}

// The same as a plain list, whatever comes in which order.
TEST(RefusedObjects, BehaveAsAPlainList) {
  std::mt19937 random(1);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int round = 0; round < 300; ++round) {
    RefusedObjects refused;
    std::vector<UpdateRef> plain;
    std::vector<std::uint32_t> next(4, 1);
    for (int step = 0; step < 200; ++step) {
      const std::uint32_t log = below(4);
      switch (below(5)) {
        case 0:
          next[log] += below(3);
          [[fallthrough]];
        case 1: {
          const std::uint32_t first = next[log], last = first + below(4);
          refused.push(log, first, last);
          for (std::uint32_t sequence = first; sequence <= last; ++sequence) plain.push_back({log, sequence});
          next[log] = last + 1;
          break;
        }
        case 2: {
          const UpdateRef which{log, 1 + below(next[log] + 2)};
          const auto at = std::find_if(plain.begin(), plain.end(), [&](UpdateRef one) { return same(one, which); });
          EXPECT_EQ(refused.contains(which), at != plain.end());
          EXPECT_EQ(refused.remove(which), at != plain.end());
          if (at != plain.end()) plain.erase(at);
          break;
        }
        default: {
          const auto taken = refused.pop();
          ASSERT_EQ(taken.has_value(), !plain.empty());
          if (!taken) break;
          EXPECT_TRUE(same(*taken, plain.front()));
          plain.erase(plain.begin());
        }
      }
      ASSERT_EQ(refused.size(), plain.size());
    }
    const std::vector<UpdateRef> all = refused.all();
    EXPECT_TRUE(std::equal(all.begin(), all.end(), plain.begin(), plain.end(), same));
  }
}

}  // namespace
}  // namespace roamsim::ils
