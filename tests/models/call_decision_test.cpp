#include <gtest/gtest.h>

#include "models/call_routing/decision.hpp"
#include "models/call_routing/outcome.hpp"

namespace roamsim::calls {
namespace {

constexpr ClusterId here{1};
constexpr ClusterId there{2};

TEST(RouteCall, TheLearnedLocationWinsOverTheLocalPatternByDefault) {
  EXPECT_EQ(route_call(DnPrecedence::learned_location, here, {true, there}), there);
}

TEST(RouteCall, LocalPrecedenceKeepsTheCall) {
  EXPECT_EQ(route_call(DnPrecedence::local, here, {true, there}), here);
}

TEST(RouteCall, WithoutALearnedLocationTheLocalPatternCounts) {
  EXPECT_EQ(route_call(DnPrecedence::learned_location, here, {true, ClusterId{}}), here);
}

TEST(RouteCall, WithoutALocalPatternTheLearnedLocationCountsUnderBoth) {
  EXPECT_EQ(route_call(DnPrecedence::local, here, {false, there}), there);
  EXPECT_EQ(route_call(DnPrecedence::learned_location, here, {false, there}), there);
}

TEST(RouteCall, NothingKnownIsNoRoute) {
  EXPECT_FALSE(route_call(DnPrecedence::learned_location, here, {false, ClusterId{}}).valid());
}

TEST(Outcome, EveryOutcomeHasItsOwnName) {
  for (const OutcomeName& a : outcome_names) {
    EXPECT_EQ(name_of(a.outcome), a.name);
    for (const OutcomeName& b : outcome_names) EXPECT_EQ(a.name == b.name, a.outcome == b.outcome);
  }
}

}  // namespace
}  // namespace roamsim::calls
