// The bridge between the queue's integer dates and SimGrid's clock, rule by rule (docs: D4 and D5 of the architecture).
#include <gtest/gtest.h>

#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

using core::Priority;
using Endings = std::vector<Ending>;
constexpr Duration year = 365 * day;

TEST(EngineClock, TenMillisecondsOfLatencyAreTenMilliseconds) {
  Bed bed(star(2, gigabit, 5 * millisecond));
  EXPECT_EQ(bed.engine.latency(ClusterId(0), ClusterId(1)), 10 * millisecond);
  Time delivered = 0;
  bed.engine.start_flow(bed.node(0), bed.node(1), 0, [&](FlowEnd) {
    bed.scheduler.after(bed.engine.latency(bed.node(0), bed.node(1)), Priority::delivery,
                        [&] { delivered = bed.scheduler.now(); });
  });
  bed.run();
  EXPECT_EQ(delivered, 10 * millisecond);
}

TEST(EngineClock, TenMegabytesOverAGigabitAndFiftyMilliseconds) {
  Bed bed(star(2, gigabit, 25 * millisecond));
  Time delivered = 0;
  bed.engine.start_flow(bed.node(0), bed.node(1), 10 * megabyte, [&](FlowEnd) {
    bed.scheduler.after(bed.engine.latency(bed.node(0), bed.node(1)), Priority::delivery,
                        [&] { delivered = bed.scheduler.now(); });
  });
  bed.run();
  EXPECT_EQ(delivered, 130 * millisecond);
}

TEST(EngineClock, FlowAndFormulaAgreeOnAnIdleLink) {
  PlatformSpec spec = star(3, gigabit, 7 * millisecond);
  spec.clusters[1].access_bandwidth = 1'544'000;
  spec.direct_links.push_back({ClusterId(0), ClusterId(2), 2'048'000, 3 * millisecond});
  spec.lan_bandwidth = 100'000'000;
  Bed bed(spec);
  const struct {
    NodeId from;
    NodeId to;
    std::uint64_t bytes = 0;
  } cases[] = {{bed.node(0), bed.node(1), 1},       {bed.node(1), bed.node(2), 1500},
               {bed.node(0), bed.node(2), 64},      {bed.node(2, 1), bed.node(0, 1), 1'234'567},
               {bed.node(0), bed.node(0, 1), 9999}, {bed.node(0), bed.node(0), 9999}};
  for (const auto& c : cases) {
    const Time start = bed.scheduler.now();
    Time told = -1;
    bed.engine.start_flow(c.from, c.to, c.bytes, [&](FlowEnd) { told = bed.scheduler.now(); });
    bed.run(start + hour);
    EXPECT_EQ(told - start, bed.engine.topology().idle_flow_time(c.from, c.to, c.bytes));
  }
}

// Were SimGrid run straight to the queue's next event, it would stand at 1.000 s when B starts.
TEST(EngineClock, AFollowUpStartsWhileAnotherFlowGoesOn) {
  Bed bed(star(4));
  bed.flow(0, bed.node(2), bed.node(3), 125 * megabyte);  // to 1.000 s
  bed.engine.start_flow(bed.node(0), bed.node(1), 12'500'000, [&](FlowEnd) {
    EXPECT_EQ(bed.scheduler.now(), 100 * millisecond);
    bed.scheduler.after(5 * millisecond, Priority::delivery,
                        [&] { bed.flow(1, bed.node(0), bed.node(1), 12'500'000); });
  });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(1, 205 * millisecond), completed(0, second)}));
}

// As above, and B is met by the flow that goes on: its share counts from the right date.
TEST(EngineClock, AFollowUpSharesFromItsStart) {
  Bed bed(star(3));
  bed.flow(0, bed.node(0), bed.node(2), 125 * megabyte);
  bed.at(500 * millisecond, [&] { bed.flow(1, bed.node(1), bed.node(2), 25 * megabyte); });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(1, 900 * millisecond), completed(0, 1200 * millisecond)}));
}

// SimGrid's run may stop up to 10 microseconds before its target.
TEST(EngineClock, ReachesItsTargetWithEventsJustBeforeIt) {
  Bed bed(star(6));
  for (int i = 0; i < 3; ++i) {
    bed.flow(i, bed.node(2 * i), bed.node(2 * i + 1), 12'500'000 + static_cast<std::uint64_t>(i) * 125);  // 1 us apart
  }
  bed.at(100 * millisecond + 3 * microsecond, [&] { bed.flow(3, bed.node(0), bed.node(1), 12'500'000); });
  bed.run();
  EXPECT_EQ(bed.endings, (Endings{completed(0, 100 * millisecond), completed(1, 100 * millisecond + microsecond),
                                  completed(2, 100 * millisecond + 2 * microsecond),
                                  completed(3, 200 * millisecond + 3 * microsecond)}));
}

// The clock is taken to 4 microseconds before the end of a flow, again and again, and from there to the end.
TEST(EngineClock, SmallStepsBeforeAnEndAreNotLost) {
  Bed bed(star(4));
  bed.flow(0, bed.node(0), bed.node(1), 12'500'000);
  for (int i = 8; i > 0; --i) {
    bed.at(100 * millisecond - i * microsecond, [&, i] { bed.flow(i, bed.node(2), bed.node(3), 5); });  // 40 ns
  }
  bed.run();
  ASSERT_EQ(bed.endings.size(), 9U);
  for (int i = 8; i > 0; --i) {
    EXPECT_EQ(bed.endings[static_cast<std::size_t>(8 - i)], completed(i, 100 * millisecond - i * microsecond + 40));
  }
  EXPECT_EQ(bed.endings.back(), completed(0, 100 * millisecond));
}

