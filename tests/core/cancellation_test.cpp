// An actor is cancelled in every state it can be in.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "sim/core/scheduler.hpp"

namespace roamsim::core::test {
namespace {

using Log = std::vector<std::string>;

constexpr CancelCause fault{7};
constexpr CancelCause operator_request{8};

std::string words(const Self& self, const std::string& name, const Wake& wake) {
  std::string text = std::to_string(self.now()) + " " + name;
  switch (wake.reason) {
    case WakeReason::elapsed:
      return text + " elapsed";
    case WakeReason::signalled:
      return text + " signalled";
    case WakeReason::cancelled:
      return text + " cancelled " + std::to_string(wake.cause.value);
  }
  return text;
}

/// Sleeps until it is cancelled or 100 is past, then sleeps once more: cancelling ends a wait, not the actor.
Actor sleeps(Self self, std::string name, Log& log) {
  log.push_back(std::to_string(self.now()) + " " + name + " started");
  const Wake wake = co_await self.sleep_until(100);
  log.push_back(words(self, name, wake));
  const Wake after = co_await self.sleep_for(2);
  log.push_back(words(self, name, after));
}

Actor waits(Self self, WaitQueue& queue, Time until, std::string name, Log& log) {
  const Wake wake = co_await self.wait(queue, until);
  log.push_back(words(self, name, wake));
}

Actor waits_for_any(Self self, WaitQueue& a, WaitQueue& b, Log& log) {
  const Wake wake = co_await self.wait_any(Time{100}, {}, a, b);
  log.push_back(words(self, "any", wake));
}

class Cancellation : public testing::Test {
 protected:
  void cancel_at(Time at, ActorRef actor, CancelCause cause = fault) {
    scheduler.at(at, Priority::user, [this, actor, cause] { EXPECT_TRUE(scheduler.cancel(actor, cause)); });
  }

  Scheduler scheduler;
  WaitQueue queue{scheduler};
  Log log;
};

TEST_F(Cancellation, not_yet_started) {
  const ActorRef actor = scheduler.spawn(sleeps, "a", log);
  EXPECT_TRUE(scheduler.cancel(actor, fault));
  EXPECT_TRUE(scheduler.alive(actor));
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a started", "0 a cancelled 7", "2 a elapsed"})) << "where it suspends first";
}

TEST_F(Cancellation, asleep) {
  cancel_at(5, scheduler.spawn(sleeps, "a", log));
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a started", "5 a cancelled 7", "7 a elapsed"}));
}

TEST_F(Cancellation, waiting) {
  cancel_at(5, scheduler.spawn(waits, queue, never, "a", log));
  scheduler.at(6, Priority::timer, [&] { EXPECT_FALSE(queue.notify_one()); });
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"5 a cancelled 7"}));
}

TEST_F(Cancellation, waiting_with_a_time_limit) {
  cancel_at(5, scheduler.spawn(waits, queue, Time{10}, "a", log));
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 a cancelled 7"}));
  EXPECT_EQ(scheduler.now(), 5) << "the time limit is gone as well";
  EXPECT_TRUE(queue.empty());
}

TEST_F(Cancellation, waiting_for_any_of_several) {
  WaitQueue other(scheduler);
  cancel_at(5, scheduler.spawn(waits_for_any, queue, other, log));
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 any cancelled 7"}));
  EXPECT_EQ(scheduler.now(), 5);
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(other.empty());
}

TEST_F(Cancellation, signalled_and_not_yet_resumed) {
  const ActorRef actor = scheduler.spawn(waits, queue, never, "a", log);
  scheduler.spawn(waits, queue, never, "b", log);
  scheduler.at(5, Priority::user, [&] {
    EXPECT_TRUE(queue.notify_one());
    EXPECT_TRUE(scheduler.cancel(actor, fault));
    EXPECT_TRUE(queue.notify_one()) << "b is next in line";
  });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 a cancelled 7", "5 b signalled"}));
}

Actor learns_of_a_lost_signal(Self self, WaitQueue& queue, bool& signalled) {
  AnyAwaiter<1> wait = self.wait(queue);
  const Wake wake = co_await wait;
  EXPECT_TRUE(wake.cancelled());
  signalled = wait.signalled();
}

TEST_F(Cancellation, tells_whether_there_was_a_signal) {
  for (const bool signal : {false, true}) {
    bool signalled = !signal;
    const ActorRef actor = scheduler.spawn(learns_of_a_lost_signal, queue, signalled);
    scheduler.after(5, Priority::user, [&] {
      if (signal) queue.notify_one();
      scheduler.cancel(actor, fault);
    });
    scheduler.run(never);
    EXPECT_EQ(signalled, signal);
  }
}

Actor cancels_itself(Self self, Log& log) {
  log.emplace_back("before");
  EXPECT_TRUE(self.scheduler().cancel(self.ref(), fault));
  EXPECT_TRUE(self.scheduler().cancel(self.ref(), operator_request));
  log.emplace_back("goes on");
  const Wake wake = co_await self.sleep_for(10);
  log.push_back(words(self, "self", wake));
  const Wake after = co_await self.sleep_for(10);
  log.push_back(words(self, "self", after));
}

TEST_F(Cancellation, of_itself_comes_where_it_suspends_next) {
  scheduler.spawn(cancels_itself, log);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"before", "goes on", "0 self cancelled 7", "10 self elapsed"}));
}

