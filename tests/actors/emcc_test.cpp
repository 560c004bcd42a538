// Logins by EMCC: the way of the messages, what is held at home, and how a login ends that nobody ends.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "models/catalogue/errors.hpp"
#include "sim/actors/simulation.hpp"
#include "tests/actors/look.hpp"

namespace roamsim::actors {
namespace {

using catalogue::Cause;

constexpr ClusterId home{0};
constexpr ClusterId visited{1};
constexpr ClusterId third{2};
constexpr UserId kally{0};
constexpr UserId bob{1};
constexpr Time at = 1 * minute;
constexpr Duration way = 2 * AccessLinkPlan{}.latency;
const em::Parameters times;
const em::EmccParameters emcc;
const directory::RecoveryParameters recovery;

/// Two EMCC users of the first cluster, who are not logged in, and two clusters more.
Plan small_plan() {
  Plan plan;
  plan.duration = 60 * minute;
  for (const char* name : {"home", "visited", "third"}) {
    ClusterPlan cluster;
    cluster.name = name;
    cluster.nodes = {NodePlan{std::string(name) + "-pub", 4, {}}};
    cluster.membership.role = ils::Role::hub;
    cluster.ils.mode = ils::SyncMode::event_triggered;
    plan.clusters.push_back(cluster);
  }
  for (const char* name : {"kally", "bob"}) {
    UserPlan user{name, plan.users.empty() ? "1000-001" : "1000-002", home, false, false};
    user.mobility = em::Mobility::emcc;
    plan.users.push_back(user);
  }
  return plan;
}

/// Runs it, and looks whether every request's stages follow each other from its beginning to its end.
record::Journal run(const Plan& plan) {
  const RunResult result = Simulation(plan).run();
  EXPECT_NE(result.end, core::RunEnd::stuck);
  EXPECT_FALSE(result.broken) << result.broken->what;
  std::map<std::uint32_t, Time> ended;
  for (const record::SpanRow& span : result.journal.spans) {
    const auto [last, first] = ended.try_emplace(span.request.value, span.begin);
    EXPECT_EQ(span.begin, first ? result.journal.requests[span.request.index()].begin : last->second) << span.stage;
    last->second = span.end;
  }
  for (const auto& [request, end] : ended) EXPECT_EQ(end, result.journal.requests[request].end);
  return result.journal;
}

std::map<std::string, Duration> lengths(const record::Journal& journal, std::size_t request) {
  std::map<std::string, Duration> found;
  for (const record::SpanRow& span : journal.spans) {
    if (span.request.index() == request) found[std::string(span.stage)] = span.end - span.begin;
  }
  return found;
}

/// When a login that begins at `at` asks the first remote cluster, and when it asks the home, which is that one.
constexpr Time asking(const em::Parameters& em, const em::EmccParameters& own) {
  return at + em.services_list + em.sign_in_page + em.typing + own.service;
}
Time committing() {
  return asking(times, emcc) + 4 * way + emcc.check_user + emcc.home_login + times.commit;
}

TEST(Emcc, EachStageTakesItsTimeAndTheWaysToTheHomeCluster) {
  Plan plan = small_plan();
  plan.timeline = {{at, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].code, 0);
  EXPECT_EQ(stages(journal, 0),
            (std::vector<std::string>{"services_list", "sign_in_page", "typing", "service", "find_home", "home_login",
                                      "commit", "rebuild", "restart", "configuration", "registration"}));
  std::map<std::string, Duration> took = lengths(journal, 0);
  EXPECT_EQ(took["service"], emcc.service);
  EXPECT_EQ(took["find_home"], emcc.check_user + 2 * way);
  EXPECT_EQ(took["home_login"], emcc.home_login + 2 * way);
  EXPECT_EQ(took["registration"], times.registration + 2 * way);
  Duration flows = 0;
  for (const std::int64_t bytes : emcc.files()) {
    flows += (8 * bytes * second + AccessLinkPlan{}.bandwidth / 2) / AccessLinkPlan{}.bandwidth;
  }
  EXPECT_NEAR(static_cast<double>(took["configuration"]), static_cast<double>(times.configuration + flows + 6 * way),
              1000.0);
  EXPECT_TRUE(journal.location_changes.empty());
  ASSERT_EQ(journal.registrations.size(), 1U);
  EXPECT_EQ(journal.registrations[0].cluster, home);
  EXPECT_EQ(journal.registrations[0].at, journal.requests[0].end);
}

TEST(Emcc, TheConfigurationSharesTheLineOfTheHomeCluster) {
  Plan plan = small_plan();
  plan.clusters[home.index()].access.bandwidth = 100'000;
  plan.timeline = {{at, Login{kally, visited}}, {at, Login{bob, visited}}};
  const record::Journal journal = run(plan);
  // Both phones at once: as if the line carried the files of both one after another, but for the time in which one of
  // them has it alone: one commit comes after the other, and between two files there is a question and its answer.
  const Duration files = 8 * (emcc.trust_list_bytes + emcc.configuration_bytes + emcc.softkey_bytes) * second / 100'000;
  const Duration by_itself = times.commit + 2 * (2 * way);
  for (const std::size_t request : {0U, 1U}) {
    EXPECT_EQ(journal.requests[request].code, 0);
    EXPECT_NEAR(static_cast<double>(lengths(journal, request)["configuration"]),
                static_cast<double>(times.configuration + 2 * files + 6 * way - by_itself), 1000.0);
  }
}

TEST(Emcc, AClusterThatIsNotTheHomeIsAskedFirstAndCostsItsTime) {
  Plan plan = small_plan();
  plan.clusters[visited.index()].emcc.remote_clusters = {third, home};
  plan.timeline = {{at, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].code, 0);
  EXPECT_EQ(lengths(journal, 0)["find_home"], 2 * (emcc.check_user + 2 * way));
}

TEST(Emcc, ASilentClusterCostsTheTimeoutAndDoesNotHideTheHome) {
  Plan plan = small_plan();
  plan.clusters[visited.index()].emcc.remote_clusters = {third, home};
  plan.timeline = {{at, Login{kally, visited}}, {30 * second, ClusterOutage{third, 5 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].code, 0);
  EXPECT_EQ(lengths(journal, 0)["find_home"], emcc.response_timeout + emcc.check_user + 2 * way);
}

TEST(Emcc, AHomeThatCountsAsDownIsNotAskedAndTheRefusalComesAtOnce) {
  Plan plan = small_plan();
  plan.timeline = {{10 * minute, ClusterOutage{home, 40 * minute}}, {31 * minute, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_home_down);
  EXPECT_EQ(journal.requests[0].code, -6);
  EXPECT_EQ(journal.requests[0].text(), "Login is unavailable");
  EXPECT_EQ(lengths(journal, 0)["find_home"], emcc.check_user + 2 * way);  // of the third cluster
}

TEST(Emcc, TheIntervalOfTheVisitedClusterCounts) {
  Plan plan = small_plan();
  plan.clusters[visited.index()].emcc_parameters.remote_cluster_update_interval = 15 * minute;
  plan.timeline = {{10 * minute, ClusterOutage{home, 30 * minute}},
                   {16 * minute, Login{kally, visited}},
                   {16 * minute, Login{bob, third}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_home_down);
  EXPECT_EQ(journal.requests[1].cause, Cause::emcc_no_response);
  EXPECT_EQ(journal.requests[1].text(), "Login is unavailable(23)");
}

TEST(Emcc, ALineCutAfterTheSearchIsTheCutLine) {
  Plan plan = small_plan();
  plan.timeline = {{at, Login{kally, visited}},
                   {asking(times, emcc) + 2 * way + emcc.check_user + 1, AccessOutage{home, 1 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_link_cut);
  EXPECT_EQ(journal.requests[0].code, 208);
  EXPECT_EQ(lengths(journal, 0)["home_login"], emcc.response_timeout);
  EXPECT_TRUE(journal.registrations.empty());
}

// The home cluster has taken the login, but the visited one never hears of it: its base device is free again.
TEST(Emcc, ABaseDeviceKeptForALoginThatFailsIsFreeAgain) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc.base_devices = 1;
  const Time recorded = asking(times, emcc) + 3 * way + emcc.check_user + emcc.home_login;
  plan.timeline = {{at, Login{kally, visited}},        {recorded + 1, AccessOutage{home, 30 * second}},
                   {5 * minute, Login{bob, visited}},  {6 * minute, Login{kally, visited}},
                   {7 * minute, Logout{bob, visited}}, {8 * minute, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_link_cut);
  EXPECT_EQ(lengths(journal, 0)["home_login"], emcc.response_timeout);
  EXPECT_EQ(journal.requests[1].cause, Cause::none);
  EXPECT_EQ(journal.requests[2].cause, Cause::emcc_no_base_device);
  EXPECT_EQ(journal.requests[3].cause, Cause::none);
  EXPECT_EQ(journal.requests[4].cause, Cause::none);
}

TEST(Emcc, TheHomeClusterFailsWhileThePhoneRestarts) {
  Plan plan = small_plan();
  const Time when = committing() + times.rebuild + times.restart / 2;
  plan.timeline = {{at, Login{kally, visited}}, {when, ClusterOutage{home, 5 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_link_cut);
  EXPECT_TRUE(journal.registrations.empty());
}

TEST(Emcc, TheHomeClusterFailsWhileItRebuilds) {
  Plan plan = small_plan();
  const Time when = committing() + times.rebuild / 2;
  plan.timeline = {{at, Login{kally, visited}}, {when, ClusterOutage{home, 5 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_link_cut);
  EXPECT_EQ(journal.requests[0].end, when);
}

TEST(Emcc, TheVisitedClusterFailsAfterTheCommit) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc.base_devices = 1;
  plan.timeline = {{at, Login{kally, visited}},
                   {committing() + second, ClusterOutage{visited, 5 * minute}},
                   {5 * minute, Login{bob, third}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::no_service);
  EXPECT_EQ(journal.requests[0].end, committing() + second);
  EXPECT_EQ(journal.requests[1].cause, Cause::none);  // the base device is free
}

TEST(Emcc, AtTheFirstRenewalWithoutItsHomeThePhoneReturns) {
  Plan plan = small_plan();
  plan.timeline = {
      {at, Login{kally, visited}}, {10 * minute, AccessOutage{home, 3 * minute}}, {20 * minute, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  const Time registered = journal.requests[0].end;
  const std::vector<Time> lost = registrations(journal, kally, home, false);
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ((lost[0] - registered) % emcc.registration_refresh, 0);
  EXPECT_GE(lost[0], 10 * minute);
  EXPECT_LT(lost[0], 13 * minute);
  EXPECT_EQ(journal.requests[1].cause, Cause::none);
}

TEST(Emcc, AHomeThatIsBackBeforeTheRenewalFindsThePhoneAgain) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc_parameters.registration_refresh = 1 * hour;
  plan.timeline = {{at, Login{kally, visited}}, {10 * minute, ClusterOutage{home, 5 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, kally, home, false), (std::vector<Time>{10 * minute}));
  const Time back = 15 * minute + directory::boot_stages(recovery).services + recovery.phone_reregistration;
  ASSERT_EQ(registrations(journal, kally, home, true).size(), 2U);
  EXPECT_GE(registrations(journal, kally, home, true)[1], back);
}

TEST(Emcc, TheFailureOfTheVisitedClusterDoesNotTouchAPhoneThatIsRegisteredAtHome) {
  Plan plan = small_plan();
  plan.timeline = {{at, Login{kally, visited}}, {10 * minute, ClusterOutage{visited, 20 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_TRUE(registrations(journal, kally, home, false).empty());
}

TEST(Emcc, TheMaximumLoginTimeIsThatOfTheHomeCluster) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc_parameters.maximum_login_time = 20 * minute;
  plan.timeline = {{at, Login{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, kally, home, false), (std::vector<Time>{committing() + 20 * minute}));
}

TEST(Emcc, ASecondLoginMeetsTheBehaviourOfTheHomeCluster) {
  Plan plan = small_plan();
  plan.clusters[home.index()].extension_mobility.service_parameters.multiple_login = em::MultipleLogin::auto_logout;
  plan.timeline = {{at, Login{kally, home}}, {5 * minute, Login{kally, visited}}, {10 * minute, Login{kally, third}}};
  const record::Journal journal = run(plan);
  for (const record::RequestRow& request : journal.requests) EXPECT_EQ(request.cause, Cause::none);
  EXPECT_EQ(registrations(journal, kally, home, true).size(), 3U);
  EXPECT_EQ(registrations(journal, kally, home, false).size(), 2U);
  // Of the login at home and its end the network is told, of those elsewhere it is not.
  ASSERT_EQ(journal.location_changes.size(), 2U);
  EXPECT_EQ(journal.location_changes[0].kind, record::LocationChangeRow::Kind::login);
  EXPECT_EQ(journal.location_changes[1].kind, record::LocationChangeRow::Kind::automatic_logout);
}

TEST(Emcc, ALogoutAsksTheHomeClusterToo) {
  Plan plan = small_plan();
  plan.timeline = {{at, Login{kally, visited}}, {5 * minute, Logout{kally, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[1].code, 0);
  EXPECT_EQ(stages(journal, 1),
            (std::vector<std::string>{"services_list", "sign_in_page", "service", "home_logout", "commit"}));
  EXPECT_EQ(lengths(journal, 1)["home_logout"], emcc.home_login + 2 * way);
  EXPECT_EQ(registrations(journal, kally, home, false), (std::vector<Time>{journal.requests[1].end}));
}

TEST(Emcc, TheBusyLimitOfTheVisitedClusterHoldsWhileItAsks) {
  Plan plan = small_plan();
  plan.clusters[visited.index()].extension_mobility.service_parameters.max_concurrent_requests = 1;
  plan.timeline = {{at, Login{kally, visited}}, {at + 200 * millisecond, Login{bob, visited}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::none);
  EXPECT_EQ(journal.requests[1].cause, Cause::busy);
}

// A phone that is registered over the network is called over it, and calls over it.
TEST(Emcc, CallsGoByWayOfTheHomeCluster) {
  Plan plan = small_plan();
  plan.users.push_back({"reception", "1000-003", home, false, true});
  const calls::Parameters calls;
  plan.timeline = {{at, Login{kally, visited}},
                   {5 * minute, PlaceCall{UserId(2), "1000-001"}},
                   {6 * minute, PlaceCall{kally, "1000-003"}},
                   {10 * minute, AccessOutage{home, 1 * minute}},
                   {10 * minute + second, PlaceCall{UserId(2), "1000-001"}},
                   {10 * minute + second, PlaceCall{kally, "1000-003"}}};
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.calls.size(), 4U);
  EXPECT_EQ(journal.calls[0].outcome, calls::Outcome::connected);
  EXPECT_EQ(journal.calls[0].target, home);
  EXPECT_EQ(journal.calls[0].end - journal.calls[0].at, calls.digit_analysis + 2 * way);
  EXPECT_EQ(journal.calls[1].outcome, calls::Outcome::connected);
  EXPECT_EQ(journal.calls[1].origin, home);
  EXPECT_EQ(journal.calls[1].end - journal.calls[1].at, calls.digit_analysis + 2 * way);
  EXPECT_EQ(journal.calls[2].outcome, calls::Outcome::phone_unregistered);
  EXPECT_EQ(journal.calls[3].outcome, calls::Outcome::caller_unregistered);
}

// The backup of the visited cluster has a user on a phone that somebody from elsewhere uses now.
TEST(Emcc, ARestoreOfTheVisitedClusterTakesThePhoneBack) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc.base_devices = 1;
  plan.phones = {{"SEP-desk", visited, {}}};
  plan.users.push_back({"alice", "2000-001", visited, false, false});
  LoginDetails desk;
  desk.phone = 0;
  plan.login_details = {desk};
  plan.timeline = {{at, Login{UserId(2), visited, 0}},
                   {5 * minute, Logout{UserId(2), visited}},
                   {6 * minute, Login{kally, visited, 0}},
                   {10 * minute, Restore{visited, 3 * minute, 5 * minute}},
                   {30 * minute, Login{bob, third}}};
  const record::Journal journal = run(plan);
  for (const record::RequestRow& request : journal.requests) EXPECT_EQ(request.cause, Cause::none);
  EXPECT_EQ(registrations(journal, kally, home, false).size(), 1U);
  EXPECT_EQ(registrations(journal, UserId(2), visited, true).size(), 2U);
}

// The home cluster is back before the line to it: its phones there register at once, this one when it renews.
TEST(Emcc, APhoneThatIsOutOfReachWhenItsHomeComesBackRegistersAtTheRenewal) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc_parameters.registration_refresh = 30 * minute;
  plan.timeline = {{at, Login{kally, visited}},
                   {10 * minute, ClusterOutage{home, 5 * minute}},
                   {12 * minute, AccessOutage{home, 13 * minute}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(registrations(journal, kally, home, true),
            (std::vector<Time>{journal.requests[0].end, journal.requests[0].end + 30 * minute}));
}

TEST(Emcc, AHomeThatIsShuttingDownTakesNoNewLoginAndEndsTheOneInHand) {
  Plan plan = small_plan();
  plan.clusters[home.index()].recovery.shutdown = 1 * minute;
  plan.timeline = {{at, Login{kally, visited}},
                   {asking(times, emcc) + 2 * way + emcc.check_user + way + 1, Shutdown{home, 1 * minute}},
                   {at + 10 * second, Login{bob, third}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::none);
  EXPECT_EQ(journal.requests[1].cause, Cause::emcc_no_response);
}

TEST(Emcc, AUserWithoutARecordInTheVisitedClusterIsRefusedWhereThatIsNeeded) {
  Plan plan = small_plan();
  plan.clusters[third.index()].emcc_parameters.needs_user_record = false;
  directory::UserPatch missing;
  missing.present = false;
  plan.user_exceptions = {{visited, kally, missing}, {third, kally, missing}};
  plan.timeline = {{at, Login{kally, visited}}, {3 * minute, Login{kally, third}}};
  const record::Journal journal = run(plan);
  EXPECT_EQ(journal.requests[0].cause, Cause::emcc_user_not_found);
  EXPECT_EQ(journal.requests[1].cause, Cause::none);
}

TEST(Emcc, AnExpectationCanNameTheCause) {
  Plan plan = small_plan();
  plan.clusters[home.index()].emcc.accepts = false;
  plan.timeline = {{at, Login{kally, visited}}};
  const auto expect = [&](std::optional<int> code, std::optional<Cause> cause) {
    plan.expectations.push_back({"", "", ExpectLogin{kally, at, code, cause}});
  };
  expect(38, std::nullopt);
  expect(std::nullopt, Cause::emcc_refused_by_home);
  expect(38, Cause::emcc_refused_by_home);
  expect(38, Cause::emcc_not_activated);
  expect(39, Cause::emcc_refused_by_home);
  expect(std::nullopt, Cause::none);
  expect(std::nullopt, std::nullopt);
  const record::Journal journal = run(plan);
  ASSERT_EQ(journal.expectations.size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(journal.expectations[i].met, i < 3) << i;
}

}  // namespace
}  // namespace roamsim::actors
