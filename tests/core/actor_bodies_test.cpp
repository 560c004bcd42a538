// An actor that goes on as another body stays the same actor, at the same instant, and keeps no frame but the last.
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "sim/core/scheduler.hpp"
#include "tests/core/tally.hpp"

namespace roamsim::core::test {
namespace {

struct Seen {
  Tally arguments, locals;
  std::vector<Time> at;
  std::vector<ActorRef> who;
  std::vector<std::uint64_t> fired;
  void look(Self self) {
    at.push_back(self.now());
    who.push_back(self.ref());
    fired.push_back(self.scheduler().fired());
  }
};

Actor last(Self self, Seen& seen, Counted /*argument*/) {
  const Counted local(seen.locals);
  seen.look(self);
  const Wake wake = co_await self.sleep_for(second);
  if (wake.cancelled()) co_return;
  seen.look(self);
}

Actor first(Self self, Seen& seen, Counted argument) {
  const Counted local(seen.locals);
  seen.look(self);
  co_await self.sleep_for(second);
  seen.look(self);
  self.go_on_as(&last, seen, argument);
}

TEST(Bodies, follow_one_another_within_an_event) {
  Seen seen;
  Scheduler scheduler;
  const ActorRef actor = scheduler.spawn(&first, seen, Counted(seen.arguments));
  scheduler.run(second);
  EXPECT_EQ(seen.at, (std::vector<Time>{0, second, second}));
  EXPECT_EQ(seen.fired[1], seen.fired[2]) << "no event between";
  EXPECT_EQ(seen.locals.alive(), 1) << "those of the second body";
  EXPECT_EQ(seen.arguments.alive(), 1);
  EXPECT_TRUE(scheduler.alive(actor));
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(seen.at.back(), 2 * second);
  for (const ActorRef who : seen.who) EXPECT_EQ(who, actor);
  EXPECT_FALSE(scheduler.alive(actor));
  EXPECT_EQ(scheduler.live_actors(), 0U);
  EXPECT_EQ(seen.arguments.alive() + seen.locals.alive(), 0);
}

TEST(Bodies, are_cancelled_as_the_first_one) {
  Seen seen;
  Scheduler scheduler;
  const ActorRef actor = scheduler.spawn(&first, seen, Counted(seen.arguments));
  scheduler.run(second);
  EXPECT_TRUE(scheduler.cancel(actor, {}));
  scheduler.run(never);
  EXPECT_EQ(seen.at.size(), 3U);
  EXPECT_EQ(seen.arguments.alive() + seen.locals.alive(), 0);
}

TEST(Bodies, end_with_the_scheduler) {
  Seen seen;
  auto scheduler = std::make_unique<Scheduler>();
  scheduler->spawn(&first, seen, Counted(seen.arguments));
  scheduler->run(second);
  scheduler.reset();
  EXPECT_EQ(seen.locals.made, 2);
  EXPECT_EQ(seen.arguments.alive() + seen.locals.alive(), 0);
}

Actor changes_its_mind(Self self, Seen& seen) {
  const Counted local(seen.locals);
  self.go_on_as(&last, seen, Counted(seen.arguments));
  throw std::runtime_error("after all");
  co_return;
}

TEST(Bodies, go_with_an_exception) {
  Seen seen;
  Scheduler scheduler;
  scheduler.spawn(&changes_its_mind, seen);
  EXPECT_THROW(scheduler.run(never), std::runtime_error);
  EXPECT_EQ(scheduler.live_actors(), 0U);
  EXPECT_TRUE(seen.at.empty());
  EXPECT_EQ(seen.arguments.alive() + seen.locals.alive(), 0);
}

}  // namespace
}  // namespace roamsim::core::test
