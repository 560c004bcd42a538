// A login that an outage cuts: what was committed lasts, what was not did not happen.
#include <gtest/gtest.h>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::LocationChangeRow::Kind;

constexpr Time at = 1 * minute;
constexpr Duration lasts = 2 * minute;
const em::Parameters em_times;
const directory::RecoveryParameters recovery;

record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal;
}

/// Bob's login at cluster 2, whose power fails at `when`.
record::Journal cut_at(Time when) {
  Plan plan = quiet_plan();
  plan.timeline = {
      {at, Login{bob, cluster2}}, {when, ClusterOutage{cluster2, lasts}}, {20 * minute, PlaceCall{kally, "1000-001"}}};
  record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].code, catalogue::error_of(catalogue::Cause::no_service).code);
  EXPECT_EQ(journal.requests[0].end, when);
  return journal;
}

void expect_undone(const record::Journal& journal) {
  EXPECT_TRUE(journal.location_changes.empty());
  EXPECT_TRUE(registrations(journal, bob, cluster2, true).empty());
  EXPECT_EQ(journal.calls[0].target, cluster1);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
}

void expect_durable(const record::Journal& journal, Time when) {
  ASSERT_EQ(journal.location_changes.size(), 2U);
  EXPECT_EQ(journal.location_changes[0].kind, Kind::login);
  EXPECT_EQ(journal.location_changes[0].at, committing(at));
  EXPECT_EQ(journal.location_changes[1].kind, Kind::automatic_logout);
  const Time recovered = when + lasts + recovery.boot;
  EXPECT_EQ(registrations(journal, bob, cluster2, true),
            (std::vector<Time>{recovered + recovery.phone_reregistration + em_times.registration}));
  EXPECT_EQ(journal.calls[0].target, cluster2);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
}

TEST(LoginCut, WhileTheUserTypes) {
  expect_undone(cut_at(at + em_times.services_list + em_times.sign_in_page + em_times.typing / 2));
}

TEST(LoginCut, InTheService) {
  expect_undone(cut_at(entering(at) + em_times.service / 2));
}

// What fails at an instant fails before anything else happens then.
TEST(LoginCut, AtTheInstantOfTheCommit) {
  expect_undone(cut_at(committing(at)));
}

TEST(LoginCut, ANanosecondAfterTheCommit) {
  expect_durable(cut_at(committing(at) + 1), committing(at) + 1);
}

TEST(LoginCut, WhileTheNodeRebuilds) {
  const Time when = committing(at) + em_times.rebuild / 2;
  expect_durable(cut_at(when), when);
}

TEST(LoginCut, AtTheInstantAtWhichTheRebuildIsDone) {
  const Time when = committing(at) + em_times.rebuild;
  expect_durable(cut_at(when), when);
}

TEST(LoginCut, WhileThePhoneRestarts) {
  const Time when = committing(at) + em_times.rebuild + em_times.restart / 2;
  expect_durable(cut_at(when), when);
}

TEST(LoginCut, AtTheInstantOfTheRegistration) {
  expect_durable(cut_at(registering(at)), registering(at));
}

TEST(LogoutCut, BeforeTheCommitItDidNotHappen) {
  Plan plan = quiet_plan();
  const Time when = at + em_times.services_list + em_times.sign_in_page + em_times.service / 2;
  plan.timeline = {{at, Logout{alice, cluster2}}, {when, ClusterOutage{cluster2, lasts}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].code, catalogue::error_of(catalogue::Cause::no_service).code);
  EXPECT_TRUE(journal.location_changes.empty());
  EXPECT_EQ(registrations(journal, alice, cluster2, true),
            (std::vector<Time>{when + lasts + recovery.boot + recovery.phone_reregistration + em_times.registration}));
}

// The phone is in the user's hand when the others register again; that the logout is refused must not leave it out.
TEST(LogoutRefused, WhilePhonesComeBackLeavesNoPhoneBehind) {
  Plan plan = quiet_plan();
  plan.clusters[cluster2.index()].extension_mobility.service_parameters.max_concurrent_requests = 1;
  const Time back = at + lasts + recovery.boot + recovery.phone_reregistration;
  const Time press = back - em_times.services_list - em_times.sign_in_page / 2;
  plan.timeline = {{at, ClusterOutage{cluster2, lasts}},
                   {press - em_times.typing - em_times.service / 2, Login{bob, cluster2}},
                   {press, Logout{alice, cluster2}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[1].code, catalogue::error_of(catalogue::Cause::busy).code);
  EXPECT_EQ(registrations(journal, alice, cluster2, true).size(), 1U);
}

constexpr Time login_elsewhere = 2 * minute;
/// When cluster 1 learns that Bob has logged in at cluster 2, and logs him out; cluster 3 fetches the same meanwhile.
const Time learned = committing(login_elsewhere) + 3 * way + 2 * transfer(line) + processing() + writing();
const Duration logout_takes = em_times.services_list + em_times.sign_in_page + em_times.service + em_times.commit;

/// Bob, who has logged in elsewhere, also logs out by hand at home, so that the commit is at `when`.
record::Journal logout_committed_at(Time when) {
  Plan plan = quiet_plan();
  plan.timeline = {{login_elsewhere, Login{bob, cluster2}}, {when - logout_takes, Logout{bob, cluster1}}};
  record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[1].end, when);
  EXPECT_EQ(journal.requests[1].code, 0);
  EXPECT_EQ(journal.location_changes.size(), 2U);
  EXPECT_EQ(registrations(journal, bob, cluster1, false).size(), 1U);
  EXPECT_EQ(truth_at_end(plan, journal)[bob.index()].cluster, cluster2);
  return journal;
}

TEST(LogoutRace, TheAutomaticLogoutMayComeFirst) {
  const record::Journal journal = logout_committed_at(learned + em_times.commit / 2);
  EXPECT_EQ(journal.location_changes[1].kind, Kind::automatic_logout);
  EXPECT_EQ(journal.location_changes[1].at, learned);
}

TEST(LogoutRace, TheUserMayComeFirst) {
  const record::Journal journal = logout_committed_at(learned - 1);
  EXPECT_EQ(journal.location_changes[1].kind, Kind::logout);
  EXPECT_EQ(journal.location_changes[1].at, learned - 1);
}

TEST(LogoutRace, BothMayComeAtOnce) {
  EXPECT_EQ(logout_committed_at(learned).location_changes[1].at, learned);
}

TEST(LogoutRace, AServiceThatFindsThePhoneEmptySaysSo) {
  Plan plan = quiet_plan();
  const Time press = learned - em_times.services_list - em_times.sign_in_page - em_times.service / 2;
  plan.timeline = {{login_elsewhere, Login{bob, cluster2}}, {press, Logout{bob, cluster1}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[1].code, catalogue::error_of(catalogue::Cause::no_user_on_phone).code);
  EXPECT_EQ(journal.requests[1].end, learned + em_times.service - em_times.service / 2);
}

}  // namespace
}  // namespace roamsim::actors
