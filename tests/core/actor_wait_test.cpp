// Sleeping, waiting with and without a time limit, and waiting for the first of several.
#include <gtest/gtest.h>

#include <coroutine>
#include <string>
#include <vector>

#include "sim/core/scheduler.hpp"

namespace roamsim::core::test {
namespace {

using Log = std::vector<std::string>;

std::string words(Scheduler& scheduler, const Wake& wake) {
  std::string text = std::to_string(scheduler.now());
  switch (wake.reason) {
    case WakeReason::elapsed:
      return text + " elapsed";
    case WakeReason::signalled:
      return text + " signalled " + std::to_string(wake.which);
    case WakeReason::cancelled:
      return text + " cancelled " + std::to_string(wake.cause.value);
  }
  return text;
}

Actor sleeps(Self self, Duration duration, int times, Log& log) {
  log.push_back(std::to_string(self.now()) + " started");
  for (int i = 0; i < times; ++i) {
    const Wake wake = co_await self.sleep_for(duration);
    log.push_back(words(self.scheduler(), wake));
  }
}

TEST(Sleep, lasts_as_long_as_asked) {
  Scheduler scheduler;
  Log log;
  scheduler.spawn(sleeps, Duration{10}, 2, log);
  EXPECT_TRUE(log.empty()) << "a body is resumed by the event loop only";
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 started", "10 elapsed", "20 elapsed"}));
  EXPECT_EQ(scheduler.live_actors(), 0U);
}

TEST(Sleep, of_no_duration_lets_others_of_the_instant_go_first) {
  Scheduler scheduler;
  Log log;
  scheduler.spawn(sleeps, Duration{0}, 1, log);
  scheduler.spawn(sleeps, Duration{0}, 1, log);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 started", "0 elapsed", "0 started", "0 elapsed"})) << "timers go before users";
}

Actor sleeps_until(Self self, Time at, Priority priority, std::string name, Log& log) {
  co_await self.sleep_until(at, priority);
  log.push_back(std::to_string(self.now()) + " " + name);
}

TEST(Sleep, ends_in_the_order_of_priority_and_then_of_falling_asleep) {
  Scheduler scheduler;
  Log log;
  scheduler.spawn(sleeps_until, Time{5}, Priority::probe, "probe", log);
  scheduler.spawn(sleeps_until, Time{5}, Priority::timer, "first", log);
  scheduler.spawn(sleeps_until, Time{5}, Priority::timer, "second", log);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 first", "5 second", "5 probe"}));
}

TEST(Sleep, until_a_past_date_is_until_now) {
  Scheduler scheduler;
  Log log;
  scheduler.at(7, Priority::timer, [&] { scheduler.spawn(sleeps_until, Time{3}, Priority::timer, "late", log); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"7 late"}));
}

Actor samples(Self self, int& samples_taken) {
  for (;;) {
    co_await self.sleep_for(second, Priority::sampler, Recurrence::periodic);
    ++samples_taken;
  }
}

TEST(Sleep, that_is_periodic_does_not_keep_a_run_alive) {
  Scheduler scheduler;
  int taken = 0;
  scheduler.spawn(samples, taken);
  scheduler.at(3 * second, Priority::timer, [] {});
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(taken, 2);
}

Actor waits(Self self, WaitQueue& queue, Time until, std::string name, Log& log) {
  const Wake wake = co_await self.wait(queue, until);
  log.push_back(name + " " + words(self.scheduler(), wake));
}

TEST(Wait, ends_with_the_signal_in_the_order_of_coming) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  EXPECT_FALSE(queue.notify_one());
  for (const char* name : {"a", "b", "c", "d"}) scheduler.spawn(waits, queue, never, name, log);
  scheduler.at(5, Priority::timer, [&] { EXPECT_TRUE(queue.notify_one()); });
  scheduler.at(6, Priority::timer, [&] { queue.notify_all(); });
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"a 5 signalled 0", "b 6 signalled 0", "c 6 signalled 0", "d 6 signalled 0"}));
  EXPECT_TRUE(queue.empty());
}

