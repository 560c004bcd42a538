// Every cause for which a login or logout is refused: where it stops, what the phone shows, and that it has one end.
#include <gtest/gtest.h>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using catalogue::Cause;
using Stages = std::vector<std::string>;

constexpr Time at = 1 * minute;
const em::Parameters em_times;
const Stages refused_at_the_door{"services_list", "sign_in_page", "typing"};
const Stages refused_by_the_service{"services_list", "sign_in_page", "typing", "service"};
const Stages whole_login{"services_list", "sign_in_page", "typing",        "service",     "commit",
                         "rebuild",       "restart",      "configuration", "registration"};

record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_NE(result.end, core::RunEnd::stuck);
  EXPECT_EQ(violations(plan, result.journal), "");
  return result.journal;
}

void expect_refused(const record::Journal& journal, std::size_t request, Cause cause, Time end, const Stages& through) {
  ASSERT_LT(request, journal.requests.size());
  const record::RequestRow& row = journal.requests[request];
  EXPECT_EQ(row.code, catalogue::error_of(cause).code);
  EXPECT_EQ(row.text(), catalogue::error_of(cause).shown);
  EXPECT_EQ(row.end, end);
  EXPECT_EQ(stages(journal, request), through);
}

void expect_logged_in(const record::Journal& journal, std::size_t request, Time begin) {
  ASSERT_LT(request, journal.requests.size());
  EXPECT_EQ(journal.requests[request].code, 0);
  EXPECT_EQ(journal.requests[request].end, registering(begin));
  EXPECT_EQ(stages(journal, request), whole_login);
}

/// Two super users of cluster 2 who are not logged in; one request at a time there.
Plan narrow_plan() {
  Plan plan = quiet_plan();
  plan.users.push_back({"u3", "2000-003", cluster2, true, false});
  plan.users.push_back({"u4", "2000-004", cluster2, true, false});
  plan.clusters[cluster2.index()].extension_mobility.service_parameters.max_concurrent_requests = 1;
  return plan;
}

TEST(Refused, TheSecondRequestAtOnceIsBusy) {
  Plan plan = narrow_plan();
  plan.timeline = {{at, Login{UserId(3), cluster2}}, {at, Login{UserId(4), cluster2}}};
  const record::Journal journal = run(plan);
  expect_logged_in(journal, 0, at);
  expect_refused(journal, 1, Cause::busy, entering(at), refused_at_the_door);
  EXPECT_EQ(journal.location_changes.size(), 1U);
}

TEST(Refused, ALogoutMeetsTheSameLimit) {
  Plan plan = narrow_plan();
  plan.timeline = {{at, Login{UserId(3), cluster2}}, {entering(at) - em_times.services_list, Logout{alice, cluster2}}};
  const record::Journal journal = run(plan);
  expect_logged_in(journal, 0, at);
  expect_refused(journal, 1, Cause::busy, entering(at) + em_times.sign_in_page, {"services_list", "sign_in_page"});
  EXPECT_TRUE(registrations(journal, alice, cluster2, false).empty());
}

TEST(Refused, NobodyIsBusyOnceTheFirstIsCommitted) {
  Plan plan = narrow_plan();
  const Time later = at + em_times.service + em_times.commit;
  plan.timeline = {
      {at, Login{UserId(3), cluster2}}, {later - 1, Login{UserId(4), cluster2}}, {later + 1, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_logged_in(journal, 0, at);
  expect_refused(journal, 1, Cause::busy, entering(later - 1), refused_at_the_door);
  expect_logged_in(journal, 2, later + 1);
}

TEST(Refused, EveryServingNodeHasItsOwnLimit) {
  Plan plan = narrow_plan();
  plan.clusters[cluster2.index()].nodes[1].services.extension_mobility = true;
  plan.timeline = {{at, Login{UserId(3), cluster2}}, {at, Login{UserId(4), cluster2}}, {at, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_logged_in(journal, 0, at);
  expect_logged_in(journal, 1, at);
  expect_refused(journal, 2, Cause::busy, entering(at), refused_at_the_door);
}

TEST(Refused, ASecondDeviceWhereItIsNotAllowed) {
  Plan plan = quiet_plan();
  plan.timeline = {{at, Login{alice, cluster2}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::multiple_login, entering(at) + em_times.service, refused_by_the_service);
  EXPECT_TRUE(journal.location_changes.empty());
  EXPECT_TRUE(journal.registrations.empty());
}

TEST(Refused, ARoamingUserWhoIsNoSuperUser) {
  Plan plan = quiet_plan();
  plan.users.change(bob.index(), [](directory::User& one) { one.super_user = false; });
  plan.timeline = {{at, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::not_a_super_user, entering(at) + em_times.service, refused_by_the_service);
  EXPECT_TRUE(journal.registrations.empty());
}

TEST(Refused, AUserWhomAStandaloneClusterDoesNotKnow) {
  Plan plan = quiet_plan();
  plan.clusters[cluster3.index()].membership.role = ils::Role::standalone;
  plan.timeline = {{at, Login{bob, cluster3}}, {at, Login{kally, cluster1}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::unknown_user, entering(at) + em_times.service, refused_by_the_service);
  expect_refused(journal, 1, Cause::unknown_user, entering(at) + em_times.service, refused_by_the_service);
}

TEST(Refused, WhereNoPhoneIsFree) {
  Plan plan = quiet_plan();
  plan.clusters[cluster2.index()].spare_phones = 0;
  plan.timeline = {{at, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::no_free_phone, at, {});
  EXPECT_EQ(journal.requests[0].phone, "");
}

TEST(Refused, OnePhoneServesOneLoginAtATime) {
  Plan plan = quiet_plan();
  plan.clusters[cluster2.index()].spare_phones = 1;
  plan.timeline = {{at, Login{bob, cluster2}}, {at, Login{kally, cluster2}}};
  const record::Journal journal = run(plan);
  expect_logged_in(journal, 0, at);
  expect_refused(journal, 1, Cause::no_free_phone, at, {});
}

TEST(Refused, ByAClusterThatIsDownOrBoots) {
  Plan plan = quiet_plan();
  const Time repaired = at + 2 * minute;
  const Time recovered = repaired + directory::RecoveryParameters{}.boot;
  plan.timeline = {{at, ClusterOutage{cluster2, 2 * minute}},
                   {at + second, Login{bob, cluster2}},
                   {at + second, Logout{alice, cluster2}},
                   {repaired + second, Login{bob, cluster2}},
                   {recovered, Login{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::no_service, at + second, {});
  expect_refused(journal, 1, Cause::no_service, at + second, {});
  expect_refused(journal, 2, Cause::no_service, repaired + second, {});
  expect_logged_in(journal, 3, recovered);
}

TEST(Refused, LogoutOfAUserWhoIsNotThere) {
  Plan plan = quiet_plan();
  plan.timeline = {{at, Logout{bob, cluster2}}};
  const record::Journal journal = run(plan);
  expect_refused(journal, 0, Cause::no_user_on_phone, at, {});
}

TEST(Refused, NobodyIsRefusedForAnotherReason) {
  Plan plan = quiet_plan();
  plan.timeline = {{at, Login{bob, cluster2}}};
  expect_logged_in(run(plan), 0, at);
}

}  // namespace
}  // namespace roamsim::actors