Actor ends_cancelled(Self self, Log& log) {
  co_await self.sleep_for(1);
  self.scheduler().cancel(self.ref(), fault);
  log.emplace_back("ended");
}

TEST_F(Cancellation, of_itself_before_the_end_is_void) {
  const ActorRef actor = scheduler.spawn(ends_cancelled, log);
  scheduler.run(never);
  EXPECT_FALSE(scheduler.alive(actor));
  // The cell is used again, and nothing is left in it.
  scheduler.spawn(sleeps, "next", log);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"ended", "1 next started", "100 next elapsed", "102 next elapsed"}));
}

/// Something the actor calls that cancels its caller.
struct Callee {
  Scheduler& scheduler;
  ActorRef caller;
  void call() { EXPECT_TRUE(scheduler.cancel(caller, fault)); }
};

Actor calls(Self self, Semaphore& semaphore, Log& log) {
  co_await self.sleep_for(5);
  Callee{self.scheduler(), self.ref()}.call();
  const Wake got = co_await semaphore.acquire(self);
  log.push_back(words(self, "free permit", got));
  const Wake wake = co_await semaphore.acquire(self);
  log.push_back(words(self, "no permit", wake));
  semaphore.release();
}

TEST_F(Cancellation, by_a_callee_comes_where_it_suspends_next) {
  Semaphore semaphore(scheduler, 1);
  scheduler.spawn(calls, semaphore, log);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 free permit signalled", "5 no permit cancelled 7"}))
      << "taking a free permit does not suspend";
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(Cancellation, of_a_finished_actor_is_refused) {
  const ActorRef actor = scheduler.spawn(waits, queue, Time{5}, "a", log);
  scheduler.run(never);
  EXPECT_FALSE(scheduler.alive(actor));
  EXPECT_FALSE(scheduler.cancel(actor, fault));
  const ActorRef next = scheduler.spawn(sleeps, "next", log);
  EXPECT_EQ(next.id, actor.id) << "nothing was tested";
  EXPECT_FALSE(scheduler.cancel(actor, fault)) << "the old name does not reach the new actor";
  EXPECT_FALSE(scheduler.cancel(ActorRef{}, fault));
  scheduler.run(never);
  EXPECT_EQ(log.back(), "102 next elapsed");
}

TEST_F(Cancellation, twice_the_first_cause_counts) {
  const ActorRef actor = scheduler.spawn(sleeps, "a", log);
  const ActorRef unstarted = scheduler.spawn(sleeps, "b", log);
  EXPECT_TRUE(scheduler.cancel(unstarted, fault));
  EXPECT_TRUE(scheduler.cancel(unstarted, operator_request));
  scheduler.at(5, Priority::user, [&] {
    EXPECT_TRUE(scheduler.cancel(actor, fault));
    EXPECT_TRUE(scheduler.cancel(actor, operator_request));
  });
  scheduler.run(never);
  EXPECT_EQ(log,
            (Log{"0 a started", "0 b started", "0 b cancelled 7", "2 b elapsed", "5 a cancelled 7", "7 a elapsed"}));
}

TEST_F(Cancellation, again_after_the_first_was_seen) {
  const ActorRef actor = scheduler.spawn(sleeps, "a", log);
  cancel_at(5, actor, fault);
  cancel_at(6, actor, operator_request);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a started", "5 a cancelled 7", "6 a cancelled 8"}));
}

TEST_F(Cancellation, is_seen_before_other_events_of_the_instant) {
  const ActorRef actor = scheduler.spawn(waits, queue, never, "cancelled", log);
  scheduler.at(5, Priority::completion, [&] { scheduler.cancel(actor, fault); });
  for (const Priority priority : {Priority::completion, Priority::delivery, Priority::end}) {
    scheduler.at(5, priority, [&] { log.emplace_back("another"); });
  }
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 cancelled cancelled 7", "another", "another", "another"}));
}

TEST_F(Cancellation, of_many_goes_in_the_order_of_their_ids) {
  std::vector<ActorRef> all;
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i);
    all.push_back(i % 2 == 0 ? scheduler.spawn(waits, queue, never, name, log)
                             : scheduler.spawn(waits, queue, Time{100}, name, log));
  }
  std::swap(all[0], all[4]);
  std::swap(all[1], all[3]);
  all.push_back(all[2]);
  all.push_back(ActorRef{});
  scheduler.at(5, Priority::fault, [&] { scheduler.cancel_all(all, fault); });
  scheduler.run(never);
  Log expected;
  for (int i = 0; i < 6; ++i) expected.push_back("5 " + std::to_string(i) + " cancelled 7");
  EXPECT_EQ(log, expected);
}

// A victim that is cancelled by another one's clean-up in the same instant is cancelled once.
Actor cancels_another(Self self, ActorRef& other, Log& log) {
  const Wake wake = co_await self.sleep_for(100);
  log.push_back(words(self, "first", wake));
  self.scheduler().cancel(other, operator_request);
}

TEST_F(Cancellation, of_one_that_is_already_being_cancelled) {
  ActorRef other;
  const ActorRef first = scheduler.spawn(cancels_another, other, log);
  other = scheduler.spawn(waits, queue, never, "other", log);
  scheduler.at(5, Priority::fault, [&] { scheduler.cancel_all({first, other}, fault); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"5 first cancelled 7", "5 other cancelled 7"}));
}

}  // namespace
}  // namespace roamsim::core::test
