#include "sim/core/event_queue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <vector>

#include "tests/core/queue_model.hpp"

namespace roamsim::core::test {
namespace {

// A fixed stream, so that every run tests the same cases.
class EventQueueProperty : public testing::Test {
 protected:
  void SetUp() override { setenv("RC_PARAMS", "seed=41 max_success=400 max_size=200", 0); }
};

struct Step {
  enum class Kind { arm, disarm, pop } kind = Kind::pop;
  std::size_t event = 0;
  Duration delay = 0;
  Priority priority = Priority::timer;
  Recurrence recurrence = Recurrence::once;
};

void showValue(const Step& step, std::ostream& os) {  // NOLINT(readability-identifier-naming): RapidCheck's name
  static constexpr const char* names[] = {"arm", "disarm", "pop"};
  os << names[static_cast<int>(step.kind)] << ' ' << step.event << " +" << step.delay << " priority "
     << static_cast<int>(step.priority);
}

rc::Gen<Step> steps(std::size_t events) {
  using rc::gen::set;
  return rc::gen::build<Step>(
      set(&Step::kind,
          rc::gen::weightedElement<Step::Kind>({{5, Step::Kind::arm}, {2, Step::Kind::disarm}, {3, Step::Kind::pop}})),
      set(&Step::event, rc::gen::inRange<std::size_t>(0, events)),
      // Few different delays, so that dates tie and chains of one date form, break and merge.
      set(&Step::delay, rc::gen::element<Duration>(0, 0, 1, 1, 2, 5, 1'000)),
      set(&Step::priority, rc::gen::element(Priority::fault, Priority::delivery, Priority::delivery, Priority::end)),
      set(&Step::recurrence, rc::gen::element(Recurrence::once, Recurrence::once, Recurrence::periodic)));
}

TEST_F(EventQueueProperty, agrees_with_a_set) {
  EXPECT_TRUE(rc::check("the order is (date, priority, arming)", [] {
    constexpr std::size_t events = 12;
    QueueModel model(events);
    for (const Step& step : *rc::gen::container<std::vector<Step>>(steps(events))) {
      switch (step.kind) {
        case Step::Kind::arm:
          model.arm(step.event, model.now() + step.delay, step.priority, step.recurrence);
          break;
        case Step::Kind::disarm:
          model.disarm(step.event);
          break;
        case Step::Kind::pop:
          RC_ASSERT(model.pop() == "");
          break;
      }
      RC_ASSERT(model.check() == "");
    }
    while (model.pending() > 0) RC_ASSERT(model.pop() == "");
  }));
}

/// Dates of several shapes, from a fixed stream.
class Dates {
 public:
  explicit Dates(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::size_t index(std::size_t bound) { return random_() % bound; }
  Duration spread() { return static_cast<Duration>(below(10 * second)); }
  /// A few narrow clusters far from each other.
  Duration clustered() { return static_cast<Duration>(below(8) * hour + below(50)); }
  /// Mostly near, some in many years.
  Duration mostly_near() { return below(20) == 0 ? static_cast<Duration>(below(200) * 365 * day) : spread(); }
  Priority priority() { return static_cast<Priority>(below(8)); }

 private:
  std::mt19937_64 random_;
};

/// Arms all, then for a long time pops, arms, arms again and disarms at random, then empties the queue.
template <class Delay>
void long_run(std::size_t events, std::size_t steps, std::uint64_t seed, Delay delay) {
  QueueModel model(events);
  Dates dates(seed);
  const auto arm = [&](std::size_t id) { model.arm(id, model.now() + delay(dates), dates.priority()); };
  for (std::size_t id = 0; id < events; ++id) arm(id);
  for (std::size_t i = 0; i < steps; ++i) {
    switch (dates.below(4)) {
      case 0:
        model.disarm(dates.index(events));
        break;
      case 1:
      case 2:
        arm(dates.index(events));
        break;
      default:
        ASSERT_EQ(model.pop(), "");
    }
    ASSERT_EQ(model.check(), "");
  }
  model.pop_all();
}

TEST(EventQueue, few_pending) {
  long_run(1'000, 100'000, 1, [](Dates& dates) { return dates.spread(); });
}

TEST(EventQueue, two_hundred_thousand_pending_spread_out) {
  long_run(200'000, 300'000, 2, [](Dates& dates) { return dates.spread(); });
}

TEST(EventQueue, many_pending_in_clusters) {
  long_run(60'000, 200'000, 3, [](Dates& dates) { return dates.clustered(); });
}

TEST(EventQueue, many_pending_and_some_in_years) {
  long_run(60'000, 200'000, 4, [](Dates& dates) { return dates.mostly_near(); });
}

TEST(EventQueue, many_pending_at_one_instant) {
  long_run(60'000, 200'000, 5, [](Dates&) { return Duration{0}; });
}

TEST(EventQueue, spreads_again_and_again) {
  constexpr std::size_t events = 40'000;
  QueueModel model(events);
  Dates dates(6);
  for (const Duration width : {second, Duration{10'000}, 30 * day, Duration{3}}) {
    for (std::size_t id = 0; id < events; ++id) {
      model.arm(id, model.now() + static_cast<Duration>(dates.below(static_cast<std::uint64_t>(width))),
                dates.priority());
    }
    // Far beyond the last window of the ones above: they are spread when their time comes.
    for (std::size_t id = 0; id < events; id += 2) {
      model.arm(id, model.now() + 1'000 * width + static_cast<Duration>(dates.below(static_cast<std::uint64_t>(width))),
                dates.priority());
    }
    model.pop_all();
  }
}

TEST(EventQueue, chains_survive_being_spread) {
  constexpr std::size_t chain = 3;
  constexpr std::size_t events = chain * (EventQueue::spread_above + 1'000);
  QueueModel model(events);
  for (std::size_t id = 0; id < events; ++id) {
    model.arm(id, static_cast<Time>(id / chain * 1'000), Priority::delivery);
    ASSERT_EQ(model.check(), "");
  }
  for (std::size_t id = 0; id < events; id += 5) model.disarm(id);
  model.pop_all();
}

TEST(EventQueue, dates_up_to_the_last_one) {
  constexpr std::size_t events = 50'000;
  for (const Duration width : {Duration{1}, Duration{1'000}, second, Duration{100} * 365 * day}) {
    QueueModel model(events);
    Dates dates(7);
    const Time first = never - width;
    const auto arm = [&](std::size_t id) {
      const Time from = std::max(first, model.now());
      const auto room = static_cast<std::uint64_t>(never - from);
      model.arm(id, from + static_cast<Duration>(room == 0 ? 0 : dates.below(room)), dates.priority());
    };
    for (std::size_t id = 0; id < events; ++id) arm(id);
    for (std::size_t i = 0; i < 2 * events; ++i) {
      ASSERT_EQ(model.pop(), "");
      if (i % 2 == 0) arm(dates.index(events));
      model.disarm(dates.index(events));
      ASSERT_EQ(model.check(), "");
    }
    model.pop_all();
  }
}

TEST(EventQueue, windows_wider_than_a_life) {
  constexpr std::size_t events = 50'000;
  QueueModel model(events);
  Dates dates(8);
  for (std::size_t id = 0; id < events; ++id) {
    model.arm(id, static_cast<Time>(dates.below(static_cast<std::uint64_t>(never))), dates.priority());
  }
  model.pop_all();
}

TEST(EventQueue, never_does_not_come) {
  constexpr std::size_t events = 50'000;
  QueueModel model(events);
  for (std::size_t id = 0; id < events; ++id) model.arm(id, never, id % 2 == 0 ? Priority::fault : Priority::end);
  EXPECT_EQ(model.queue().next_time(), never);
  for (std::size_t id = 1; id < events; ++id) model.arm(id, static_cast<Time>(id), Priority::timer);
  for (std::size_t id = 1; id < events; ++id) ASSERT_EQ(model.pop(), "");
  EXPECT_EQ(model.queue().next_time(), never);
  EXPECT_EQ(model.queue().size(), 1U);
  model.arm(0, never - 1, Priority::timer);
  EXPECT_EQ(model.pop(), "");
}

// Timeouts are armed and disarmed again nearly always; what they leave behind must not pile up.
TEST(EventQueue, stale_entries_are_bounded) {
  for (const std::size_t events : {std::size_t{3}, std::size_t{1'000}, std::size_t{60'000}}) {
    QueueModel model(events);
    Dates dates(9);
    for (std::size_t id = 0; id < events; ++id) model.arm(id, dates.spread(), Priority::timer);
    for (std::size_t i = 0; i < 200'000; ++i) {
      const std::size_t id = dates.index(events);
      model.disarm(id);
      ASSERT_EQ(model.check(), "");
      model.arm(id, dates.spread(), Priority::timer);
      ASSERT_EQ(model.check(), "");
    }
    for (std::size_t id = 0; id < events; ++id) {
      model.disarm(id);
      ASSERT_EQ(model.check(), "");
    }
    EXPECT_LE(model.queue().entries(), EventQueue::stale_slack);
  }
}

// Popping takes armed events away, so the stale ones that lie later must go as well.
TEST(EventQueue, stale_entries_are_bounded_while_popping) {
  constexpr std::size_t events = 10'000;
  QueueModel model(events);
  for (std::size_t id = 0; id < events; ++id) model.arm(id, static_cast<Time>(id), Priority::timer);
  for (std::size_t id = events / 2 + 1; id < events; ++id) model.disarm(id);
  model.pop_all();
}

TEST(EventQueue, an_event_is_armed_once_at_a_time) {
  EventQueue queue;
  Probe event;
  EXPECT_FALSE(event.armed());
  queue.arm(event, 5, Priority::timer);
  const std::uint64_t first = event.key();
  queue.arm(event, 3, Priority::timer, Recurrence::periodic);
  EXPECT_NE(event.key(), first);
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.pending_once(), 0U);
  EXPECT_EQ(queue.next_time(), 3);
  EXPECT_EQ(queue.pop().event, &event);
  EXPECT_EQ(queue.next_time(), never);
  queue.disarm(event);
  EXPECT_EQ(queue.size(), 0U);
}

}  // namespace
}  // namespace roamsim::core::test
