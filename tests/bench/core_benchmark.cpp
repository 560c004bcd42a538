// What single steps of the core cost. Compare runs of one machine with each other, never absolute times.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/core/scheduler.hpp"

namespace {

using namespace roamsim;
using core::Priority;

class Draws {
 public:
  /// Below `bound`, from a linear congruential generator: cheap, and good enough to scatter dates.
  Duration below(Duration bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<Duration>(state_ >> 1) % bound;
  }

 private:
  std::uint64_t state_ = 1;
};

struct Blank final : core::Event {
  Blank() : Event([](Event&, core::Scheduler&) {}) {}
};

// The first event fires and is armed again, a draw later, with so many pending all the time.
void queue_hold(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  core::EventQueue queue;
  std::deque<Blank> events(pending);
  Draws draws;
  const Duration spread = 10 * second;
  for (Blank& event : events) queue.arm(event, draws.below(spread), Priority::timer);
  // Past the start-up, when every pending date is near.
  for (std::size_t i = 0; i < 2 * pending; ++i) {
    const Time now = queue.next_time();
    queue.arm(*queue.pop().event, now + draws.below(spread), Priority::timer);
  }
  while (state.KeepRunning()) {
    const Time now = queue.next_time();
    queue.arm(*queue.pop().event, now + draws.below(spread), Priority::timer);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue_hold)->Arg(1'000)->Arg(30'000)->Arg(100'000)->Arg(1'000'000);

// A timeout that is armed and, as nearly always, disarmed before its time.
void queue_disarm(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  core::EventQueue queue;
  std::deque<Blank> events(pending);
  Draws draws;
  for (Blank& event : events) queue.arm(event, draws.below(10 * second), Priority::timer);
  Blank timeout;
  while (state.KeepRunning()) {
    queue.arm(timeout, draws.below(10 * second), Priority::timer);
    queue.disarm(timeout);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue_disarm)->Arg(1'000)->Arg(1'000'000);

void callback(benchmark::State& state) {
  core::Scheduler scheduler;
  std::int64_t calls = 0;
  while (state.KeepRunning()) {
    for (int i = 0; i < 1'000; ++i) scheduler.after(i * 7919 % 1'000, Priority::delivery, [&calls] { ++calls; });
    scheduler.run(never);
  }
  state.SetItemsProcessed(calls);
}
BENCHMARK(callback);

core::Actor sleeper(core::Self self, Duration period) {
  for (;;) co_await self.sleep_for(period);
}

// So many actors, each asleep for a time of its own; one item is one of them waking and going back to sleep.
void actor_sleep(benchmark::State& state) {
  core::Scheduler scheduler;
  Draws draws;
  for (std::int64_t i = 0; i < state.range(0); ++i) scheduler.spawn(sleeper, second + draws.below(10 * second));
  Time end = 20 * second;
  scheduler.run(end);
  const std::uint64_t before = scheduler.fired();
  while (state.KeepRunning()) scheduler.run(end += 10 * millisecond);
  state.SetItemsProcessed(static_cast<std::int64_t>(scheduler.fired() - before));
}
BENCHMARK(actor_sleep)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

core::Actor short_life(core::Self self, std::int64_t& ended) {
  co_await self.sleep_for(1);
  ++ended;
}

void actor_spawn(benchmark::State& state) {
  core::Scheduler scheduler;
  std::int64_t ended = 0;
  while (state.KeepRunning()) {
    for (int i = 0; i < 1'000; ++i) scheduler.spawn(short_life, ended);
    scheduler.run(never);
  }
  state.SetItemsProcessed(ended);
}
BENCHMARK(actor_spawn);

}  // namespace

BENCHMARK_MAIN();
