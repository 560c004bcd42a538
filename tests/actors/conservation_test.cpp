// Random small plans, each in a process of its own: nothing crashes, everything has one end, and when all is healed
// every member of the network knows the truth.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/actors/invariants.hpp"
#include "tests/actors/random_plan.hpp"
#include "tests/actors/run.hpp"

namespace roamsim::actors {
namespace {

// A fixed stream: the cases are the same in every run.
class Conservation : public testing::Test {
 protected:
  void SetUp() override { setenv("RC_PARAMS", "seed=20240611 max_success=3000", 0); }
};

/// Asks, at the end, where each cluster routes each user and whether the user's number is registered there.
void ask_everything(Plan& plan) {
  for (std::size_t user = 0; user < plan.users.size(); ++user) {
    for (std::size_t cluster = 0; cluster < plan.clusters.size(); ++cluster) {
      plan.expectations.push_back({"", "", ExpectRoute{UserId(user), ClusterId(cluster), plan.duration, ClusterId(0)}});
      plan.expectations.push_back({"", "", ExpectRegistered{UserId(user), ClusterId(cluster), plan.duration, true}});
    }
  }
}

bool member(const ClusterPlan& cluster) {
  return cluster.membership.role != ils::Role::standalone;
}

std::string untruths(const Plan& plan, const record::Journal& journal) {
  std::string wrong;
  const std::vector<Whereabouts> truth = truth_at_end(plan, journal);
  auto row = journal.expectations.begin();
  for (std::size_t user = 0; user < plan.users.size(); ++user) {
    for (std::size_t cluster = 0; cluster < plan.clusters.size(); ++cluster) {
      const std::string route = (row++)->found;
      const std::string registered = (row++)->found;
      const std::string at = "u" + std::to_string(user) + " at c" + std::to_string(cluster) + ": ";
      const bool device = truth[user].has_device_in(ClusterId(cluster));
      if (registered != (device ? "registered" : "not registered")) wrong += at + registered + "\n";
      // Where what was learned first wins, a cluster may well be wrong; and nobody tells a standalone one.
      const bool told = member(plan.clusters[cluster]) && member(plan.clusters[plan.users[user].home.index()]);
      if (!told || plan.clusters[cluster].ils.conflict == ils::ConflictPolicy::first_learned) continue;
      const std::string& where = plan.clusters[truth[user].cluster.index()].name;
      if (route != where) wrong += at + "route " + route + ", truth " + where + "\n";
    }
  }
  return wrong;
}

/// What the run met, one word each: a check that meets nothing proves nothing.
std::set<std::string> met(const Plan& plan, const record::Journal& journal) {
  std::set<std::string> met;
  for (const record::RequestRow& row : journal.requests) {
    met.insert((row.kind == record::RequestRow::Kind::login ? "login:" : "logout:") + std::to_string(row.code));
  }
  for (const record::CallRow& row : journal.calls) met.insert("call:" + std::string(calls::name_of(row.outcome)));
  for (const record::LocationChangeRow& row : journal.location_changes) {
    if (row.kind == record::LocationChangeRow::Kind::automatic_logout) met.insert("automatic_logout");
  }
  for (const record::ExchangeRow& row : journal.exchanges) {
    if (row.arrived == never) met.insert("lost_batch");
  }
  for (const record::SpanRow& span : journal.spans) {
    if (span.stage == "restart" && journal.requests[span.request.index()].code != 0) met.insert("cut_after_commit");
  }
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name.starts_with("routes.prevented")) met.insert(row.name);
  }
  const std::vector<Whereabouts> truth = truth_at_end(plan, journal);
  for (std::size_t user = 0; user < truth.size(); ++user) {
    if (truth[user].cluster != plan.users[user].home) met.insert("away_at_end");
    if (truth[user].devices.size() > 1) met.insert("several_devices");
  }
  for (const TimelineEntry& entry : plan.timeline) {
    if (std::holds_alternative<IlsJoin>(entry.action)) met.insert("join");
  }
  return met;
}

TEST_F(Conservation, HoldsInRandomPlans) {
  std::map<std::string, int> seen;
  EXPECT_TRUE(rc::check([&] {
    Plan plan = *random_plans();
    ask_everything(plan);
    const std::string told = told_by(plan, [&](const RunResult& result) {
      std::string words;
      for (const std::string& word : met(plan, result.journal)) words += word + ' ';
      if (result.prevented) words += "healed ";
      return words + '\n' + violations(plan, result.journal) + untruths(plan, result.journal) +
             (result.end == core::RunEnd::stuck ? "stuck\n" : "") +
             (result.broken ? "broken: " + result.broken->what + "\n" : "");
    });
    const std::size_t first_line = std::min(told.find('\n'), told.size());
    std::istringstream words(told.substr(0, first_line));
    for (std::string word; words >> word;) ++seen[word];
    const std::string wrong = first_line == told.size() ? "died: " + told : told.substr(first_line + 1);
    if (!wrong.empty()) {
      show(plan, RC_LOG());
      RC_FAIL(wrong);
    }
  }));
  for (const char* word : {"login:0",
                           "login:25",
                           "login:26",
                           "login:201",
                           "login:-1",
                           "login:-2",
                           "logout:0",
                           "logout:19",
                           "logout:-1",
                           "call:connected",
                           "call:unallocated_number",
                           "call:caller_unregistered",
                           "call:phone_unregistered",
                           "call:stale_route",
                           "call:trunk_dead",
                           "automatic_logout",
                           "lost_batch",
                           "cut_after_commit",
                           "away_at_end",
                           "several_devices",
                           "join",
                           "healed",
                           "routes.prevented.outside_the_network"}) {
    EXPECT_GE(seen[word], 5) << word;
  }
}

}  // namespace
}  // namespace roamsim::actors
