// Nanoseconds per draw. Numbers to read, not a test: no threshold is a property of the code alone.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "sim/core/random/count.hpp"
#include "sim/core/random/distribution.hpp"
#include "sim/core/random/math.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::random {
namespace {

Stream stream() {
  return Stream(derive(1, "bench", "draws"));
}

void word(benchmark::State& state) {
  Stream s = stream();
  for (auto _ : state) benchmark::DoNotOptimize(s.next_u64());
}
BENCHMARK(word);

void uniform01(benchmark::State& state) {
  Stream s = stream();
  for (auto _ : state) benchmark::DoNotOptimize(s.uniform01());
}
BENCHMARK(uniform01);

void below_1000(benchmark::State& state) {
  Stream s = stream();
  for (auto _ : state) benchmark::DoNotOptimize(s.below(1000));
}
BENCHMARK(below_1000);

void derive_numbered(benchmark::State& state) {
  std::uint64_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(derive(1, "phone", number++, "login"));
}
BENCHMARK(derive_numbered);

void child(benchmark::State& state) {
  const StreamKey key = derive(1, "cluster1", "background");
  std::uint64_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(key.child(number++));
}
BENCHMARK(child);

void duration(benchmark::State& state, const Distribution& distribution) {
  Stream s = stream();
  for (auto _ : state) benchmark::DoNotOptimize(draw(distribution, s));
}
BENCHMARK_CAPTURE(duration, uniform, Uniform{0, second});
BENCHMARK_CAPTURE(duration, exponential, Exponential{second});
BENCHMARK_CAPTURE(duration, lognormal, Lognormal{20, 0.5});
BENCHMARK_CAPTURE(duration, empirical_lines,
                  Empirical{{{0, 5}, {millisecond, 60}, {50 * millisecond, 95}, {second, 100}}, Between::lines});

void poisson(benchmark::State& state) {
  Stream s = stream();
  const Poisson p{static_cast<double>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(draw(p, s));
}
BENCHMARK(poisson)->Arg(1)->Arg(5)->Arg(50)->Arg(5000);

void own_log(benchmark::State& state) {
  double x = 0.1;
  for (auto _ : state) benchmark::DoNotOptimize(math::log(x += 1e-7));
}
BENCHMARK(own_log);

void own_exp(benchmark::State& state) {
  double x = 0.1;
  for (auto _ : state) benchmark::DoNotOptimize(math::exp(x += 1e-7));
}
BENCHMARK(own_exp);

}  // namespace
}  // namespace roamsim::random
