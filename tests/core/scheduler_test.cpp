#include "sim/core/scheduler.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/core/tally.hpp"

namespace roamsim::core::test {
namespace {

using Log = std::vector<std::string>;

TEST(Scheduler, callbacks_run_at_their_dates) {
  Scheduler scheduler;
  std::vector<Time> dates;
  const auto note = [&] { dates.push_back(scheduler.now()); };
  scheduler.at(7, Priority::timer, note);
  scheduler.after(3, Priority::timer, [&] {
    note();
    scheduler.after(2, Priority::timer, note);
    scheduler.after(0, Priority::timer, note);
  });
  EXPECT_EQ(scheduler.pending(), 2U);
  EXPECT_EQ(scheduler.run(100), RunEnd::exhausted);
  EXPECT_EQ(dates, (std::vector<Time>{3, 3, 5, 7}));
  EXPECT_EQ(scheduler.fired(), 4U);
  EXPECT_EQ(scheduler.now(), 7);
}

TEST(Scheduler, priorities_order_one_instant) {
  Scheduler scheduler;
  Log log;
  const std::vector<std::string> names{"fault", "completion", "delivery", "timer", "user", "probe", "sampler", "end"};
  const auto add = [&](std::size_t i) {
    scheduler.at(5, static_cast<Priority>(i), [&log, &name = names[i]] { log.push_back(name); });
  };
  Log expected;
  for (std::size_t i = names.size(); i-- > 0;) add(i);
  for (std::size_t i = 0; i < names.size(); ++i) {
    add(i);
    expected.insert(expected.end(), 2, names[i]);
  }
  scheduler.run(5);
  EXPECT_EQ(log, expected);
}

TEST(Scheduler, what_an_event_adds_to_its_instant_is_ordered_too) {
  Scheduler scheduler;
  Log log;
  scheduler.at(5, Priority::timer, [&] {
    log.emplace_back("timer");
    scheduler.at(5, Priority::user, [&] { log.emplace_back("user"); });
    scheduler.at(5, Priority::fault, [&] { log.emplace_back("fault"); });
  });
  scheduler.at(5, Priority::timer, [&] { log.emplace_back("timer 2"); });
  scheduler.run(5);
  EXPECT_EQ(log, (Log{"timer", "fault", "timer 2", "user"}));
}

TEST(Scheduler, events_at_exactly_the_end_run) {
  Scheduler scheduler;
  std::vector<Time> dates;
  for (const Time at : {Time{9}, Time{10}, Time{11}}) {
    scheduler.at(at, Priority::end, [&] { dates.push_back(scheduler.now()); });
  }
  EXPECT_EQ(scheduler.run(10), RunEnd::reached);
  EXPECT_EQ(scheduler.now(), 10);
  EXPECT_EQ(dates, (std::vector<Time>{9, 10}));
  EXPECT_EQ(scheduler.run(5), RunEnd::reached);
  EXPECT_EQ(scheduler.now(), 10) << "time went back";
  EXPECT_EQ(scheduler.run(20), RunEnd::exhausted);
  EXPECT_EQ(dates.back(), 11);
}

TEST(Scheduler, stops_after_the_event_in_hand) {
  Scheduler scheduler;
  int calls = 0;
  scheduler.at(1, Priority::timer, [&] {
    ++calls;
    scheduler.stop();
  });
  scheduler.at(1, Priority::timer, [&] { ++calls; });
  EXPECT_EQ(scheduler.run(10), RunEnd::stopped);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(scheduler.run(10), RunEnd::exhausted);
  EXPECT_EQ(calls, 2);
}

TEST(Scheduler, pulses) {
  Scheduler scheduler;
  std::vector<std::uint64_t> pulses;
  for (int i = 0; i < 10; ++i) scheduler.at(i, Priority::timer, [] {});
  scheduler.set_pulse(4, [&] { pulses.push_back(scheduler.fired()); });
  scheduler.run(6);
  EXPECT_EQ(pulses, (std::vector<std::uint64_t>{4}));
  scheduler.run(never);
  EXPECT_EQ(pulses, (std::vector<std::uint64_t>{4, 8}));
}

TEST(Scheduler, the_order_fingerprint_names_the_order) {
  const auto run = [](const std::vector<std::pair<Time, Priority>>& events) {
    Scheduler scheduler;
    for (const auto& [at, priority] : events) scheduler.at(at, priority, [] {});
    scheduler.run(never);
    return scheduler.order_fingerprint();
  };
  const std::uint64_t reference = run({{1, Priority::timer}, {2, Priority::user}});
  EXPECT_EQ(run({{1, Priority::timer}, {2, Priority::user}}), reference);
  EXPECT_NE(run({{1, Priority::timer}, {3, Priority::user}}), reference);
  EXPECT_NE(run({{1, Priority::timer}, {2, Priority::probe}}), reference);
  EXPECT_NE(run({{2, Priority::user}, {1, Priority::timer}}), reference);
  EXPECT_NE(run({{1, Priority::timer}}), reference);
}

TEST(Timer, cancelled_before_its_time_does_not_run) {
  Scheduler scheduler;
  int calls = 0;
  Tally alive;
  const Timer timer = scheduler.timer_at(5, Priority::timer, [&calls, held = Counted(alive)] { ++calls; });
  EXPECT_EQ(alive.alive(), 1);
  EXPECT_TRUE(scheduler.cancel(timer));
  EXPECT_EQ(alive.alive(), 0) << "what it captured is let go at once";
  EXPECT_FALSE(scheduler.cancel(timer)) << "twice";
  EXPECT_EQ(scheduler.pending(), 0U);
  EXPECT_EQ(scheduler.run(10), RunEnd::exhausted);
  EXPECT_EQ(calls, 0);
  EXPECT_FALSE(scheduler.cancel(Timer{}));
}

TEST(Timer, cancelled_after_it_ran_or_while_it_runs) {
  Scheduler scheduler;
  Timer timer;
  bool within = true;
  timer = scheduler.timer_at(5, Priority::timer, [&] { within = scheduler.cancel(timer); });
  scheduler.run(10);
  EXPECT_FALSE(within);
  EXPECT_FALSE(scheduler.cancel(timer));
}

TEST(Timer, an_old_handle_does_not_hit_a_recycled_node) {
  Scheduler scheduler;
  int calls = 0;
  std::vector<Timer> old;
  for (int i = 0; i < 100; ++i) {
    const Timer fired = scheduler.timer_at(scheduler.now(), Priority::timer, [] {});
    const Timer dropped = scheduler.timer_at(scheduler.now(), Priority::timer, [] {});
    scheduler.cancel(dropped);
    scheduler.run(scheduler.now() + 1);
    old.insert(old.end(), {fired, dropped});
  }
  std::vector<Timer> recent;
  recent.reserve(4);
  for (int i = 0; i < 4; ++i) recent.push_back(scheduler.timer_at(1'000, Priority::timer, [&] { ++calls; }));
  bool recycled = false;
  for (const Timer& timer : recent) recycled = recycled || timer.event == old.back().event;
  ASSERT_TRUE(recycled) << "nothing was tested";
  for (const Timer& timer : old) EXPECT_FALSE(scheduler.cancel(timer));
  scheduler.run(never);
  EXPECT_EQ(calls, 4);
}

TEST(Scheduler, captures_are_destroyed_after_the_call_and_with_the_scheduler) {
  Tally alive;
  {
    Scheduler scheduler;
    for (int i = 0; i < 1'000; ++i) {
      scheduler.at(i, Priority::timer, [held = Counted(alive), p = std::make_unique<int>(i)] {});
    }
    EXPECT_EQ(alive.alive(), 1'000);
    scheduler.run(499);
    EXPECT_EQ(alive.alive(), 500);
  }
  EXPECT_EQ(alive.alive(), 0);
}

void every_second(Scheduler& scheduler, int& calls) {
  ++calls;
  scheduler.after(
      second, Priority::sampler, [&] { every_second(scheduler, calls); }, Recurrence::periodic);
}

TEST(RunEnd, only_periodic_events_end_a_run_without_end_date) {
  Scheduler scheduler;
  int calls = 0;
  every_second(scheduler, calls);
  scheduler.at(3 * second, Priority::timer, [] {});
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(scheduler.now(), 3 * second);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(scheduler.run(10 * second), RunEnd::reached) << "with an end date they go on";
  EXPECT_EQ(calls, 11);
}

TEST(RunEnd, nothing_ever_due) {
  Scheduler scheduler;
  scheduler.at(never, Priority::timer, [] { FAIL(); });
  EXPECT_EQ(scheduler.run(10), RunEnd::exhausted);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(scheduler.now(), 0);
}

Actor waits(Self self, WaitQueue& queue, Time until, WaitLabel label, Log& log) {
  const Wake wake = co_await self.wait(queue, until, label);
  log.emplace_back(wake.signalled() ? "signalled" : wake.elapsed() ? "elapsed" : "cancelled");
}

TEST(RunEnd, stuck_says_what_waits_for_what) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  int calls = 0;
  every_second(scheduler, calls);
  const ActorRef first = scheduler.spawn(waits, queue, never, WaitLabel{"the hub's answer", 3}, log);
  const ActorRef second_one = scheduler.spawn(waits, queue, never, WaitLabel{"a free port", 4}, log);
  const ActorRef timed = scheduler.spawn(waits, queue, 2 * second, WaitLabel{"at most two seconds", 5}, log);
  EXPECT_EQ(scheduler.run(second), RunEnd::reached);
  EXPECT_EQ(scheduler.waiting().size(), 2U) << "who waits with a time limit is not listed";
  EXPECT_EQ(scheduler.run(minute), RunEnd::stuck);
  EXPECT_EQ(scheduler.now(), 2 * second) << "while a time limit is pending the run is not stuck";
  EXPECT_EQ(log, (Log{"elapsed"}));
  EXPECT_FALSE(scheduler.alive(timed));
  const std::vector<WaitingActor> waiting = scheduler.waiting();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].actor, first);
  EXPECT_EQ(std::string(waiting[0].what.text), "the hub's answer");
  EXPECT_EQ(waiting[0].what.subject, 3U);
  EXPECT_EQ(waiting[1].actor, second_one);
  EXPECT_EQ(std::string(waiting[1].what.text), "a free port");
  queue.notify_all();
  EXPECT_TRUE(scheduler.waiting().empty()) << "woken, not yet resumed";
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"elapsed", "signalled", "signalled"}));
}

