#include "sim/core/frame_pool.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace roamsim::core {
namespace {

TEST(FramePool, memory_is_aligned_disjoint_and_writable) {
  FramePool pool;
  struct Block {
    std::byte* at;
    std::size_t bytes;
    unsigned char fill;
  };
  std::vector<Block> blocks;
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    if (!blocks.empty() && random() % 3 == 0) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      const Block block = blocks.back();
      for (std::size_t k = 0; k < block.bytes; ++k) ASSERT_EQ(std::to_integer<unsigned char>(block.at[k]), block.fill);
      pool.release(block.at, FramePool::class_of(block.bytes));
      blocks.pop_back();
    } else {
      const std::size_t bytes = 1 + random() % 1'500;
      std::byte* at = pool.allocate(bytes);
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(at) % 16, 0U);
      const auto fill = static_cast<unsigned char>(random());
      std::memset(at, fill, bytes);
      blocks.push_back({at, bytes, fill});
    }
  }
  for (const Block& block : blocks) {
    for (std::size_t k = 0; k < block.bytes; ++k) ASSERT_EQ(std::to_integer<unsigned char>(block.at[k]), block.fill);
    pool.release(block.at, FramePool::class_of(block.bytes));
  }
}

TEST(FramePool, reuses_what_was_released) {
  FramePool pool;
  std::byte* first = pool.allocate(100);
  pool.release(first, FramePool::class_of(100));
  EXPECT_EQ(pool.allocate(97), first);
  EXPECT_NE(pool.allocate(97), first);
  const std::size_t reserved = pool.reserved_bytes();
  for (int i = 0; i < 100'000; ++i) pool.release(pool.allocate(640), FramePool::class_of(640));
  EXPECT_EQ(pool.reserved_bytes(), reserved);
}

TEST(FramePool, borders_of_the_classes) {
  EXPECT_EQ(FramePool::class_of(16), FramePool::class_of(1));
  EXPECT_NE(FramePool::class_of(17), FramePool::class_of(16));
  EXPECT_LT(FramePool::class_of(1'024), FramePool::classes);
  EXPECT_EQ(FramePool::class_of(1'025), FramePool::classes);
  FramePool pool;
  std::byte* largest = pool.allocate(1'024);
  const std::size_t reserved = pool.reserved_bytes();
  std::byte* beyond = pool.allocate(1'025);
  EXPECT_EQ(pool.reserved_bytes(), reserved) << "too large for the chunks";
  std::memset(largest, 1, 1'024);
  std::memset(beyond, 2, 1'025);
  pool.release(beyond, FramePool::class_of(1'025));
  pool.release(largest, FramePool::class_of(1'024));
}

}  // namespace
}  // namespace roamsim::core