TEST(Wait, goes_on_after_faults_and_before_deliveries_of_the_instant) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn(waits, queue, never, "a", log);
  scheduler.at(5, Priority::fault, [&] {
    queue.notify_one();
    scheduler.at(5, Priority::delivery, [&] { log.emplace_back("delivery"); });
    scheduler.at(5, Priority::fault, [&] { log.emplace_back("fault"); });
  });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"fault", "a 5 signalled 0", "delivery"}));
}

TEST(Wait, ends_with_its_time_limit) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn(waits, queue, Time{5}, "a", log);
  scheduler.spawn(waits, queue, Time{9}, "b", log);
  scheduler.spawn(waits, queue, Time{9}, "c", log);
  scheduler.at(7, Priority::timer, [&] { queue.notify_one(); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"a 5 elapsed", "b 7 signalled 0", "c 9 elapsed"}))
      << "who left is not woken, and loses no signal";
  EXPECT_TRUE(queue.empty());
}

TEST(Wait, a_signal_at_the_time_limit_counts_if_it_came_first) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.at(5, Priority::delivery, [&] { queue.notify_one(); });
  scheduler.spawn(waits, queue, Time{5}, "before", log);
  scheduler.run(5);
  scheduler.spawn(waits, queue, Time{8}, "after", log);
  scheduler.at(8, Priority::user, [&] { EXPECT_FALSE(queue.notify_one()); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"before 5 signalled 0", "after 8 elapsed"}));
}

Actor waits_again(Self self, WaitQueue& queue, int times, Log& log) {
  for (int i = 0; i < times; ++i) {
    const Wake wake = co_await self.wait(queue);
    log.push_back(words(self.scheduler(), wake));
  }
}

TEST(Wait, notify_all_wakes_who_waits_now_not_who_comes_back) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn(waits_again, queue, 2, log);
  scheduler.at(5, Priority::timer, [&] { queue.notify_all(); });
  EXPECT_EQ(scheduler.run(never), RunEnd::stuck);
  EXPECT_EQ(log, (Log{"5 signalled 0"}));
}

Actor waits_for_any(Self self, WaitQueue& a, WaitQueue& b, WaitQueue& c, Time until, Log& log) {
  const Wake wake = co_await self.wait_any(until, WaitLabel{"a, b or c"}, a, b, c);
  log.push_back(words(self.scheduler(), wake));
}

TEST(WaitAny, tells_which_and_leaves_the_others) {
  for (std::size_t chosen = 0; chosen < 3; ++chosen) {
    Scheduler scheduler;
    WaitQueue queues[3]{WaitQueue(scheduler), WaitQueue(scheduler), WaitQueue(scheduler)};
    Log log;
    scheduler.spawn(waits_for_any, queues[0], queues[1], queues[2], never, log);
    scheduler.at(4, Priority::timer, [&] {
      EXPECT_TRUE(queues[chosen].notify_one());
      for (WaitQueue& queue : queues) EXPECT_FALSE(queue.notify_one());
    });
    EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
    EXPECT_EQ(log, (Log{"4 signalled " + std::to_string(chosen)}));
  }
}

TEST(WaitAny, ends_with_its_time_limit) {
  Scheduler scheduler;
  WaitQueue a(scheduler);
  WaitQueue b(scheduler);
  WaitQueue c(scheduler);
  Log log;
  scheduler.spawn(waits_for_any, a, b, c, Time{6}, log);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"6 elapsed"}));
  EXPECT_TRUE(a.empty() && b.empty() && c.empty());
}