TEST(RunEnd, stuck_with_nothing_pending_at_all) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn(waits, queue, never, WaitLabel{}, log);
  EXPECT_EQ(scheduler.run(never), RunEnd::stuck);
  EXPECT_EQ(scheduler.waiting().size(), 1U);
}

TEST(RunEnd, daemons_and_timed_waits_are_not_stuck) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn_daemon(waits, queue, never, WaitLabel{}, log);
  scheduler.spawn(waits, queue, second, WaitLabel{}, log);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"elapsed"}));
  EXPECT_TRUE(scheduler.waiting().empty());
  EXPECT_EQ(scheduler.live_actors(), 1U);
}

Actor waits_then_samples(Self self, WaitQueue& queue) {
  const Wake wake = co_await self.wait(queue, self.now() + second);
  EXPECT_TRUE(wake.elapsed());
  for (;;) co_await self.sleep_for(second, Priority::sampler, Recurrence::periodic);
}

TEST(RunEnd, a_wait_whose_time_was_up_does_not_count_any_more) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  scheduler.spawn(waits_then_samples, queue);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(scheduler.run(minute), RunEnd::reached);
  EXPECT_TRUE(scheduler.waiting().empty());
}

TEST(RunEnd, a_wait_that_ended_does_not_count_any_more) {
  Scheduler scheduler;
  WaitQueue queue(scheduler);
  Log log;
  scheduler.spawn(waits, queue, never, WaitLabel{}, log);
  const ActorRef cancelled = scheduler.spawn(waits, queue, never, WaitLabel{}, log);
  scheduler.at(second, Priority::timer, [&] { queue.notify_one(); });
  scheduler.at(second, Priority::user, [&] { scheduler.cancel(cancelled, {}); });
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(log, (Log{"signalled", "cancelled"}));
}

