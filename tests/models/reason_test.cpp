#include "models/call_routing/reason.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace roamsim::calls {
namespace {

TEST(CallReasons, EachStandsInItsPlaceWithANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < reasons; ++i) {
    const ReasonFacts& facts = facts_of(static_cast<Reason>(i));
    EXPECT_EQ(static_cast<std::size_t>(facts.reason), i);
    EXPECT_TRUE(names.insert(facts.name).second) << facts.name;
    EXPECT_FALSE(facts.words.empty()) << facts.name;
  }
  for (std::size_t i = 0; i < outcomes; ++i) EXPECT_EQ(static_cast<std::size_t>(outcome_names[i].outcome), i);
}

TEST(CallReasons, EveryOutcomeHasAReason) {
  std::set<Outcome> reached;
  for (const ReasonFacts& facts : reason_table()) reached.insert(facts.outcome);
  EXPECT_EQ(reached.size(), outcomes);
}

TEST(CallReasons, ThePageIsTheTable) {
  std::ifstream file(ROAMSIM_SOURCE_DIR "/docs/call-outcomes.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, reason_page()) << "if the change is meant, write the second into docs/call-outcomes.md";
}

}  // namespace
}  // namespace roamsim::calls
