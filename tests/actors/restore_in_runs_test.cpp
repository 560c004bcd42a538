// The timeline puts clusters back to a backup and changes the ILS network, and the invariants of a run hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::EventRow::Kind;

/// The invariants find nothing, all is healed, and every cluster routes by the truth: else the words of what is wrong.
std::string wrong(const RunResult& result) {
  if (result.broken) return result.broken->what;
  if (!result.prevented) return "not judged: something is still out of service";
  return result.prevented->outside_the_network > 0 ? "outside the network" : "";
}

double scalar(const RunResult& result, const std::string& name) {
  const auto& rows = result.journal.scalars;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.name == name; });
  return row == rows.end() ? -1 : row->value;
}

std::string event(const RunResult& result, Kind kind) {
  for (const record::EventRow& row : result.journal.events) {
    if (row.kind == kind) return std::to_string(row.at / second) + " s: " + row.detail;
  }
  return "none";
}

Plan long_plan() {
  Plan plan = guide_plan();
  plan.duration = 2 * hour;
  return plan;
}

TEST(RestoreByTimeline, LeavesNobodyInTwoClustersAndAllClustersOfOneMind) {
  Plan plan = long_plan();
  plan.timeline = {{2 * minute, Login{kally, cluster1}},
                   {10 * minute, Login{bob, cluster2}},
                   {12 * minute, Login{alice, cluster1}},
                   {14 * minute, Logout{kally, cluster1}},
                   {20 * minute, Restore{cluster1, 5 * minute, 5 * minute}},
                   {40 * minute, PlaceCall{kally, "1000-001"}}};
  const std::string told = told_by(plan, [](const RunResult& result) {
    std::string words = wrong(result) + "|" + event(result, Kind::restored) + "|" + event(result, Kind::repaired);
    words += "|" + std::to_string(static_cast<int>(scalar(result, "restore.stays_lost"))) + " " +
             std::to_string(static_cast<int>(scalar(result, "restore.stays_reopened")));
    return words;
  });
  EXPECT_EQ(told, "|1500 s: to 5:00.000, 3 updates lost, 1 stays lost, 2 stays reopened|1500 s: |1 2");
}

// What was committed in the very instant of the backup is in it.
TEST(RestoreByTimeline, TheBackupIsOfTheEndOfItsInstant) {
  Plan plan = long_plan();
  const Time commit = committing(2 * minute);
  plan.timeline = {{2 * minute, Login{alice, cluster1}}, {20 * minute, Restore{cluster1, commit, minute}}};
  EXPECT_EQ(told_by(plan,
                    [](const RunResult& result) {
                      return wrong(result) + std::to_string(static_cast<int>(scalar(result, "restore.updates_lost")));
                    }),
            "0");
  std::get<Restore>(plan.timeline[1].action).to = commit - 1;
  EXPECT_EQ(told_by(plan,
                    [](const RunResult& result) {
                      return wrong(result) + std::to_string(static_cast<int>(scalar(result, "restore.updates_lost")));
                    }),
            "1");
}

TEST(LeaveByTimeline, OthersGoOnWithoutTheOneThatLeft) {
  Plan plan = long_plan();
  plan.timeline = {{5 * minute, IlsLeave{cluster3}}, {10 * minute, Login{bob, cluster2}}};
  EXPECT_EQ(told_by(plan,
                    [](const RunResult& result) {
                      return (result.broken ? result.broken->what : "") + event(result, Kind::left_network) +
                             result.names.roles.at(2);
                    }),
            "300 s: standalone");
}

TEST(RoleByTimeline, AHubThatBecomesASpokeIsToldByItsHub) {
  Plan plan = long_plan();
  plan.timeline = {{5 * minute, IlsRole{cluster3, ils::Role::spoke, cluster2}}, {10 * minute, Login{bob, cluster2}}};
  EXPECT_EQ(told_by(plan,
                    [](const RunResult& result) {
                      return wrong(result) + event(result, Kind::role_changed) + "|" + result.names.roles.at(2);
                    }),
            "300 s: spoke of cluster2|spoke");
}

}  // namespace
}  // namespace roamsim::actors