Actor throws(Self self, Counted /*held*/) {
  co_await self.sleep_for(5);
  throw std::runtime_error("broken");
}

Actor throws_at_once(Self /*self*/, Counted /*held*/) {
  throw std::runtime_error("broken at once");
  co_return;
}

TEST(Exceptions, leave_the_run_and_the_scheduler_is_destroyed_cleanly) {
  Tally alive;
  Log log;
  {
    Scheduler scheduler;
    WaitQueue queue(scheduler);
    scheduler.spawn(waits, queue, never, WaitLabel{}, log);
    const ActorRef broken = scheduler.spawn(throws, Counted(alive));
    const ActorRef other = scheduler.spawn(throws, Counted(alive));
    EXPECT_EQ(alive.alive(), 2);
    EXPECT_THROW(scheduler.run(never), std::runtime_error);
    EXPECT_EQ(scheduler.now(), 5);
    EXPECT_FALSE(scheduler.alive(broken));
    EXPECT_TRUE(scheduler.alive(other));
    EXPECT_EQ(alive.alive(), 1);
    EXPECT_THROW(scheduler.run(never), std::runtime_error);
    EXPECT_EQ(alive.alive(), 0);
    scheduler.spawn(throws_at_once, Counted(alive));
    EXPECT_THROW(scheduler.run(never), std::runtime_error);
    EXPECT_EQ(alive.alive(), 0);
    scheduler.at(6, Priority::timer, [held = Counted(alive)] { throw std::logic_error("callback"); });
    EXPECT_THROW(scheduler.run(never), std::logic_error);
    scheduler.spawn(throws, Counted(alive));
  }
  EXPECT_EQ(alive.alive(), 0);
}

