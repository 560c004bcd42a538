// What a call meets, situation by situation: who calls from where, in which state of the world, with outcome, cause,
// path and post-dial delay.
#include "tests/actors/call_situations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/call_routing/reason.hpp"
#include "sim/core/format_time.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

/// The guide's three clusters with a second user in the first and the last.
Plan world() {
  Plan plan = quiet_plan();
  plan.users.push_back({"lobby", "1000-002", cluster1, true, true});
  plan.users.push_back({"reception", "3000-002", cluster3, true, true});
  return plan;
}

std::string ending(const record::CallRow& call) {
  const calls::ReasonFacts& facts = calls::facts_of(call.reason);
  if (!call.known) return "no outcome";
  return std::string(facts.name) + ", " + std::to_string(facts.cause) + ", " +
         (call.path.empty() ? std::string("nowhere") : call.path) + ", " + core::format_duration(call.end - call.at);
}

std::string ending_of(const CallSituation& situation) {
  Plan plan = world();
  situation.change(plan);
  plan.timeline.push_back(
      {situation.at, PlaceCall{situation.from, situation.dialled, situation.talk, situation.answers}});
  std::stable_sort(plan.timeline.begin(), plan.timeline.end(),
                   [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
  return told_by(plan, [&](const RunResult& result) {
    // Of several calls of one instant the one under test was asked for last.
    for (auto row = result.journal.calls.rbegin(); row != result.journal.calls.rend(); ++row) {
      if (row->at == situation.at && row->from == situation.from) return ending(*row);
    }
    return std::string("no call");
  });
}

TEST(CallSituations, EachEndsAsItShould) {
  EXPECT_GE(call_situations().size(), 50U);
  for (const CallSituation& situation : call_situations()) {
    EXPECT_EQ(ending_of(situation), situation.expected) << situation.name;
  }
}

/// Whether a probe that asks at the date of the call, in the caller's cluster, would find a phone.
std::string probed(const CallSituation& situation, ClusterId cluster, UserId user) {
  Plan plan = world();
  situation.change(plan);
  std::stable_sort(plan.timeline.begin(), plan.timeline.end(),
                   [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
  plan.probes = {{.name = "p",
                  .clusters = {cluster},
                  .users = {user},
                  .every = hour,
                  .process = ProbePlan::Process::periodic,
                  .from = situation.at}};
  return told_by(plan, [](const RunResult& result) {
    return result.journal.reachability.at(0).reached > 0 ? std::string("reached") : std::string("not reached");
  });
}

/// The cluster of the caller in the words of a path.
ClusterId first_of(const std::string& path) {
  if (path.starts_with("cluster1")) return cluster1;
  return path.starts_with("cluster2") ? cluster2 : cluster3;
}

TEST(CallSituations, AProbeFindsWhatACallFinds) {
  // Where a probe is meant to find otherwise: nobody's line or limit is in its way, it has no line with a calling
  // search space, and it does not wait for what comes back.
  const std::vector<std::string> otherwise{"calling search space", "calls somebody",        "is in a call, and",
                                           "nobody answers",       "back before",           "trunk is full",
                                           "calls a second",       "cluster called is full"};
  int asked = 0;
  for (const CallSituation& situation : call_situations()) {
    const auto meant = [&](const std::string& words) { return situation.name.find(words) != std::string::npos; };
    if (std::any_of(otherwise.begin(), otherwise.end(), meant)) continue;
    const std::string path =
        situation.expected.substr(situation.expected.find(", ", situation.expected.find(", ") + 1) + 2);
    if (path.starts_with("nowhere")) continue;
    Plan plan = world();
    situation.change(plan);
    const auto user = std::find_if(plan.users.begin(), plan.users.end(),
                                   [&](const UserPlan& one) { return one.dn == situation.dialled; });
    if (user == plan.users.end()) continue;  // numbers of the public network, and of nobody
    ++asked;
    const bool reached = situation.expected.starts_with("answered");
    EXPECT_EQ(probed(situation, first_of(path), UserId(user - plan.users.begin())), reached ? "reached" : "not reached")
        << situation.name;
  }
  EXPECT_GE(asked, 40);
}

}  // namespace
}  // namespace roamsim::actors
