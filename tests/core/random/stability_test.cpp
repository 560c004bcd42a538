// Fixed streams give fixed integers, on every processor and with every build: a change here changes the results of
// every scenario, and has to be meant. When it is, a failing test prints the new line for the table.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/random/count.hpp"
#include "sim/core/random/distribution.hpp"
#include "sim/core/random/stream.hpp"

// The header says _Bool, which clang does not take in C++.
#if defined(__x86_64__) && !defined(__clang__) && __has_include(<sys/platform/x86.h>)
#define ROAMSIM_KNOWS_ACTIVE_FEATURES
#include <sys/platform/x86.h>
#endif

namespace roamsim::random {
namespace {

using First = std::array<std::uint64_t, 6>;

struct Case {
  std::string name;
  std::function<std::uint64_t(Stream&)> draw;
  First first;
  std::uint64_t hash_of_million;
};

/// Without it GoogleTest would name the tests by the bytes of their parameter.
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

std::function<std::uint64_t(Stream&)> of(Distribution distribution) {
  return [d = std::move(distribution)](Stream& s) { return static_cast<std::uint64_t>(draw(d, s)); };
}

std::function<std::uint64_t(Stream&)> of(Poisson poisson) {
  return [poisson](Stream& s) { return draw(poisson, s); };
}

Empirical table(Between between) {
  return {{{0, 5}, {10 * millisecond, 25}, {12 * millisecond, 60}, {50 * millisecond, 95}, {second, 100}}, between};
}

std::vector<Case> cases() {
  const std::vector<std::uint64_t> weights = {1, 0, 4, 15};
  return {
      {"word",
       [](Stream& s) { return s.next_u64(); },
       {{0xdb97e7023b455ea6, 0x5fd8c0a6573bb537, 0x9b32632de04ff32e, 0x312edd95c09c2217, 0x71a6e8c677fd3e4e,
         0xd2cd7ee25d65b024}},
       0xf1ff951faf68782a},
      {"uniform01",
       [](Stream& s) { return static_cast<std::uint64_t>(s.uniform01() * 0x1p53); },
       {{0x19446749b30e7d, 0x6e14d8dc54f97, 0x1a67e298f4a377, 0x1cc26dad6c60cf, 0x18c7b78a8df602, 0x9076745e2052e}},
       0xf20bc600fe06af94},
      {"below_1000",
       [](Stream& s) { return s.below(1000); },
       {{0x381, 0x35f, 0x341, 0x343, 0x24e, 0x285}},
       0xf5ad8b33064e8ffc},
      {"below_3_2_62",
       [](Stream& s) { return s.below(std::uint64_t{3} << 62); },
       {{0x604a937849b3f538, 0x98be5d07260e9a88, 0x4c3c7232fd490093, 0x289e097a27eb7271, 0xfb971446033a821,
         0x50d7c56f9a64162f}},
       0xf6a152ed99e8d2db},
      {"child",
       [](Stream& s) { return draw(derive(1, "phone", s.below(1000), "x").child(s.next_u64()), 1); },
       {{0xebe36de016975f33, 0x187e353185e4a5b3, 0xd81ebbc80373139a, 0xfc3c21ed7aa8b983, 0x1db5d7ee17472e45,
         0xee3bb81cef6e132e}},
       0xa44e794f3ff61f39},
      {"uniform",
       of(Uniform{2 * second, 5 * second}),
       {{0x11c0bbe88, 0xd1dd4703, 0xbb9ae4a4, 0xd6a70717, 0x971185c2, 0xa4ccc1f0}},
       0xce274f872cf9f759},
      {"exponential_1s",
       of(Exponential{second}),
       {{0x5f9fc099, 0x27c5e369, 0x37b3a9cb, 0x5df48730, 0x4ae576c6, 0xc7559739}},
       0x1c1ab11eea19016b},
      {"exponential_1h",
       of(Exponential{hour}),
       {{0x1e0710e00, 0x4e6388cd59b, 0x14b6811dfc5, 0x25769ea5a4e, 0x366747c379e, 0x360bd5d2650}},
       0x8c92633265250dcd},
      {"exponential_2_61",
       of(Exponential{Duration{1} << 61}),
       {{0x1fb1accde80c0600, 0x4000000000000000, 0x1b85874a590cba00, 0x4000000000000000, 0x217df7890cbaac00,
         0x4000000000000000}},
       0xd65ed553491d5dbf},
      {"lognormal_median",
       of(std::get<Lognormal>(lognormal_from_median(2 * second, 9 * second))),
       {{0xe62f01d7, 0x73a91f03, 0x648375f3, 0x2bf9209af, 0xba3fc579, 0x3b2b1d03}},
       0xedd4952e95294ddb},
      // So long that every bit of exp and of the normal quantile shows.
      {"lognormal_2_55",
       of(std::get<Lognormal>(lognormal_from_median(Duration{1} << 55, Duration{1} << 58))),
       {{0x4f3c8047dcc9b80, 0x138c3381f55676, 0x198b342d0c7843, 0x37499fba3ed26, 0x165a61216489680, 0x1e745ecf90bc3e}},
       0xaac81e9ccd969884},
      {"lognormal_mean",
       of(std::get<Lognormal>(lognormal_from_mean(minute, 2.5))),
       {{0x1222a44b, 0x2c61c4b, 0x3e3f1ad0, 0x86e6a14997, 0x1a412ab2, 0xf580a44}},
       0xa0bdf8d6fef5e979},
      {"empirical_steps",
       of(table(Between::steps)),
       {{0x2faf080, 0xb71b00, 0x989680, 0xb71b00, 0x2faf080, 0x2faf080}},
       0x150bc41192129194},
      {"empirical_lines",
       of(table(Between::lines)),
       {{0x4449ca, 0x2173a2b, 0x77dd05, 0x390c85, 0x99f262, 0x2d2c02d3}},
       0xcd3fad2780df6806},
      {"poisson_3", of(Poisson{3.3}), {{0x2, 0x3, 0x1, 0x1, 0x0, 0x3}}, 0x8965bdb57a7a7a41},
      {"poisson_10", of(Poisson{10}), {{0xd, 0x9, 0x8, 0x6, 0xb, 0xa}}, 0xd180ad1eb12e142},
      {"poisson_1234", of(Poisson{1234.5}), {{0x4f1, 0x4c1, 0x4ab, 0x4a3, 0x493, 0x4e8}}, 0x1c948f05d21b1fb3},
      {"poisson_1e9",
       of(Poisson{1e9}),
       {{0x3b9b1b3a, 0x3b9a372e, 0x3b9b7c08, 0x3b9b49a3, 0x3b9ad88e, 0x3b9af5d5}},
       0x62d3360920f59b41},
      {"bernoulli",
       [](Stream& s) { return static_cast<std::uint64_t>(bernoulli(3, 7, s)); },
       {{0x0, 0x0, 0x1, 0x1, 0x0, 0x1}},
       0x489317586bf21017},
      {"choose",
       [weights](Stream& s) { return static_cast<std::uint64_t>(choose(weights, s)); },
       {{0x3, 0x3, 0x3, 0x3, 0x3, 0x3}},
       0x958c336d812757af},
  };
}

/// Changes with every bit of every value and with their order.
std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15;
  return hash ^ (hash >> 32);
}

std::string line(const First& first, std::uint64_t hash) {
  std::ostringstream out;
  out << std::hex << "{{";
  for (std::size_t i = 0; i < first.size(); ++i) out << (i == 0 ? "" : ", ") << "0x" << first[i];
  out << "}}, 0x" << hash;
  return out.str();
}

class Output : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Stays, Output, ::testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param.name; });

TEST_P(Output, the_same) {
  Stream stream(derive(20240229, "stability", GetParam().name));
  First first{};
  std::uint64_t hash = 1;
  for (std::size_t i = 0; i < 1'000'000; ++i) {
    const std::uint64_t value = GetParam().draw(stream);
    if (i < first.size()) first[i] = value;
    hash = mixed(hash, value);
  }
  EXPECT_EQ(line(first, hash), line(GetParam().first, GetParam().hash_of_million));
}

TEST(Mask, is_in_effect_when_it_should_be) {
  if (std::getenv("ROAMSIM_EXPECT_MASKED") == nullptr) GTEST_SKIP() << "this run is not masked";
#ifdef ROAMSIM_KNOWS_ACTIVE_FEATURES
  EXPECT_FALSE(CPU_FEATURE_ACTIVE(FMA));
  EXPECT_FALSE(CPU_FEATURE_ACTIVE(FMA4));
  EXPECT_FALSE(CPU_FEATURE_ACTIVE(AVX2));
  EXPECT_FALSE(CPU_FEATURE_ACTIVE(AVX512F));
#else
  GTEST_SKIP() << "glibc does not tell which features it uses here";
#endif
}

}  // namespace
}  // namespace roamsim::random
