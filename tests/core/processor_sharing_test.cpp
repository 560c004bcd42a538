// Cores that all jobs share equally, worked out by hand.
#include "sim/core/processor_sharing.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace roamsim::core {
namespace {

struct Told {
  int job;
  Time at;
  bool completed;
  bool operator==(const Told&) const = default;
};

struct Bed {
  Scheduler scheduler;
  ProcessorSharing cores;
  std::vector<Told> told;

  explicit Bed(std::uint32_t number) : cores(scheduler, number) {}
  ProcessorSharing::Job start(int job, Duration work) {
    return cores.start(work, [this, job](bool completed) { told.push_back({job, scheduler.now(), completed}); });
  }
  template <class F>
  void at(Time when, F f) {
    scheduler.at(when, Priority::user, std::move(f));
  }
};

using Tolds = std::vector<Told>;

TEST(ProcessorSharing, WhileThereAreCoresForAllEachHasItsOwn) {
  Bed bed(2);
  bed.start(0, 100);
  bed.at(50, [&] { bed.start(1, 100); });
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told, (Tolds{{0, 100, true}, {1, 150, true}}));
  EXPECT_EQ(bed.cores.used(), 200);
}

TEST(ProcessorSharing, MoreJobsThanCoresGetEqualParts) {
  Bed bed(2);
  for (int i = 0; i < 3; ++i) bed.start(i, 100);  // two thirds of a core each
  bed.start(3, 400);                              // and then half a core each
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told, (Tolds{{0, 200, true}, {1, 200, true}, {2, 200, true}, {3, 500, true}}));
  EXPECT_EQ(bed.cores.used(), 700);
}

TEST(ProcessorSharing, EndsAtTheFirstWholeNanosecondThatIsEnough) {
  Bed bed(3);
  for (int i = 0; i < 7; ++i) bed.start(i, 1);
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told.front(), (Told{0, 3, true})) << "after 7/3 ns";
}

TEST(ProcessorSharing, WhoIsCancelledGivesItsPartToTheOthers) {
  Bed bed(1);
  const ProcessorSharing::Job gone = bed.start(0, 1000);
  bed.start(1, 100);
  bed.at(100, [&] {
    EXPECT_TRUE(bed.cores.cancel(gone));
    EXPECT_FALSE(bed.cores.cancel(gone));
  });
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told, (Tolds{{1, 150, true}}));
  EXPECT_EQ(bed.cores.jobs(), 0U);
}

TEST(ProcessorSharing, WhatIsClearedIsNotCompleted) {
  Bed bed(1);
  bed.start(0, 1000);
  bed.start(1, 10);
  bed.at(5, [&] { bed.cores.clear(); });
  bed.at(7, [&] { bed.start(2, 10); });
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told, (Tolds{{0, 5, false}, {1, 5, false}, {2, 17, true}}));
}

TEST(ProcessorSharing, WhoIsToldMayBeginAndCancelOthers) {
  Bed bed(4);
  std::array<ProcessorSharing::Job, 2> others{bed.start(0, 10)};
  bed.cores.start(5, [&](bool) {
    for (const ProcessorSharing::Job other : others) bed.cores.cancel(other);
    bed.start(3, 0);
  });
  others[1] = bed.start(2, 5);
  bed.scheduler.run(never - 1);
  EXPECT_EQ(bed.told, (Tolds{{3, 5, true}}));
}

// Two long jobs and many short ones: the core is never idle, so that the last end is when all work is done, to the
// nanosecond. A third of a nanosecond lost with each change would add up.
TEST(ProcessorSharing, StaysExactOverManyChangesAndLongTimes) {
  Bed bed(1);
  constexpr Duration year = 365 * day;
  constexpr int others = 100'000;
  bed.start(0, year);
  bed.start(2, year);
  for (int i = 0; i < others; ++i) {
    bed.at(i * 1001 + 7, [&] { bed.start(1, 3); });
  }
  bed.scheduler.run(never - 1);
  ASSERT_EQ(bed.told.size(), others + 2U);
  EXPECT_EQ(bed.told.front(), (Told{1, 16, true}));
  EXPECT_EQ(bed.told[others], (Told{0, 2 * year + 3 * others, true}));
  EXPECT_EQ(bed.told[others + 1], (Told{2, 2 * year + 3 * others, true}));
  EXPECT_EQ(bed.cores.used(), 2 * year + 3 * others);
}

}  // namespace
}  // namespace roamsim::core
