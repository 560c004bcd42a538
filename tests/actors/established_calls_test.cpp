// Calls that last: who hangs up when, what a fault does to them, and what is written of them.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "models/call_routing/number_pattern.hpp"
#include "models/call_routing/rate_limit.hpp"
#include "models/call_routing/trunk_monitor.hpp"
#include "sim/record/row_names.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time call_at = 10 * minute;
constexpr Duration talk = 5 * minute;
/// From the last digit to the answer of a call to another cluster.
constexpr Duration until_answer = 140 * millisecond + 5 * second;

Plan one_call() {
  Plan plan = quiet_plan();
  plan.timeline = {{call_at, PlaceCall{kally, "1000-001", talk}}};
  return plan;
}

/// Ends of all calls, and of what each cluster saw of the first.
std::string ends(const Plan& plan) {
  return told_by(plan, [](const RunResult& result) {
    std::ostringstream out;
    for (const record::CallRow& call : result.journal.calls) {
      out << calls::name_of(call.outcome) << ' ' << record::name_of(call.how) << ' '
          << (call.ended == never      ? -1
              : call.answered == never ? 0
                                       : call.ended - call.answered)
          << "; ";
    }
    for (const record::CallLegRow& leg : result.journal.call_legs) {
      if (leg.call == CallId{0}) {
        out << "leg of " << leg.cluster.value + 1 << " node " << leg.node << (leg.signalling_lost ? " lost " : " ");
      }
    }
    return out.str();
  });
}

const std::string whole = "connected hung_up 300000000000; leg of 3 node 2 leg of 1 node 2 ";

TEST(EstablishedCall, LastsForItsTime) {
  EXPECT_EQ(ends(one_call()), whole);
}

TEST(EstablishedCall, OutlivesTheServersThatDoNotHearOfItsEnd) {
  Plan plan = one_call();
  plan.timeline.push_back({call_at + minute, ClusterOutage{cluster1, minute}});
  EXPECT_EQ(ends(plan), "connected hung_up 300000000000; leg of 3 node 2 leg of 1 node 2 lost ");
}

TEST(EstablishedCall, OfAnotherNodeGoesOnAsIfNothingWere) {
  Plan plan = one_call();
  plan.timeline.push_back({call_at + minute, PublisherOutage{cluster1, minute}});
  EXPECT_EQ(ends(plan), whole);
}

TEST(EstablishedCall, EndsWhereTheMediaAreLostForLong) {
  Plan plan = one_call();
  const Time answered = call_at + until_answer;
  plan.timeline.push_back({answered + minute, AccessOutage{cluster1, minute}});
  EXPECT_EQ(ends(plan), "connected media_lost 70000000000; leg of 3 node 2 leg of 1 node 2 ");
  plan.timeline.back().action = AccessOutage{cluster1, 9 * second};
  EXPECT_EQ(ends(plan), whole) << "they wait for ten seconds";
}

TEST(EstablishedCall, HasNoMediaToLoseWhileThePhoneRings) {
  Plan plan = one_call();
  for (ClusterPlan& cluster : plan.clusters) cluster.calls.answer_after = 30 * second;
  plan.timeline.push_back({call_at + 2 * second, AccessOutage{cluster1, 10 * minute}});
  EXPECT_EQ(ends(plan), "connected media_lost 10000000000; leg of 3 node 2 leg of 1 node 2 ")
      << "they hang up ten seconds after the answer";
}

TEST(EstablishedCall, IsNotEndedByLossesThatAreShort) {
  Plan plan = one_call();
  const Time answered = call_at + until_answer;
  plan.timeline.push_back({answered + minute, AccessOutage{cluster1, 1 * second}});
  plan.timeline.push_back({answered + minute + 9 * second, AccessOutage{cluster1, 5 * second}});
  EXPECT_EQ(ends(plan), whole);
}

TEST(EstablishedCall, MayHaveNoMediaFromTheBeginning) {
  Plan plan = one_call();
  plan.trunks.topology = TrunksPlan::Topology::session_management;
  plan.trunks.session_management = {cluster2};
  plan.links = {{cluster1, cluster3, 1'000'000, millisecond}};
  plan.timeline.insert(plan.timeline.begin(), {minute, LinkOutage{LinkId(0), hour}});
  EXPECT_EQ(ends(plan), "connected media_lost 10000000000; leg of 3 node 2 leg of 2 node 1 leg of 1 node 2 ");
}

TEST(EstablishedCall, OccupiesTheLineFromTheFirstRing) {
  Plan plan = one_call();
  plan.clusters[0].calls.busy_trigger = 1;
  plan.users.push_back({"lobby", "1000-002", cluster1, false, true});
  plan.timeline.push_back({call_at + 70 * millisecond, PlaceCall{UserId(3), "1000-001", talk}});
  EXPECT_TRUE(ends(plan).starts_with("connected hung_up 300000000000; busy not_answered -1; ")) << ends(plan);
}

