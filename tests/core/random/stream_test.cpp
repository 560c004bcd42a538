#include "sim/core/random/stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "sim/core/random/siphash.hpp"
#include "tests/core/random/statistics.hpp"

namespace roamsim::random {
namespace {

using testing::expect_fits;
using testing::expect_normal;
using testing::false_alarm;

static_assert(sizeof(Stream) <= 32);
static_assert(std::is_trivially_copyable_v<Stream>);
static_assert(!std::is_default_constructible_v<Stream>);
static_assert(!std::is_constructible_v<StreamKey, std::uint64_t, std::uint64_t>);

TEST(Philox, gives_the_published_vectors) {
  // From kat_vectors of Random123 by the authors of the algorithm, "philox2x64 10".
  EXPECT_EQ(philox2x64({0, 0}, 0), (Block{0xca00a0459843d731, 0x66c24222c9a845b5}));
  EXPECT_EQ(philox2x64({~0ULL, ~0ULL}, ~0ULL), (Block{0x65b021d60cd8310f, 0x4d02f3222f86df20}));
  EXPECT_EQ(philox2x64({0x243f6a8885a308d3, 0x13198a2e03707344}, 0xa4093822299f31d0),
            (Block{0x0a5e742c2997341c, 0xb0f883d38000de5d}));
}

TEST(SipHash, gives_the_vectors_of_another_implementation) {
  // openssl mac -macopt hexkey:000102...0f -macopt size:16 SIPHASH, of the bytes 00 01 02 ...
  const auto hash = [](std::uint64_t words) {
    WordHash h(0x0706050403020100, 0x0f0e0d0c0b0a0908);
    for (std::uint64_t i = 0; i < words; ++i) h.add(0x0706050403020100 + i * 0x0808080808080808);
    return h.finish();
  };
  using Result = std::array<std::uint64_t, 2>;
  EXPECT_EQ(hash(0), (Result{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(hash(1), (Result{0x61f55862baa9623b, 0xb49714f364e2830f}));
  EXPECT_EQ(hash(2), (Result{0xbb54b067caa4e26e, 0x77052385bf1533fd}));
  EXPECT_EQ(hash(7), (Result{0xe94ed572cff23819, 0x362a1da96f16947e}));
}

TEST(Derive, keeps_names_apart_however_they_are_split) {
  const std::vector<StreamKey> keys = {
      derive(1, "ab", "c"),
      derive(1, "a", "bc"),
      derive(1, "abc", ""),
      derive(1, "", "abc"),
      derive(2, "ab", "c"),
      derive(1, "ab", "c "),
      derive(1, "ab", 0, "c"),
      derive(1, "ab", 1, "c"),
      derive(1, "a", 0, "bc"),
      derive(1, "c", "ab"),
      derive(1, "", ""),
      derive(1, "", 0, ""),
      derive(1, {"a\0", 2}, "b"),
      derive(1, "a", {"\0b", 2}),
      derive(1, {"\0", 1}, ""),
      derive(0, "", ""),
      derive(1, "ab", "c").child(0),
      derive(1, "ab", "c").child(1),
      derive(1, "ab", 0, "c").child(0),
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < keys.size(); ++j) EXPECT_EQ(keys[i] == keys[j], i == j) << i << " and " << j;
  }
  EXPECT_EQ(derive(7, "bob", "login"), derive(7, "bob", "login"));
}

TEST(Stream, is_reproducible_by_jump_copy_and_stateless_draw) {
  const StreamKey key = derive(3, "cluster1", "calls");
  Stream stream(key);
  std::vector<std::uint64_t> words;
  for (int i = 0; i < 101; ++i) words.push_back(stream.next_u64());
  EXPECT_EQ(stream.counter(), 101U);
  Stream copy = stream;
  EXPECT_EQ(copy.next_u64(), stream.next_u64());
  for (std::uint64_t i = 101; i-- > 0;) {
    EXPECT_EQ(draw(key, i), words[i]);
    EXPECT_EQ(Stream(key, i).next_u64(), words[i]);
    stream.jump_to(i);
    EXPECT_EQ(stream.next_u64(), words[i]);
    if (i + 1 < words.size()) {
      EXPECT_EQ(stream.next_u64(), words[i + 1]);
    }
  }
  Stream end(key, ~0ULL);
  EXPECT_EQ(end.next_u64(), draw(key, ~0ULL));
  EXPECT_EQ(end.next_u64(), words[0]) << "the last position is followed by the first";
}

TEST(Stream, unit_intervals_have_exact_ends) {
  EXPECT_EQ(to_unit(0), 0x1p-53);
  EXPECT_EQ(to_unit(~0ULL), 1.0);
  EXPECT_EQ(to_open_unit(0), 0x1p-53);
  EXPECT_EQ(to_open_unit(~0ULL), 1.0 - 0x1p-53);
}

TEST(Stream, below_stays_below_and_below_0_and_1_are_0) {
  Stream stream(derive(1, "stream test", "below"));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(stream.below(0), 0U);
    EXPECT_EQ(stream.below(1), 0U);
    EXPECT_LT(stream.below(3), 3U);
    EXPECT_LT(stream.below(~0ULL), ~0ULL);
  }
}

// Each statistical test below has a false-alarm probability of 1e-6 in all, shared evenly among its comparisons.

TEST(StreamStatistics, uniform01_fits_in_4096_bins_with_false_alarm_1e_6) {
  Stream stream(derive(1, "stream test", "uniform01"));
  std::vector<std::uint64_t> counts(4096);
  for (int i = 0; i < 1 << 22; ++i) {
    ++counts[static_cast<std::size_t>(std::ceil(stream.uniform01() * 4096)) - 1];
  }
  expect_fits(counts, std::vector<double>(4096, 1.0 / 4096));
}

TEST(StreamStatistics, every_bit_is_fair_with_false_alarm_1e_6) {
  Stream stream(derive(1, "stream test", "bits"));
  constexpr int n = 1 << 20;
  std::array<int, 64> ones{};
  for (int i = 0; i < n; ++i) {
    const std::uint64_t word = stream.next_u64();
    for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(word >> bit & 1);
  }
  for (const int count : ones) expect_normal((count - n / 2) / std::sqrt(n / 4.0L), false_alarm / 64);
}

TEST(StreamStatistics, below_is_uniform_with_false_alarm_1e_6) {
  for (const std::uint64_t n : {2ULL, 3ULL, 6ULL, 10ULL, 1000ULL}) {
    Stream stream(derive(1, "below", n, "uniform"));
    std::vector<std::uint64_t> counts(n);
    for (int i = 0; i < 1 << 20; ++i) ++counts[stream.below(n)];
    expect_fits(counts, std::vector<double>(n, 1.0 / static_cast<double>(n)), false_alarm / 6);
  }
  // Where a multiplication or remainder without rejection would be off by half.
  constexpr std::uint64_t third = std::uint64_t{1} << 62;
  Stream stream(derive(1, "below", 3 * third, "uniform"));
  std::vector<std::uint64_t> thirds(3);
  std::vector<std::uint64_t> remainders(3);
  for (int i = 0; i < 1 << 20; ++i) {
    const std::uint64_t value = stream.below(3 * third);
    ++thirds[value / third];
    ++remainders[value % 3];
  }
  expect_fits(thirds, std::vector<double>(3, 1.0 / 3), false_alarm / 12);
  expect_fits(remainders, std::vector<double>(3, 1.0 / 3), false_alarm / 12);
}

/// z of the correlation of two streams' uniforms, and of the number of bits in which their words differ.
struct Dependence {
  long double correlation = 0;
  long double differing_bits = 0;
};

template <class First, class Second>
Dependence dependence(First first, Second second, int n) {
  double sum = 0;
  std::int64_t differing = 0;
  for (int i = 0; i < n; ++i) {
    const std::uint64_t a = first(i);
    const std::uint64_t b = second(i);
    sum += (to_open_unit(a) - 0.5) * (to_open_unit(b) - 0.5);
    differing += std::popcount(a ^ b);
  }
  // The product of two independent centred uniforms has variance 1/144; a word has 64 bits of variance 1/4.
  return {sum * 12 / std::sqrt(static_cast<long double>(n)),
          static_cast<long double>(differing - std::int64_t{32} * n) / std::sqrt(16.0L * n)};
}

void expect_independent(const std::vector<StreamKey>& others, const StreamKey& key) {
  const double alarm = false_alarm / (2 * static_cast<double>(others.size()));
  for (const StreamKey& other : others) {
    Stream a(key);
    Stream b(other);
    const Dependence d = dependence([&](int) { return a.next_u64(); }, [&](int) { return b.next_u64(); }, 1 << 20);
    expect_normal(d.correlation, alarm);
    expect_normal(d.differing_bits, alarm);
  }
}

std::string with_bit_flipped(std::string text, std::size_t bit) {
  text[bit / 8] = static_cast<char>(static_cast<unsigned char>(text[bit / 8]) ^ (1U << (bit % 8)));
  return text;
}

TEST(Independence, of_streams_whose_seeds_differ_in_one_bit_with_false_alarm_1e_6) {
  std::vector<StreamKey> others;
  for (int bit = 0; bit < 64; bit += 3) others.push_back(derive(1ULL ^ 1ULL << bit, "bob", "login"));
  expect_independent(others, derive(1, "bob", "login"));
}

TEST(Independence, of_streams_whose_entities_differ_in_one_bit_with_false_alarm_1e_6) {
  std::vector<StreamKey> others;
  for (std::size_t bit = 0; bit < 24; bit += 2) others.push_back(derive(1, with_bit_flipped("bob", bit), "login"));
  expect_independent(others, derive(1, "bob", "login"));
}

TEST(Independence, of_streams_whose_numbers_differ_in_one_bit_with_false_alarm_1e_6) {
  std::vector<StreamKey> others;
  for (int bit = 0; bit < 64; bit += 5) others.push_back(derive(1, "phone", 7ULL ^ 1ULL << bit, "login"));
  expect_independent(others, derive(1, "phone", 7, "login"));
}

TEST(Independence, of_streams_whose_purposes_differ_in_one_bit_with_false_alarm_1e_6) {
  std::vector<StreamKey> others;
  for (std::size_t bit = 0; bit < 40; bit += 3) others.push_back(derive(1, "bob", with_bit_flipped("login", bit)));
  expect_independent(others, derive(1, "bob", "login"));
}

TEST(Independence, of_children_whose_numbers_differ_in_one_bit_with_false_alarm_1e_6) {
  const StreamKey parent = derive(1, "cluster1", "background");
  std::vector<StreamKey> others = {parent};
  for (int bit = 0; bit < 64; bit += 5) others.push_back(parent.child(5ULL ^ 1ULL << bit));
  expect_independent(others, parent.child(5));
}

TEST(Independence, of_neighbours_in_a_stream_and_of_neighbouring_children_with_false_alarm_1e_6) {
  const StreamKey key = derive(1, "cluster1", "neighbours");
  for (const int lag : {1, 2, 3, 4, 8, 16, 64, 1024}) {
    const auto word = [&](int i) { return draw(key, static_cast<std::uint64_t>(i)); };
    const Dependence d = dependence(
        word, [&](int i) { return word(i + lag); }, 1 << 20);
    expect_normal(d.correlation, false_alarm / 18);
    expect_normal(d.differing_bits, false_alarm / 18);
  }
  const auto first = [&](int i) { return draw(key.child(static_cast<std::uint64_t>(i)), 0); };
  const Dependence d = dependence(
      first, [&](int i) { return first(i + 1); }, 1 << 20);
  expect_normal(d.correlation, false_alarm / 18);
  expect_normal(d.differing_bits, false_alarm / 18);
}

}  // namespace
}  // namespace roamsim::random
