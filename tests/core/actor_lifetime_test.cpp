// Frames, arguments, locals and awaiters live exactly as long as they should.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/core/scheduler.hpp"
#include "tests/core/tally.hpp"

namespace roamsim::core::test {
namespace {

// g++ 12.2 destroys aggregates that are awaited twice.
static_assert(!std::is_aggregate_v<SleepAwaiter>);
static_assert(!std::is_aggregate_v<AnyAwaiter<1>>);
static_assert(!std::is_aggregate_v<AnyAwaiter<3>>);
static_assert(!std::is_aggregate_v<Semaphore::Acquire>);

// A copy of one would stay behind in a queue.
static_assert(!std::is_copy_constructible_v<AnyAwaiter<1>> && !std::is_move_constructible_v<AnyAwaiter<1>>);
static_assert(!std::is_copy_constructible_v<Waiter> && !std::is_move_constructible_v<Waiter>);

// There may be millions of actors.
static_assert(sizeof(ActorCell) <= 80);
static_assert(sizeof(SleepAwaiter) <= 24);

/// An awaiter that counts itself.
template <class Awaiter>
class CountedAwaiter : public Awaiter {
 public:
  template <class... Args>
  explicit CountedAwaiter(Tally& tally, Args&&... args) : Awaiter(std::forward<Args>(args)...), counted_(tally) {}