TEST(CallBeingSetUp, KeepsTheCallerFromAnother) {
  Plan plan = one_call();
  plan.timeline.insert(plan.timeline.begin(), {5 * minute, AccessOutage{cluster1, 20 * minute}});
  plan.timeline.push_back({call_at + 10 * second, PlaceCall{kally, "2000-001"}});
  plan.timeline.push_back({call_at + 33 * second, PlaceCall{kally, "2000-001"}});
  EXPECT_TRUE(ends(plan).starts_with("trunk_dead not_answered -1; caller_busy not_answered -1; connected hung_up 0; "))
      << ends(plan);
}

TEST(CallBeingSetUp, EndsWithAClusterOnItsWay) {
  Plan plan = one_call();
  plan.timeline.insert(plan.timeline.begin(), {5 * minute, AccessOutage{cluster1, 5 * minute + 12 * second}});
  plan.timeline.push_back({call_at + 10 * second, ClusterOutage{cluster3, minute}});
  const std::string told = told_by(plan, [](const RunResult& result) {
    const record::CallRow& call = result.journal.calls.at(0);
    return std::string(calls::facts_of(call.reason).name) +
           (result.journal.call_legs.at(0).signalling_lost ? ", lost" : "");
  });
  EXPECT_EQ(told, "cluster_lost, lost");
}

TEST(CallLeg, OfAWayThatFailedEndsThere) {
  Plan plan = one_call();
  ClusterPlan second_one = plan.clusters[1];
  second_one.name = "cluster4";
  plan.clusters.push_back(second_one);
  plan.trunks.topology = TrunksPlan::Topology::session_management;
  plan.trunks.session_management = {cluster2, ClusterId(3)};
  plan.trunks.list = {{cluster1, cluster2, {.channels = 1, .calls_per_second = {}}}};
  plan.timeline.insert(plan.timeline.begin(), {minute, PlaceCall{alice, "1000-001", hour}});
  plan.clusters[0].calls.busy_trigger = 5;
  const std::string told = told_by(plan, [](const RunResult& result) {
    std::ostringstream out;
    for (const record::CallLegRow& leg : result.journal.call_legs) {
      if (leg.call != CallId{1}) continue;
      out << leg.cluster.value + 1
          << (leg.left == never ? " " : ": " + std::string(calls::facts_of(leg.why).name) + " ");
    }
    return out.str() + result.journal.calls.at(1).path;
  });
  EXPECT_EQ(told, "3 2: trunk_full 4 1 cluster3 > cluster4 > cluster1");
}

TEST(EstablishedCall, GivesItsChannelBack) {
  Plan plan = one_call();
  plan.users.push_back({"lobby", "1000-002", cluster1, false, true});
  plan.trunks.limits.channels = 1;
  const Time ended = call_at + until_answer + talk;
  plan.timeline.push_back({ended - 60 * millisecond, PlaceCall{UserId{3}, "3000-001"}});
  plan.timeline.push_back({ended + second, PlaceCall{UserId{3}, "3000-001"}});
  EXPECT_EQ(ends(plan), "connected hung_up 300000000000; call_limit not_answered -1; connected hung_up 0; " +
                            whole.substr(whole.find("leg")));
}

TEST(EstablishedCall, ThatTheRunCutsOffHasNoEnd) {
  Plan plan = one_call();
  plan.duration = call_at + minute;
  EXPECT_EQ(ends(plan), "connected not_answered -1; leg of 3 node 2 leg of 1 node 2 ");
}

TEST(CallMessages, AreThoseOfAFigure) {
  Plan plan = one_call();
  const std::string told = told_by(plan, [](const RunResult& result) {
    std::ostringstream out;
    for (const record::CallMessageRow& row : result.journal.call_messages) {
      const auto name = [](const record::CallParty& party) {
        return party.cluster.valid() ? std::to_string(party.cluster.value + 1)
                                     : std::string(record::name_of(party.kind));
      };
      out << (row.at - call_at) / millisecond << ' ' << name(row.from) << '>' << name(row.to) << ' ' << row.message
          << '\n';
    }
    return out.str();
  });
  EXPECT_EQ(told,
            "0 caller>3 INVITE\n50 3>1 INVITE\n120 1>called INVITE\n120 called>1 180 Ringing\n120 1>3 180 Ringing\n"
            "140 3>caller 180 Ringing\n305140 caller>3 BYE\n305140 3>1 BYE\n305160 1>called BYE\n");
}

