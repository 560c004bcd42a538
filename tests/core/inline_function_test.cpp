#include "sim/core/inline_function.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "tests/core/tally.hpp"

namespace roamsim::core::test {
namespace {

TEST(InlineFunction, calls_with_arguments_and_result) {
  InlineFunction<int(int, std::string)> f = [base = 10](int a, const std::string& b) {
    return base + a + static_cast<int>(b.size());
  };
  EXPECT_TRUE(f);
  EXPECT_EQ(f(1, "abc"), 14);
  InlineFunction<int()> next = [n = 0]() mutable { return ++n; };
  EXPECT_EQ(next(), 1);
  EXPECT_EQ(next(), 2);
  EXPECT_FALSE(InlineFunction<void()>());
}

struct MoveOnly {
  explicit MoveOnly(int v) : value(v) {}
  MoveOnly(MoveOnly&&) = default;
  MoveOnly& operator=(MoveOnly&&) = delete;
  int value;
};

TEST(InlineFunction, moves_captures_and_arguments) {
  static_assert(!std::is_copy_constructible_v<InlineFunction<int()>>);
  InlineFunction<int()> f = [held = MoveOnly(7)] { return held.value; };
  InlineFunction<int()> g = std::move(f);
  EXPECT_FALSE(f);  // NOLINT(bugprone-use-after-move): its state is what is tested
  EXPECT_EQ(g(), 7);
  InlineFunction<int(MoveOnly)> takes = [](MoveOnly argument) { return argument.value; };
  EXPECT_EQ(takes(MoveOnly(8)), 8);
}

TEST(InlineFunction, holds_captures_of_the_full_size) {
  std::array<std::uint64_t, 5> words{1, 2, 3, 4, 5};
  InlineFunction<std::uint64_t(std::size_t)> f = [words](std::size_t i) { return words[i]; };
  InlineFunction<std::uint64_t(std::size_t)> g = std::move(f);
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(g(i), words[i]);
}

TEST(InlineFunction, destroys_captures_exactly_once) {
  Tally count;
  {
    InlineFunction<void()> f = [held = Counted(count)] {};
    EXPECT_EQ(count.alive(), 1);
    InlineFunction<void()> g = std::move(f);
    EXPECT_EQ(count.alive(), 1);
    f = std::move(g);
    EXPECT_EQ(count.alive(), 1);
    f.emplace([held = Counted(count)] {});
    EXPECT_EQ(count.alive(), 1);
    f = [held = Counted(count), other = Counted(count)] {};
    EXPECT_EQ(count.alive(), 2);
    f.reset();
    EXPECT_EQ(count.alive(), 0);
    EXPECT_FALSE(f);
    f = [held = Counted(count)] {};
    InlineFunction<void()>& same = f;
    f = std::move(same);
    EXPECT_TRUE(f);
    EXPECT_EQ(count.alive(), 1);
  }
  EXPECT_EQ(count.alive(), 0);
}

}  // namespace
}  // namespace roamsim::core::test
