// When SimGrid computes shares: once for all that ends and starts while its clock stands still, and never so late that
// a date would be another one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sstream>

#include "sim/engine/simgrid_bridge.hpp"
#include "tests/engine/child.hpp"
#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

/// A fixed stream of numbers, as good as random.
class Draws {
 public:
  int below(int bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_ = 1;
};

TEST(EngineShares, AreComputedOnceForAnEndAndWhatFollowsIt) {
  constexpr int links_of_the_chain = 256;
  Bed bed(star(4));
  bed.flow(-1, bed.node(2), bed.node(3), 125'000 * megabyte);
  // Dates are whole, so that SimGrid stands at them exactly.
  const auto follow = [&](const auto& self, int number) -> void {
    bed.engine.start_flow(bed.node(0), bed.node(1), 125 * megabyte, [&, self, number](FlowEnd) {
      if (number + 1 < links_of_the_chain) self(self, number + 1);
    });
  };
  follow(follow, 0);
  bed.run((links_of_the_chain - 1) * second + millisecond);
  // For each end: shares, the end looked up, and the clock moved there.
  EXPECT_LE(bed.engine.stats().solves, static_cast<std::uint64_t>(3 * links_of_the_chain));
  EXPECT_EQ(bed.engine.stats().completed, static_cast<std::uint64_t>(links_of_the_chain - 1));
}

TEST(EngineShares, AreComputedOnceForAllThatStartsAtAnInstant) {
  Bed bed(star(4));
  for (int i = 0; i < 100; ++i) {
    bed.at(second, [&, i] { bed.flow(i, bed.node(i % 2), bed.node(2 + i % 2), megabyte); });
  }
  bed.at(second + microsecond, [] {});
  bed.run(second + microsecond);
  const std::uint64_t before = bed.engine.stats().solves;
  EXPECT_LE(before, 2U);
  bed.run();
  ASSERT_EQ(bed.endings.size(), 100U);
  for (const Ending& ending : bed.endings) EXPECT_EQ(ending.at, second + 400 * millisecond) << ending.flow;
}

// Told an end or not, whoever starts a flow of a few bits finds that it ends at this same instant.
TEST(EngineShares, AreNotComputedTooLateForWhatIsOverAtOnce) {
  Bed bed(star(4, 1'000'000'000'000));
  bed.flow(0, bed.node(2), bed.node(3), megabyte);
  bed.at(second, [&] { bed.flow(1, bed.node(0), bed.node(1), 10); });
  bed.at(second, [&] { bed.flow(2, bed.node(0), bed.node(1), megabyte); });
  bed.at(second, [&] { EXPECT_EQ(bed.endings.size(), 2U); });
  bed.run();
  ASSERT_EQ(bed.endings.size(), 3U);
  EXPECT_EQ(bed.endings[1], completed(1, second));
}

// Flows and computations of all sizes; when one ends, another starts at once or a little later.
class Story {
 public:
  /// With `at_once`, a line that nobody uses is set to what it is after each step, which makes the engine compute
  /// shares.
  Story(Bed& bed, Draws& draws, Time start, bool at_once) : bed_(bed), draws_(draws), start_(start), at_once_(at_once) {
    for (int i = 0; i < 40; ++i) bed.at(start + draws.below(20) * Duration{50}, [this] { send(); });
  }

  static constexpr int length = 2000;
  std::vector<Ending> endings;

 private:
  void send() {
    const int number = started_++;
    const auto told = [this, number](FlowEnd how) {
      endings.push_back({number, bed_.scheduler.now() - start_, how});
      if (started_ < length) follow();
    };
    const int from = draws_.below(5);
    const int to = (from + 1 + draws_.below(4)) % 5;
    const int amount = 1 + draws_.below(draws_.below(3) == 0 ? 5 : 100'000);
    if (draws_.below(8) == 0) {
      bed_.engine.start_computation(bed_.node(from), amount, told);
    } else {
      bed_.engine.start_flow(bed_.node(from), bed_.node(to), static_cast<std::uint64_t>(amount), told);
    }
    if (at_once_) bed_.engine.set_bandwidth(bed_.access(5), 1'000'000);
  }

  void follow() {
    if (draws_.below(4) > 0) return send();
    bed_.scheduler.after(draws_.below(3000), core::Priority::user, [this] { send(); });
  }

  Bed& bed_;
  Draws& draws_;
  Time start_;
  bool at_once_;
  int started_ = 0;
};

/// Ten stories one after another, each from a standstill, and how often shares were computed.
std::string stories(bool at_once) {
  PlatformSpec spec = star(6, 6'999'999'937);
  spec.clusters[1].access_bandwidth = 1'544'000;
  spec.clusters[5].access_bandwidth = 1'000'000;
  Bed bed(spec);
  Draws draws;
  std::ostringstream told;
  for (int number = 0; number < 10; ++number) {
    const Story story(bed, draws, bed.scheduler.now(), at_once);
    bed.run(bed.scheduler.now() + hour);
    for (const Ending& ending : story.endings) told << ending << "\n";
  }
  told << bed.engine.stats().in_flight << " in flight; solves " << bed.engine.stats().solves;
  return told.str();
}

TEST(EngineShares, GiveTheSameDatesWheneverTheyAreComputed) {
  const std::string late = in_child([] { return stories(false); });
  const std::string at_once = in_child([] { return stories(true); });
  const auto ends = [](const std::string& told) { return told.substr(0, told.rfind(" solves ")); };
  EXPECT_EQ(ends(late), ends(at_once));
  EXPECT_NE(late, at_once);
  EXPECT_TRUE(ends(late).ends_with("\n0 in flight;"));
  EXPECT_GE(std::count(late.begin(), late.end(), '\n'), 10 * Story::length);
}

TEST(SimGridBridge, NothingEndsBeforeTheEarliestDate) {
  Draws draws;
  PlatformSpec spec = star(5);
  spec.clusters[1].access_bandwidth = 1'544'000;
  SimGridBridge bridge(spec);
  std::vector<SimGridBridge::Slot> free;
  for (SimGridBridge::Slot slot = 0; slot < 60; ++slot) free.push_back(slot);
  int tight = 0;
  for (int round = 0; round < 2000; ++round) {
    const int from = draws.below(10);
    double bound = bridge.earliest();
    for (int starts = draws.below(4); starts > 0 && !free.empty(); --starts) {
      if (draws.below(4) == 0) {
        bridge.start_computation(free.back(), NodeId(from), draws.below(1'000'000) + 1);
      } else {
        bridge.start_flow(free.back(), NodeId(from), NodeId((from + 2) % 10), 1U + draws.below(1'000'000));
      }
      free.pop_back();
      EXPECT_LE(bridge.earliest(), bound) << "a bound holds as long as the clock stands still";
      bound = bridge.earliest();
    }
    const double next = bridge.next();
    ASSERT_LE(bound, next) << "round " << round;
    if (std::isinf(next)) continue;
    if (bound > bridge.clock()) ++tight;
    // Half of the time the clock stops on the way.
    bridge.run_to(draws.below(2) == 0 ? next : (bridge.clock() + next) / 2);
    for (const SimGridBridge::End& end : bridge.take_ends()) free.push_back(end.slot);
  }
  EXPECT_GT(tight, 1500);
}

}  // namespace
}  // namespace roamsim::engine::test