/// Goes on in steps, as SimGrid does, and says when it was asked.
class SteppedClock final : public ExternalClock {
 public:
  SteppedClock(Scheduler& scheduler, Log& log, std::vector<Time> dates)
      : scheduler_(scheduler), log_(log), dates_(std::move(dates)) {
    scheduler_.set_external_clock(this);
    set_horizon();
  }
  void advance_to(Time to) override {
    log_.push_back("clock " + std::to_string(to));
    scheduler_.at(to, Priority::completion, [this] { log_.push_back("done " + std::to_string(scheduler_.now())); });
    ++next_;
    set_horizon();
  }

 private:
  void set_horizon() { scheduler_.set_horizon(next_ < dates_.size() ? dates_[next_] : never); }

  Scheduler& scheduler_;
  Log& log_;
  std::vector<Time> dates_;
  std::size_t next_ = 0;
};

TEST(ExternalClock, is_asked_before_the_queue_passes_its_horizon) {
  Scheduler scheduler;
  Log log;
  SteppedClock clock(scheduler, log, {5, 7, 20});
  scheduler.at(4, Priority::timer, [&] { log.emplace_back("timer 4"); });
  scheduler.at(5, Priority::fault, [&] { log.emplace_back("fault 5"); });
  scheduler.at(5, Priority::timer, [&] { log.emplace_back("timer 5"); });
  EXPECT_EQ(scheduler.run(10), RunEnd::reached) << "the clock still has something to come";
  EXPECT_EQ(log, (Log{"timer 4", "clock 5", "fault 5", "done 5", "timer 5", "clock 7", "done 7"}));
  EXPECT_EQ(scheduler.now(), 10);
  EXPECT_EQ(scheduler.run(20), RunEnd::exhausted);
  EXPECT_EQ(log.back(), "done 20");
}

TEST(ExternalClock, what_it_has_in_flight_is_not_being_stuck) {
  Scheduler scheduler;
  Log log;
  SteppedClock clock(scheduler, log, {5});
  WaitQueue queue(scheduler);
  scheduler.spawn(waits, queue, never, WaitLabel{}, log);
  scheduler.at(
      1, Priority::timer, [] {}, Recurrence::periodic);
  EXPECT_EQ(scheduler.run(4), RunEnd::reached);
  EXPECT_EQ(scheduler.run(never), RunEnd::stuck);
  EXPECT_EQ(log, (Log{"clock 5", "done 5"}));
}