 private:
  Counted counted_;
};

Actor awaits_all(Self self, WaitQueue& a, WaitQueue& b, Semaphore& semaphore, Tally& tally) {
  for (int i = 0; i < 3; ++i) {
    co_await CountedAwaiter<SleepAwaiter>(tally, self.cell(), self.now() + 1, Priority::timer, Recurrence::once);
    const Wake wake = co_await CountedAwaiter<AnyAwaiter<2>>(tally, self.cell(), self.now() + 1, WaitLabel{}, a, b);
    if (wake.cancelled()) co_return;
    co_await CountedAwaiter<Semaphore::Acquire>(tally, semaphore, self, never, WaitLabel{});
    semaphore.release();
  }
}

TEST(Awaiter, is_destroyed_exactly_once) {
  Tally tally;
  Tally cancelled;
  Tally left;
  {
    Scheduler scheduler;
    WaitQueue a(scheduler);
    WaitQueue b(scheduler);
    Semaphore semaphore(scheduler, 1);
    scheduler.spawn(awaits_all, a, b, semaphore, tally);
    scheduler.run(never);
    EXPECT_EQ(tally.made, 9);
    EXPECT_EQ(tally.destroyed, 9);

    const ActorRef actor = scheduler.spawn(awaits_all, a, b, semaphore, cancelled);
    scheduler.after(1, Priority::user, [&, actor] { scheduler.cancel(actor, {}); });
    scheduler.run(never);
    EXPECT_EQ(cancelled.made, 2);
    EXPECT_EQ(cancelled.destroyed, 2);

    scheduler.spawn(awaits_all, a, b, semaphore, left);
    scheduler.run(scheduler.now() + 1);
    EXPECT_EQ(left.made, 2);
    EXPECT_EQ(left.alive(), 1) << "it is in the wait";
  }
  EXPECT_EQ(left.made, 2);
  EXPECT_EQ(left.destroyed, 2);
}

enum class Stay { sleep, wait, any, permit };

Actor stays(Self self, Stay stay, WaitQueue& queue, Semaphore& semaphore, Counted /*argument*/, Tally& locals) {
  const Counted local(locals);
  switch (stay) {
    case Stay::sleep:
      co_await self.sleep_for(hour);
      break;
    case Stay::wait:
      co_await self.wait(queue);
      break;
    case Stay::any:
      co_await self.wait_any(hour, {}, queue, queue);
      break;
    case Stay::permit:
      co_await semaphore.acquire(self);
      break;
  }
}

constexpr Stay all_stays[] = {Stay::sleep, Stay::wait, Stay::any, Stay::permit};

TEST(Frame, is_destroyed_at_the_actors_end) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Semaphore semaphore(scheduler, 0);
  Tally arguments;
  Tally locals;
  for (const Stay stay : all_stays) scheduler.spawn(stays, stay, queue, semaphore, Counted(arguments), locals);
  EXPECT_EQ(arguments.alive(), 4) << "one in each frame";
  EXPECT_EQ(locals.made, 0) << "not started";
  scheduler.run(second);
  EXPECT_EQ(locals.alive(), 4);
  queue.notify_all();
  semaphore.release();
  scheduler.run(never);
  EXPECT_EQ(scheduler.live_actors(), 0U);
  EXPECT_EQ(arguments.alive(), 0);
  EXPECT_EQ(locals.made, 4);
  EXPECT_EQ(locals.destroyed, 4);
}

TEST(Frame, is_destroyed_with_the_scheduler_in_every_state) {
  Tally arguments;
  Tally locals;
  auto scheduler = std::make_unique<Scheduler>();
  // These outlive the scheduler: the frames leave their places in them when they are destroyed.
  WaitQueue queue(*scheduler);
  Semaphore semaphore(*scheduler, 0);
  for (const Stay stay : all_stays) scheduler->spawn(stays, stay, queue, semaphore, Counted(arguments), locals);
  scheduler->run(second);
  const ActorRef cancelled = scheduler->spawn(stays, Stay::wait, queue, semaphore, Counted(arguments), locals);
  scheduler->run(2 * second);
  scheduler->cancel(cancelled, {});
  queue.notify_one();
  scheduler->spawn(stays, Stay::sleep, queue, semaphore, Counted(arguments), locals);
  EXPECT_EQ(arguments.alive(), 6);
  EXPECT_EQ(locals.alive(), 5) << "the last one has not started";
  scheduler.reset();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(arguments.alive(), 0);
  EXPECT_EQ(locals.made, 5);
  EXPECT_EQ(locals.destroyed, 5);
}

TEST(Frame, outlives_the_queue_it_waits_in) {
  Tally arguments;
  Tally locals;
  {
    Scheduler scheduler;
    std::optional<WaitQueue> queue(std::in_place, scheduler);
    std::optional<Semaphore> semaphore(std::in_place, scheduler, 0U);
    for (const Stay stay : all_stays) scheduler.spawn(stays, stay, *queue, *semaphore, Counted(arguments), locals);
    scheduler.run(second);
    semaphore.reset();
    // Another queue at the same place, which those who waited in the first one must not touch when they leave.
    queue.emplace(scheduler);
    scheduler.spawn(stays, Stay::wait, *queue, *semaphore, Counted(arguments), locals);
    EXPECT_EQ(scheduler.run(2 * second), RunEnd::reached);
    EXPECT_EQ(scheduler.run(2 * hour), RunEnd::stuck) << "who waited with no time limit never goes on";
    EXPECT_EQ(scheduler.live_actors(), 3U);
    scheduler.spawn(stays, Stay::wait, *queue, *semaphore, Counted(arguments), locals);
    scheduler.run(2 * hour);
    EXPECT_TRUE(queue->notify_one());
    EXPECT_TRUE(queue->notify_one());
    EXPECT_FALSE(queue->notify_one());
    scheduler.run(2 * hour);
    EXPECT_EQ(scheduler.live_actors(), 2U);
  }
  EXPECT_EQ(arguments.alive(), 0);
  EXPECT_EQ(locals.alive(), 0);
}

/// Gives its permit back when its frame goes.
class Holding {
 public:
  explicit Holding(Semaphore& semaphore) : semaphore_(semaphore) {}
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;
  ~Holding() { semaphore_.release(); }

