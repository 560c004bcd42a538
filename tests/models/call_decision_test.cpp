#include <gtest/gtest.h>

#include "models/call_routing/decision.hpp"
#include "models/call_routing/outcome.hpp"

namespace roamsim::calls {
namespace {

using enum Decision::Next;

constexpr ClusterId here{1};
constexpr ClusterId there{2};
constexpr ClusterId nowhere{};

NumberFacts number(bool local_pattern, ClusterId learned) {
  NumberFacts facts;
  facts.local_pattern = local_pattern;
  facts.learned = learned;
  return facts;
}

Parameters with(DnPrecedence precedence) {
  Parameters parameters;
  parameters.dn_precedence = precedence;
  return parameters;
}

Decision sent_to(ClusterId cluster) {
  return {Decision::Next::cluster, cluster, {}, false};
}

Decision refused(Reason reason) {
  return {refuse, {}, reason, false};
}

constexpr Decision delivered{deliver, {}, {}, false};

TEST(CallDecision, TheLearnedLocationWinsOverTheLocalPatternByDefault) {
  EXPECT_EQ(decide({}, here, Entry::phone, number(true, there)), sent_to(there));
}

TEST(CallDecision, LocalPrecedenceKeepsTheCall) {
  EXPECT_EQ(decide(with(DnPrecedence::local), here, Entry::phone, number(true, there)), delivered);
}

TEST(CallDecision, WithoutALearnedLocationTheLocalPatternCounts) {
  EXPECT_EQ(decide({}, here, Entry::phone, number(true, nowhere)), delivered);
}

TEST(CallDecision, WithoutALocalPatternTheLearnedLocationCountsUnderBoth) {
  EXPECT_EQ(decide(with(DnPrecedence::local), here, Entry::phone, number(false, there)), sent_to(there));
  EXPECT_EQ(decide({}, here, Entry::phone, number(false, there)), sent_to(there));
}

TEST(CallDecision, WhatIsLearnedOfTheClusterItselfIsDelivered) {
  EXPECT_EQ(decide({}, here, Entry::phone, number(true, here)), delivered);
  EXPECT_EQ(decide({}, here, Entry::phone, number(false, here)), delivered);
  NumberFacts facts = number(true, here);
  facts.local_allowed = false;
  EXPECT_EQ(decide({}, here, Entry::phone, facts), refused(Reason::outside_calling_search_space));
}

TEST(CallDecision, NothingKnownIsUnallocated) {
  EXPECT_EQ(decide({}, here, Entry::phone, number(false, nowhere)), refused(Reason::unallocated_number));
}

TEST(CallDecision, ACallFromATrunkIsForANumberOfTheCluster) {
  EXPECT_EQ(decide({}, here, Entry::trunk, number(true, there)), delivered);
  EXPECT_EQ(decide({}, here, Entry::trunk, number(false, there)), refused(Reason::user_unknown_there));
  Parameters open;
  open.inbound = Inbound::local_and_learned;
  EXPECT_EQ(decide(open, here, Entry::trunk, number(true, there)), sent_to(there));
  EXPECT_EQ(decide(open, here, Entry::trunk, number(false, nowhere)), refused(Reason::user_unknown_there));
}

TEST(CallDecision, PartitionsOutsideTheCallingSearchSpaceDoNotExist) {
  NumberFacts facts = number(true, there);
  facts.learned_allowed = false;
  EXPECT_EQ(decide({}, here, Entry::phone, facts), delivered);
  facts.local_allowed = false;
  EXPECT_EQ(decide({}, here, Entry::phone, facts), refused(Reason::outside_calling_search_space));
  facts.learned_allowed = true;
  EXPECT_EQ(decide(with(DnPrecedence::local), here, Entry::phone, facts), sent_to(there));
}

TEST(CallDecision, ThePstnIsForPhonesAndForwardedCalls) {
  NumberFacts facts;
  facts.pstn_pattern = true;
  EXPECT_EQ(decide({}, here, Entry::phone, facts).next, pstn);
  EXPECT_EQ(decide({}, here, Entry::forward, facts).next, pstn);
  EXPECT_EQ(decide({}, here, Entry::gateway, facts).next, refuse);
  EXPECT_EQ(decide({}, here, Entry::trunk, facts), refused(Reason::user_unknown_there));
  facts.pstn_allowed = false;
  EXPECT_EQ(decide({}, here, Entry::phone, facts), refused(Reason::outside_calling_search_space));
}

TEST(CallDecision, APersonWaitsWhereALongerNumberMightBeMeant) {
  NumberFacts facts = number(true, nowhere);
  facts.longer = true;
  EXPECT_TRUE(decide({}, here, Entry::phone, facts).waits);
  EXPECT_FALSE(decide({}, here, Entry::trunk, facts).waits) << "nobody dials there";
  facts = number(false, there);
  facts.longer = true;
  EXPECT_FALSE(decide({}, here, Entry::phone, facts).waits) << "learned patterns are urgent";
  Parameters slow;
  slow.urgent_learned_patterns = false;
  EXPECT_TRUE(decide(slow, here, Entry::phone, facts).waits);
  facts = {};
  facts.pstn_pattern = facts.pstn_waits = true;
  EXPECT_TRUE(decide({}, here, Entry::phone, facts).waits);
}

TEST(Outcome, EveryOutcomeHasItsOwnName) {
  for (const OutcomeName& a : outcome_names) {
    EXPECT_EQ(name_of(a.outcome), a.name);
    for (const OutcomeName& b : outcome_names) EXPECT_EQ(a.name == b.name, a.outcome == b.outcome);
  }
}

}  // namespace
}  // namespace roamsim::calls