TEST(CallMessages, OfADeadTrunkAreRepeated) {
  Plan plan = one_call();
  plan.timeline.insert(plan.timeline.begin(), {5 * minute, AccessOutage{cluster1, 20 * minute}});
  const std::string told = told_by(plan, [](const RunResult& result) {
    std::ostringstream out;
    for (const record::CallMessageRow& row : result.journal.call_messages) {
      out << (row.at - call_at) / millisecond << ' ' << row.message << (row.arrives == never ? " lost\n" : "\n");
    }
    return out.str();
  });
  EXPECT_EQ(told,
            "0 INVITE\n50 INVITE lost\n550 INVITE lost\n1550 INVITE lost\n3550 INVITE lost\n7550 INVITE lost\n"
            "15550 INVITE lost\n31550 INVITE lost\n32050 408 Request Timeout\n32050 408 Request Timeout\n");
}

// The parts that calls are decided by.

TEST(NumberPattern, MatchesWhatItSays) {
  using Match = calls::NumberPattern::Match;
  const auto match = [](const char* pattern, const char* digits) {
    return calls::NumberPattern::parse(pattern)->match(digits);
  };
  EXPECT_EQ(match("1XX", "123"), Match::yes);
  EXPECT_EQ(match("1XX", "12"), Match::not_yet);
  EXPECT_EQ(match("1XX", "1234"), Match::no);
  EXPECT_EQ(match("1XX", "223"), Match::no);
  EXPECT_EQ(match("\\+!", "+81"), Match::yes_and_longer);
  EXPECT_EQ(match("\\+!", "+"), Match::not_yet);
  EXPECT_EQ(match("9.!", "9123"), Match::yes_and_longer);
  EXPECT_EQ(match("9.!#", "9123#"), Match::yes) << "the # ends the number";
  EXPECT_EQ(match("[2-4]0", "30"), Match::yes);
  EXPECT_EQ(match("[2-4]0", "50"), Match::no);
  EXPECT_EQ(match("[^2-4]0", "50"), Match::yes);
  for (const char* bad : {"", "[2-", "[4-2]", "A", "\\1", "+", "[]", "."}) {
    EXPECT_FALSE(calls::NumberPattern::parse(bad).has_value()) << bad;
  }
  EXPECT_LT(calls::NumberPattern::parse("123")->numbers_matched(),
            calls::NumberPattern::parse("12X")->numbers_matched());
  EXPECT_LT(calls::NumberPattern::parse("12X")->numbers_matched(),
            calls::NumberPattern::parse("12!")->numbers_matched());
}

TEST(RateLimit, LetsABurstOfOneSecondPass) {
  calls::RateLimit limit;
  int passed = 0;
  for (int i = 0; i < 20; ++i) passed += limit.pass(0, 10) ? 1 : 0;
  EXPECT_EQ(passed, 10);
  EXPECT_FALSE(limit.pass(100 * millisecond - 1, 10));
  EXPECT_TRUE(limit.pass(100 * millisecond, 10));
  EXPECT_FALSE(limit.pass(100 * millisecond, 10));
}

TEST(TrunkMonitor, FindsOutAtAPingAndItsRetries) {
  const calls::OptionsPing ping{.enabled = true};
  const Duration given_up = 3500 * millisecond;
  calls::TrunkMonitor trunk(20 * second, true);
  EXPECT_TRUE(trunk.in_service(ping, 70 * second));
  trunk.set_answers(ping, 81 * second, false);  // just after a ping
  EXPECT_EQ(trunk.changes_at(ping, 81 * second), 140 * second + given_up);
  EXPECT_TRUE(trunk.in_service(ping, 140 * second + given_up - 1));
  EXPECT_FALSE(trunk.in_service(ping, 140 * second + given_up));
  trunk.set_answers(ping, 200 * second, true);
  const Time next = 140 * second + given_up + 120 * second;
  EXPECT_FALSE(trunk.in_service(ping, next)) << "that ping is on its way";
  EXPECT_TRUE(trunk.in_service(ping, next + 1));
  EXPECT_EQ(trunk.changes_at(ping, next + 1), never);
}

TEST(TrunkMonitor, DoesNotNoticeWhatARetryBridges) {
  const calls::OptionsPing ping{.enabled = true};
  calls::TrunkMonitor trunk(20 * second, true);
  trunk.set_answers(ping, 79 * second, false);
  trunk.set_answers(ping, 82 * second, true);
  EXPECT_TRUE(trunk.in_service(ping, 90 * second));
  trunk.set_answers(ping, 100 * second, false);
  trunk.set_answers(ping, 110 * second, true);
  EXPECT_TRUE(trunk.in_service(ping, 1000 * second)) << "no ping fell into it";
}

}  // namespace
}  // namespace roamsim::actors