 private:
  Semaphore& semaphore_;
};

Actor holds(Self self, Semaphore& semaphore) {
  const Wake got = co_await semaphore.acquire(self);
  if (!got.signalled()) co_return;
  const Holding holding(semaphore);
  co_await self.sleep_for(hour);
}

TEST(Frame, may_wake_others_while_the_scheduler_is_destroyed) {
  auto scheduler = std::make_unique<Scheduler>();
  Semaphore semaphore(*scheduler, 2);
  for (int i = 0; i < 5; ++i) scheduler->spawn(holds, semaphore);
  scheduler->run(second);
  scheduler.reset();
  EXPECT_EQ(semaphore.available(), 0U) << "both permits were granted to frames that never went on";
}

Actor counts(Self self, int& runs) {
  co_await self.sleep_for(1);
  ++runs;
}

TEST(Frame, memory_is_used_again) {
  Scheduler scheduler;
  int runs = 0;
  std::vector<ActorRef> first;
  first.reserve(10);
  for (int i = 0; i < 10; ++i) first.push_back(scheduler.spawn(counts, runs));
  scheduler.run(never);
  for (int round = 0; round < 1'000; ++round) {
    for (int i = 0; i < 10; ++i) {
      const ActorRef actor = scheduler.spawn(counts, runs);
      ASSERT_LT(actor.id, 10U);
      ASSERT_NE(actor, first[actor.id]);
    }
    scheduler.run(never);
  }
  EXPECT_EQ(runs, 10'010);
  for (const ActorRef actor : first) EXPECT_FALSE(scheduler.alive(actor));
}

Actor large(Self self, int& sum) {
  std::array<int, 1'000> numbers{};
  for (int& number : numbers) {
    if (&number == &numbers[500]) co_await self.sleep_for(1);
    number = 3;
  }
  for (const int number : numbers) sum += number;
}

TEST(Frame, may_be_larger_than_the_pools_classes) {
  int sum = 0;
  {
    Scheduler scheduler;
    for (int i = 0; i < 3; ++i) scheduler.spawn(large, sum);
    scheduler.run(never);
    scheduler.spawn(large, sum);
  }
  EXPECT_EQ(sum, 9'000);
}

TEST(Spawn, takes_a_lambda_without_captures_and_moves_its_arguments) {
  Scheduler scheduler;
  int seen = 0;
  scheduler.spawn(
      [](Self self, std::unique_ptr<int> value, int& out) -> Actor {
        co_await self.sleep_for(1);
        out = *value;
      },
      std::make_unique<int>(9), seen);
  scheduler.run(never);
  EXPECT_EQ(seen, 9);
}

struct ThrowsWhenCopied {
  ThrowsWhenCopied() = default;
  ThrowsWhenCopied(const ThrowsWhenCopied&) { throw std::runtime_error("copied"); }
  ThrowsWhenCopied& operator=(const ThrowsWhenCopied&) = delete;
};

Actor takes(Self self, ThrowsWhenCopied /*value*/) {
  co_await self.sleep_for(1);
}

TEST(Spawn, that_fails_leaves_nothing_behind) {
  Scheduler scheduler;
  const ThrowsWhenCopied value;
  EXPECT_THROW(scheduler.spawn(takes, value), std::runtime_error);
  EXPECT_EQ(scheduler.live_actors(), 0U);
  EXPECT_EQ(scheduler.pending(), 0U);
  int runs = 0;
  scheduler.spawn(counts, runs);
  scheduler.run(never);
  EXPECT_EQ(runs, 1);
}

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ == 12
Actor awaits_in_a_condition(Self self) {
  while ((co_await self.sleep_for(1)).elapsed()) {
  }
}

TEST(Spawn, refuses_a_body_that_the_compiler_breaks) {
  Scheduler scheduler;
  EXPECT_THROW(scheduler.spawn(awaits_in_a_condition), std::logic_error);
  EXPECT_EQ(scheduler.live_actors(), 0U);
}
#endif

Actor passes_on(Self self, WaitQueue& mine, WaitQueue& next, int& passed) {
  const Wake wake = co_await self.wait(mine);
  if (!wake.signalled()) co_return;
  ++passed;
  next.notify_one();
}

// Would overflow the stack if one actor were resumed from within another.
TEST(Actor, a_long_chain_of_wakes_needs_no_stack) {
  constexpr std::size_t length = 100'000;
  Scheduler scheduler;
  std::deque<WaitQueue> queues;
  for (std::size_t i = 0; i <= length; ++i) queues.emplace_back(scheduler);
  int passed = 0;
  for (std::size_t i = 0; i < length; ++i) scheduler.spawn(passes_on, queues[i], queues[i + 1], passed);
  scheduler.at(1, Priority::timer, [&] { queues[0].notify_one(); });
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(passed, static_cast<int>(length));
  EXPECT_EQ(scheduler.now(), 1);
}

Actor ends_next(Self self, ActorRef next, int& ended) {
  const Wake wake = co_await self.sleep_for(hour);
  if (wake.cancelled()) ++ended;
  self.scheduler().cancel(next, {});
}

TEST(Actor, a_long_chain_of_cancellations_needs_no_stack) {
  Scheduler scheduler;
  int ended = 0;
  ActorRef last;
  for (int i = 0; i < 100'000; ++i) last = scheduler.spawn(ends_next, last, ended);
  scheduler.at(1, Priority::timer, [&] { scheduler.cancel(last, {}); });
  scheduler.run(never);
  EXPECT_EQ(ended, 100'000);
  EXPECT_EQ(scheduler.now(), 1);
}

}  // namespace
}  // namespace roamsim::core::test