TEST(WaitAny, keeps_the_places_of_others_in_line) {
  Scheduler scheduler;
  WaitQueue a(scheduler);
  WaitQueue b(scheduler);
  WaitQueue c(scheduler);
  Log log;
  scheduler.spawn(waits, b, never, "first", log);
  scheduler.spawn(waits_for_any, a, b, c, never, log);
  scheduler.spawn(waits, b, never, "last", log);
  scheduler.at(1, Priority::timer, [&] { a.notify_one(); });
  scheduler.at(2, Priority::timer, [&] { b.notify_one(); });
  scheduler.at(3, Priority::timer, [&] { b.notify_one(); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"1 signalled 0", "first 2 signalled 0", "last 3 signalled 0"}));
}

// What a wait tells is of that wait, not left over from an earlier one.
Actor waits_in_turn(Self self, WaitQueue& a, WaitQueue& b, std::vector<Wake>& wakes) {
  const Wake first = co_await self.wait_any(never, {}, a, b);
  wakes.push_back(first);
  const Wake second_one = co_await self.sleep_for(1);
  wakes.push_back(second_one);
  const Wake third = co_await self.sleep_for(100);
  wakes.push_back(third);
  const Wake fourth = co_await self.sleep_for(1);
  wakes.push_back(fourth);
}

TEST(Wake, holds_nothing_of_an_earlier_wait) {
  Scheduler scheduler;
  WaitQueue a(scheduler);
  WaitQueue b(scheduler);
  std::vector<Wake> wakes;
  const ActorRef actor = scheduler.spawn(waits_in_turn, a, b, wakes);
  scheduler.at(1, Priority::timer, [&] { b.notify_one(); });
  scheduler.at(9, Priority::timer, [&] { scheduler.cancel(actor, CancelCause{5}); });
  scheduler.run(never);
  ASSERT_EQ(wakes.size(), 4U);
  EXPECT_TRUE(wakes[0].signalled() && wakes[0].which == 1 && wakes[0].cause == CancelCause{});
  EXPECT_TRUE(wakes[1].elapsed() && wakes[1].which == 0 && wakes[1].cause == CancelCause{});
  EXPECT_TRUE(wakes[2].cancelled() && wakes[2].which == 0 && wakes[2].cause == CancelCause{5});
  EXPECT_TRUE(wakes[3].elapsed() && wakes[3].which == 0 && wakes[3].cause == CancelCause{});
}

/// Waits for nothing but to be told itself.
class Told {
 public:
  explicit Told(Self self) : wait_(self.cell(), {"to be told", 7}) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*frame*/) { wait_.begin(); }
  [[nodiscard]] Wake await_resume() const { return wait_.cell().woken(); }
  void tell() { wait_.signal(); }

 private:
  Wait wait_;
};

Actor is_told(Self self, Told*& told, Log& log) {
  Told own(self);
  told = &own;
  const Wake wake = co_await own;
  log.push_back(words(self.scheduler(), wake));
  co_await self.sleep_for(10);
  log.push_back(std::to_string(self.now()) + " ends");
}

TEST(Wait, without_a_queue_ends_when_it_is_signalled_itself) {
  Scheduler scheduler;
  Log log;
  Told* told = nullptr;
  scheduler.spawn(is_told, told, log);
  EXPECT_EQ(scheduler.run(never), RunEnd::stuck);
  ASSERT_EQ(scheduler.waiting().size(), 1U);
  EXPECT_EQ(scheduler.waiting()[0].what.subject, 7U);
  EXPECT_STREQ(scheduler.waiting()[0].what.text, "to be told");
  scheduler.at(5, Priority::user, [&] {
    told->tell();
    told->tell();
  });
  scheduler.at(7, Priority::user, [&] { told->tell(); });  // while it sleeps, which is another wait
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"5 signalled 0", "15 ends"}));
}

TEST(Wait, that_is_cancelled_is_not_signalled_any_more) {
  Scheduler scheduler;
  Log log;
  Told* told = nullptr;
  const ActorRef actor = scheduler.spawn(is_told, told, log);
  scheduler.at(5, Priority::user, [&, actor] {
    scheduler.cancel(actor, CancelCause{3});
    told->tell();
  });
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"5 cancelled 3", "15 ends"}));
}

}  // namespace
}  // namespace roamsim::core::test