TEST(EngineClock, AFlowTakesTheSameNanosecondsAtAnyDate) {
  PlatformSpec spec = star(3, gigabit);
  spec.clusters[2].access_bandwidth = 1'544'000;
  Bed bed(spec);
  std::vector<Duration> lasted;
  for (const Time start : {Time{0}, hour + 17, day + 1, year, 10 * year, 100 * year + 123'456'789}) {
    bed.at(start, [&, start] {
      for (const int to : {1, 2}) {
        bed.engine.start_flow(bed.node(0), bed.node(to), 1'000'003,
                              [&, start](FlowEnd) { lasted.push_back(bed.scheduler.now() - start); });
      }
    });
  }
  bed.run();
  ASSERT_EQ(lasted.size(), 12U);
  for (std::size_t i = 2; i < lasted.size(); ++i) EXPECT_EQ(lasted[i], lasted[i % 2]) << i;
  EXPECT_EQ(lasted[1], bed.engine.topology().idle_flow_time(bed.node(0), bed.node(2), 1'000'003));
}

// Ends fall between nanoseconds, and so would all that follows if the clock were not brought to a whole one when idle.
TEST(EngineClock, WhatWentBeforeDoesNotMoveAStoryByANanosecond) {
  PlatformSpec spec = star(3);
  for (ClusterSpec& cluster : spec.clusters) cluster.access_bandwidth = 6'999'999'937;
  Bed bed(spec);
  std::vector<std::vector<Duration>> stories(200);
  for (std::size_t round = 0; round < stories.size(); ++round) {
    const Time start = static_cast<Time>(round) * second;
    for (int part = 0; part < 20; ++part) {
      bed.at(start + part * Duration{100}, [&, round, start] {
        bed.engine.start_flow(bed.node(0), bed.node(1), 1013,
                              [&, round, start](FlowEnd) { stories[round].push_back(bed.scheduler.now() - start); });
      });
    }
    bed.at(start + millisecond, [&, round] { bed.flow(0, bed.node(0), bed.node(2), round % 97 + 1); });
  }
  bed.run();
  ASSERT_EQ(stories[0].size(), 20U);
  for (const auto& story : stories) ASSERT_EQ(story, stories[0]);
}

TEST(EngineClock, StandsStillWhileNothingIsInFlight) {
  Bed bed(star(2));
  bed.flow(0, bed.node(0), bed.node(1), 12'500'000);
  bed.run(second);
  const EngineStats before = bed.engine.stats();
  EXPECT_EQ(before.simgrid_clock, 0.1);
  for (Time at = day; at <= 20 * year; at += day) bed.at(at, [] {});
  bed.run(20 * year);
  EXPECT_EQ(bed.scheduler.now(), 20 * year);
  EXPECT_EQ(bed.engine.stats().simgrid_clock, before.simgrid_clock);
  EXPECT_EQ(bed.engine.stats().simgrid_calls, before.simgrid_calls);
}

TEST(EngineClock, NeverHasADateOfThePast) {
  Bed bed(star(4, 1'544'000));  // ends fall between nanoseconds: SimGrid is ahead of the queue by a fraction
  for (int i = 0; i < 300; ++i) {
    const auto bytes = static_cast<std::uint64_t>(i % 97 + 1);
    bed.engine.start_flow(bed.node(i % 2), bed.node(2 + i % 2), bytes, [&](FlowEnd) {
      bed.flow(0, bed.node(0), bed.node(2), 7);
      bed.scheduler.after(1, Priority::user, [&] { bed.flow(1, bed.node(1), bed.node(3), 3); });
    });
  }
  EXPECT_EQ(bed.run(), core::RunEnd::exhausted);
  EXPECT_EQ(bed.endings.size(), 600U);
}

TEST(EngineClock, LightEventsDoNotCallSimGrid) {
  Bed bed(star(210));
  for (int i = 1; i < 210; ++i) bed.flow(i, bed.node(i), bed.node(0), 1000 * megabyte);
  bed.run(millisecond);
  const std::uint64_t calls = bed.engine.stats().simgrid_calls;
  std::uint64_t fired = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    bed.at(
        second + i * microsecond, [&fired] { ++fired; }, static_cast<Priority>(i % 8));
  }
  bed.run(3 * second);
  EXPECT_EQ(fired, 1'000'000U);
  EXPECT_EQ(bed.engine.stats().in_flight, 209U);
  EXPECT_EQ(bed.engine.stats().max_in_flight, 209U);
  EXPECT_EQ(bed.engine.stats().simgrid_calls, calls);
}

TEST(EngineClock, AFlowOfThreeMonthsEndsToTheMicrosecond) {
  Bed bed(star(4, 1'000'000));
  bed.flow(0, bed.node(0), bed.node(1), 1'000'000'000'000);  // 8,000,000 s, beyond where a step rounds exactly
  bed.at(1000 * second + 1, [&] { bed.flow(1, bed.node(2), bed.node(3), 1'000'000'000'001); });
  bed.run();
  ASSERT_EQ(bed.endings.size(), 2U);
  EXPECT_NEAR(static_cast<double>(bed.endings[0].at - 8'000'000 * second), 0, 1000);
  EXPECT_NEAR(static_cast<double>(bed.endings[1].at - (8'001'000 * second + 8'001)), 0, 1000);
}

TEST(EngineClock, AFlowWithoutAnEndIsNotWaitedFor) {
  Bed bed(star(2, 1));
  bed.flow(0, bed.node(0), bed.node(1), 4'000'000'000'000);  // a million years
  EXPECT_EQ(bed.run(100 * year), core::RunEnd::exhausted);
  EXPECT_TRUE(bed.endings.empty());
}

}  // namespace
}  // namespace roamsim::engine::test
