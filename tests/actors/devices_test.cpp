// Several devices of one user in one cluster are one stay: only its first login and its last logout move the user.
#include <gtest/gtest.h>

#include <algorithm>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::LocationChangeRow::Kind;

const em::Parameters em_times;

Time logging_out(Time begin) {
  return begin + em_times.services_list + em_times.sign_in_page + em_times.service + em_times.commit;
}

Plan plan_with(em::MultipleLogin behaviour) {
  Plan plan = quiet_plan();
  for (ClusterPlan& cluster : plan.clusters) cluster.extension_mobility.service_parameters.multiple_login = behaviour;
  return plan;
}

record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal;
}

std::vector<Kind> kinds(const record::Journal& journal) {
  std::vector<Kind> kinds;
  for (const record::LocationChangeRow& change : journal.location_changes) kinds.push_back(change.kind);
  return kinds;
}

TEST(Devices, OnlyTheFirstLoginAndTheLastLogoutMoveTheUser) {
  Plan plan = plan_with(em::MultipleLogin::allowed);
  plan.timeline = {{1 * minute, Login{bob, cluster2}},  {3 * minute, Login{bob, cluster2}},
                   {5 * minute, Logout{bob, cluster2}}, {6 * minute, PlaceCall{kally, "1000-001"}},
                   {7 * minute, Logout{bob, cluster2}}, {9 * minute, Logout{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(kinds(journal), (std::vector<Kind>{Kind::login, Kind::automatic_logout, Kind::logout}));
  EXPECT_EQ(journal.location_changes[0].at, committing(1 * minute));
  EXPECT_EQ(journal.location_changes[0].truth, cluster2);
  EXPECT_EQ(journal.location_changes[2].at, logging_out(7 * minute));
  EXPECT_EQ(journal.location_changes[2].truth, cluster1);
  EXPECT_EQ(registrations(journal, bob, cluster2, true),
            (std::vector<Time>{registering(1 * minute), registering(3 * minute)}));
  EXPECT_EQ(registrations(journal, bob, cluster2, false),
            (std::vector<Time>{logging_out(5 * minute), logging_out(7 * minute)}));
  // The one used last is left first, and the other still answers.
  EXPECT_NE(journal.requests[0].phone, journal.requests[1].phone);
  EXPECT_EQ(journal.requests[2].phone, journal.requests[1].phone);
  EXPECT_EQ(journal.requests[3].phone, journal.requests[0].phone);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
  EXPECT_EQ(journal.calls[0].target, cluster2);
  EXPECT_EQ(journal.requests[4].code, catalogue::error_of(catalogue::Cause::no_user_on_phone).code);
}

TEST(Devices, FurtherDevicesArePassedOnThoughTheyMoveNobody) {
  Plan plan = plan_with(em::MultipleLogin::allowed);
  plan.timeline = {{1 * minute, Login{bob, cluster2}}, {3 * minute, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  const auto advances = [&](Time after) {
    return std::count_if(journal.advances.begin(), journal.advances.end(), [&](const record::AdvanceRow& row) {
      return row.kind == record::AdvanceRow::Kind::applied && row.origin == cluster2 && row.at > after;
    });
  };
  EXPECT_EQ(advances(0), 4);
  EXPECT_EQ(advances(3 * minute), 2);
}

TEST(Devices, AutoLogoutEndsTheOlderDeviceAtTheCommitOfTheNewer) {
  Plan plan = plan_with(em::MultipleLogin::auto_logout);
  plan.timeline = {
      {1 * minute, Login{bob, cluster2}}, {3 * minute, Login{bob, cluster2}}, {5 * minute, Logout{bob, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(kinds(journal), (std::vector<Kind>{Kind::login, Kind::automatic_logout, Kind::logout}));
  EXPECT_EQ(registrations(journal, bob, cluster2, true),
            (std::vector<Time>{registering(1 * minute), registering(3 * minute)}));
  EXPECT_EQ(registrations(journal, bob, cluster2, false),
            (std::vector<Time>{committing(3 * minute), logging_out(5 * minute)}));
  EXPECT_EQ(journal.location_changes[2].at, logging_out(5 * minute));
}

TEST(Devices, ADeviceEndedWhileItRestartsIsNotRegistered) {
  Plan plan = plan_with(em::MultipleLogin::auto_logout);
  const Time second_login = 1 * minute + 5 * second;
  plan.timeline = {{1 * minute, Login{bob, cluster2}}, {second_login, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  ASSERT_LT(committing(second_login), registering(1 * minute));
  EXPECT_EQ(registrations(journal, bob, cluster2, true), (std::vector<Time>{registering(second_login)}));
  EXPECT_TRUE(registrations(journal, bob, cluster2, false).empty());
}

// Cluster 1, cut off, does not know that Bob has been elsewhere since. His new login there is his last wherever it
// becomes known, although a device of an older stay is still logged in beside it.
TEST(Devices, ALoginBesideAnOlderStayIsNewerThanWhatHappenedElsewhere) {
  Plan plan = plan_with(em::MultipleLogin::allowed);
  plan.timeline = {{30 * second, AccessOutage{cluster1, 5 * minute}},
                   {1 * minute, Login{bob, cluster2}},
                   {3 * minute, Login{bob, cluster1}},
                   {10 * minute, PlaceCall{kally, "1000-001"}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(truth_at_end(plan, journal)[bob.index()].cluster, cluster1);
  EXPECT_EQ(kinds(journal), (std::vector<Kind>{Kind::login, Kind::login, Kind::automatic_logout}));
  EXPECT_EQ(journal.location_changes[1].cluster, cluster1);
  EXPECT_EQ(journal.location_changes[2].cluster, cluster2);
  EXPECT_EQ(journal.calls[0].target, cluster1);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
}

}  // namespace
}  // namespace roamsim::actors
