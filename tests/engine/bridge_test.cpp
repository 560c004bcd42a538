// What the bridge does for its own safety, whatever its owner asks.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/engine/simgrid_bridge.hpp"
#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

TEST(SimGridBridge, GoesOnToItsTargetThoughAnEndLiesJustBeforeIt) {
  SimGridBridge bridge(star(2));
  bridge.start_flow(0, NodeId(0), NodeId(2), 12'500'000);
  EXPECT_EQ(bridge.next(), 0.1);
  // SimGrid is content with being 10 microseconds short.
  bridge.run_to(0.1 + 5e-6);
  EXPECT_EQ(bridge.clock(), 0.1 + 5e-6);
  const auto ends = bridge.take_ends();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].clock, 0.1);
  EXPECT_TRUE(bridge.idle());
}

TEST(SimGridBridge, ATargetOfThePastIsThePresent) {
  SimGridBridge bridge(star(2));
  bridge.start_flow(0, NodeId(0), NodeId(2), 12'500'000);
  bridge.run_to(0.05);
  bridge.run_to(0.01);
  EXPECT_EQ(bridge.clock(), 0.05);
}

// The clock and the dates of ends are doubles. Beyond 97 days their distance to 0.5 s is not exact: a step of just this
// length goes past the end by more than SimGrid's precision, and it would wait for it for ever.
TEST(SimGridBridge, DoesNotStepOverAnEndThatIsFarAway) {
  SimGridBridge bridge(star(2, 8'000'000));
  const double ulp = std::ldexp(1.0, -29);  // of dates between 2^23 and 2^24 s
  bridge.start_flow(0, NodeId(0), NodeId(2), 1'000'000);
  bridge.run_to(3 * ulp);
  bridge.start_computation(1, NodeId(0), 9'000'000 * second);
  const double end = 9'000'000 + 3 * ulp;
  bridge.run_to((std::ldexp(1.0, 28) + 1.5) * ulp);
  bridge.cancel(0);
  std::size_t ends = 0;
  for (int i = 0; i < 10 && !bridge.idle(); ++i) {
    const double next = bridge.next();
    ASSERT_LE(next, end);
    bridge.run_to(next);
    ends += bridge.take_ends().size();
  }
  EXPECT_EQ(ends, 2U);
  EXPECT_EQ(bridge.clock(), end);
}

}  // namespace
}  // namespace roamsim::engine::test
