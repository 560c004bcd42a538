#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/core/scheduler.hpp"

namespace roamsim::core::test {
namespace {

using Log = std::vector<std::string>;

constexpr CancelCause fault{7};

Actor served(Self self, Semaphore& semaphore, Duration service, Time until, std::string name, Log& log) {
  const Wake got = co_await semaphore.acquire(self, until);
  if (!got.signalled()) {
    log.push_back(std::to_string(self.now()) + " " + name + (got.cancelled() ? " gave up" : " timed out"));
    co_return;
  }
  log.push_back(std::to_string(self.now()) + " " + name + " in service");
  const Wake done = co_await self.sleep_for(service);
  semaphore.release();
  log.push_back(std::to_string(self.now()) + " " + name + (done.cancelled() ? " aborted" : " done"));
}

class SemaphoreTest : public testing::Test {
 protected:
  ActorRef spawn(const char* name, Duration service = 10, Time until = never) {
    return scheduler.spawn(served, semaphore, service, until, name, log);
  }
  void cancel_at(Time at, ActorRef actor, Priority priority = Priority::user) {
    scheduler.at(at, priority, [this, actor] { EXPECT_TRUE(scheduler.cancel(actor, fault)); });
  }

  Scheduler scheduler;
  Semaphore semaphore{scheduler, 1};
  Log log;
};

TEST_F(SemaphoreTest, serves_in_the_order_of_coming) {
  for (const char* name : {"a", "b", "c"}) spawn(name);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"0 a in service", "10 a done", "10 b in service", "20 b done", "20 c in service", "30 c done"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, holds_as_many_as_it_has_permits) {
  Semaphore three(scheduler, 3);
  for (const char* name : {"a", "b", "c", "d"}) {
    scheduler.spawn(served, three, Duration{10}, Time{never}, std::string(name), log);
  }
  scheduler.run(5);
  EXPECT_EQ(log, (Log{"0 a in service", "0 b in service", "0 c in service"}));
  EXPECT_EQ(three.available(), 0U);
  scheduler.run(never);
  EXPECT_EQ(three.available(), 3U);
}

TEST_F(SemaphoreTest, try_acquire_does_not_overtake) {
  spawn("a");
  spawn("b");
  bool taken = true;
  scheduler.at(10, Priority::completion, [&] {});
  // At 10 the permit goes from a to b; in between it is never free.
  scheduler.at(10, Priority::user, [&] { taken = semaphore.try_acquire(); });
  scheduler.run(never);
  EXPECT_FALSE(taken);
  EXPECT_TRUE(semaphore.try_acquire());
  EXPECT_FALSE(semaphore.try_acquire());
  semaphore.release();
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, waiting_has_a_time_limit) {
  spawn("a");
  spawn("b", 10, 5);
  spawn("c");
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a in service", "5 b timed out", "10 a done", "10 c in service", "20 c done"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, cancelled_in_service) {
  const ActorRef a = spawn("a");
  spawn("b");
  cancel_at(4, a);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a in service", "4 a aborted", "4 b in service", "14 b done"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, cancelled_while_waiting_for_a_permit) {
  spawn("a");
  const ActorRef b = spawn("b");
  spawn("c");
  cancel_at(4, b);
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a in service", "4 b gave up", "10 a done", "10 c in service", "20 c done"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

// The permit is b's from the release on; b is cancelled before it is resumed and has to hand the permit on.
TEST_F(SemaphoreTest, cancelled_between_grant_and_resumption_hands_the_permit_on) {
  ASSERT_TRUE(semaphore.try_acquire());
  const ActorRef b = spawn("b");
  spawn("c");
  scheduler.at(4, Priority::fault, [&] {
    semaphore.release();
    EXPECT_EQ(semaphore.available(), 0U);
    EXPECT_TRUE(scheduler.cancel(b, fault));
  });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"4 b gave up", "4 c in service", "14 c done"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, cancelled_between_grant_and_resumption_with_nobody_behind) {
  ASSERT_TRUE(semaphore.try_acquire());
  const ActorRef b = spawn("b", 10, Time{100});
  scheduler.at(4, Priority::fault, [&] {
    semaphore.release();
    scheduler.cancel(b, fault);
  });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"4 b gave up"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

TEST_F(SemaphoreTest, all_cancelled_at_once) {
  std::vector<ActorRef> all;
  for (const char* name : {"a", "b", "c"}) all.push_back(spawn(name));
  scheduler.at(4, Priority::fault, [&] { scheduler.cancel_all(all, fault); });
  scheduler.run(never);
  EXPECT_EQ(log, (Log{"0 a in service", "4 a aborted", "4 b gave up", "4 c gave up"}));
  EXPECT_EQ(semaphore.available(), 1U);
}

}  // namespace
}  // namespace roamsim::core::test