TEST(SchedulerWatch, comes_after_its_instant_and_before_what_follows) {
  Scheduler scheduler;
  std::string told;
  scheduler.at(1 * second, Priority::sampler, [&] { told += "a"; });
  scheduler.at(2 * second, Priority::user, [&] { told += "b"; });
  const auto watch = scheduler.add_watch([&] { told += "w" + std::to_string(scheduler.now() / second); });
  scheduler.watch_at(watch, 1 * second);
  EXPECT_EQ(scheduler.run(never), RunEnd::exhausted);
  EXPECT_EQ(told, "aw1b");
  EXPECT_EQ(scheduler.fired(), 2U);
}

TEST(SchedulerWatch, one_date_takes_the_place_of_another) {
  Scheduler scheduler;
  int watched = 0;
  scheduler.at(9 * second, Priority::user, [] {});
  Scheduler::Watch watch{};
  watch = scheduler.add_watch([&] {
    if (++watched < 3) scheduler.watch_at(watch, scheduler.now() + 3 * second);
  });
  scheduler.watch_at(watch, 1 * second);
  scheduler.watch_at(watch, 2 * second);
  scheduler.run(20 * second);
  EXPECT_EQ(watched, 3) << "at 2, 5 and 8 s";
}

TEST(SchedulerWatch, is_not_called_where_nothing_follows) {
  Scheduler scheduler;
  int watched = 0;
  scheduler.at(1 * second, Priority::user, [] {});
  const auto watch = scheduler.add_watch([&] { ++watched; });
  scheduler.watch_at(watch, 1 * second);
  EXPECT_EQ(scheduler.run(20 * second), RunEnd::exhausted);
  EXPECT_EQ(watched, 0);
}

TEST(SchedulerWatch, to_the_end_is_called_where_nothing_follows) {
  Scheduler scheduler;
  std::string told;
  scheduler.at(1 * second, Priority::user, [] {});
  scheduler.at(30 * second, Priority::user, [&] { told += "late"; });
  Scheduler::Watch watch{};
  watch = scheduler.add_watch(
      [&] {
        told += std::to_string(scheduler.now() / second) + " ";
        scheduler.watch_at(watch, scheduler.now() + 6 * second);
      },
      true);
  scheduler.watch_at(watch, 1 * second);
  EXPECT_EQ(scheduler.run(19 * second), RunEnd::reached);
  EXPECT_EQ(told, "1 7 13 19 ");
  EXPECT_EQ(scheduler.fired(), 1U);
}

TEST(SchedulerWatch, several_are_called_in_the_order_in_which_they_were_added) {
  Scheduler scheduler;
  std::string told;
  scheduler.at(9 * second, Priority::user, [] {});
  const auto first = scheduler.add_watch([&] { told += "a" + std::to_string(scheduler.now() / second); });
  const auto second_one = scheduler.add_watch([&] { told += "b" + std::to_string(scheduler.now() / second); });
  scheduler.watch_at(second_one, 2 * second);
  scheduler.watch_at(first, 2 * second);
  scheduler.at(3 * second, Priority::user, [&] {
    scheduler.watch_at(second_one, 4 * second);
    scheduler.watch_at(first, 5 * second);
  });
  scheduler.run(20 * second);
  EXPECT_EQ(told, "a2b2b4a5");
}

TEST(SchedulerWatch, may_stop_the_run) {
  Scheduler scheduler;
  bool later = false;
  scheduler.at(9 * second, Priority::user, [&] { later = true; });
  const auto watch = scheduler.add_watch([&] { scheduler.stop(); });
  scheduler.watch_at(watch, 3 * second);
  EXPECT_EQ(scheduler.run(20 * second), RunEnd::stopped);
  EXPECT_EQ(scheduler.now(), 3 * second);
  EXPECT_FALSE(later);
}

}  // namespace
}  // namespace roamsim::core::test
