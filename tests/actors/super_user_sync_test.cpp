// The Super User Synchronization Tool in runs: when it runs, what it reaches, what becomes of it in faults.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/format_time.hpp"
#include "sim/record/event_kinds.hpp"
#include "sim/record/row_names.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time noon = 12 * hour;
constexpr Time midnight = 24 * hour;
const sync::Parameters by_default;

/// Bob of cluster 1 is a super user whose PIN changes at noon; the tool runs at midnight.
Plan changed_plan() {
  Plan plan = quiet_plan();
  plan.duration = 50 * hour;
  plan.super_user_sync.enabled = true;
  plan.changes = {ConfigureUser{cluster1, bob, {}}};
  std::get<ConfigureUser>(plan.changes[0]).patch.pin = "67890";
  plan.timeline = {{noon, Configure{0}}};
  return plan;
}

/// "24:00:00.021 cluster2 synchronized 1 user of cluster1", line by line, of what the tool did.
std::string told(const Plan& plan) {
  return told_by(plan, [&](const RunResult& result) {
    std::string text;
    for (const record::EventRow& row : result.journal.events) {
      if (record::description_of(row.kind).thing != record::EventThing::synchronization) continue;
      text += std::to_string(row.at / second) + " s ";
      if (row.cluster.valid()) text += plan.clusters[row.cluster.index()].name + ' ';
      text += record::name_of(row.kind);
      if (!row.detail.empty()) text += ' ' + row.detail;
      text += '\n';
    }
    for (const record::ScalarRow& row : result.journal.scalars) {
      if (row.name.starts_with("sync."))
        text += row.name + ' ' + std::to_string(static_cast<long long>(row.value)) + '\n';
    }
    return text;
  });
}

/// The scalars, where each transfer was one of one user.
std::string scalars(int runs, int users, std::uint64_t transfers, int failed) {
  return "sync.runs " + std::to_string(runs) + "\nsync.users_carried " + std::to_string(users) + "\nsync.bytes " +
         std::to_string(transfers * bytes_of(by_default, 1)) + "\nsync.failed " + std::to_string(failed) + '\n';
}

TEST(SuperUserSync, CarriesAChangeOnceAtTheNextRun) {
  EXPECT_EQ(told(changed_plan()),
            "86400 s cluster2 synchronized 1 user of cluster1\n"
            "86400 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 2, 0));
}

TEST(SuperUserSync, DoesNothingUnlessItIsAskedTo) {
  Plan plan = changed_plan();
  plan.super_user_sync.enabled = false;
  EXPECT_EQ(told(plan), "");
}

TEST(SuperUserSync, RunsByItsSchedule) {
  Plan plan = changed_plan();
  plan.super_user_sync.at = 1 * hour;
  plan.super_user_sync.interval = 6 * hour;
  EXPECT_EQ(told(plan),
            "46800 s cluster2 synchronized 1 user of cluster1\n"
            "46800 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(9, 2, 2, 0));
}

TEST(SuperUserSync, LeavesOtherUsersAlone) {
  Plan plan = changed_plan();
  plan.users.change(bob.index(), [](directory::User& one) { one.super_user = false; });
  EXPECT_EQ(told(plan), scalars(2, 0, 0, 0));
}

TEST(SuperUserSync, NobodyIsASuperUserWhereTheStepWasLeftOut) {
  Plan plan = changed_plan();
  plan.clusters[cluster1.index()].settings.set_up.super_user_group = false;
  EXPECT_EQ(told(plan), scalars(2, 0, 0, 0));
}

TEST(SuperUserSync, SetsExceptionsRight) {
  Plan plan = changed_plan();
  plan.timeline.clear();
  UserException absent{cluster3, alice, {}};
  absent.patch.present = false;
  plan.user_exceptions = {absent};
  EXPECT_EQ(told(plan), "86400 s cluster3 synchronized 1 user of cluster2\n" + scalars(2, 1, 1, 0));
}

TEST(SuperUserSync, WhoeverIsNotReachedIsCaughtUpAtTheNextRun) {
  const std::vector<std::pair<TimelineAction, std::string>> faults{
      {ClusterOutage{cluster3, 1 * hour}, "the publisher does not answer"},
      {PublisherOutage{cluster3, 1 * hour}, "the publisher does not answer"},
      {ServiceStop{cluster3, std::nullopt, Service::tomcat, 1 * hour}, "the publisher does not answer"},
      {AccessOutage{cluster3, 1 * hour}, "no path"},
      {Partition{{0, 0, 1}, {"a", "b"}, 1 * hour}, "no path"}};
  for (const auto& [fault, why] : faults) {
    Plan plan = changed_plan();
    plan.timeline.push_back({midnight - 30 * minute, fault});
    EXPECT_EQ(told(plan), "86400 s cluster3 synchronization_failed 1 user of cluster1: " + why +
                              "\n86400 s cluster2 synchronized 1 user of cluster1\n"
                              "172800 s cluster3 synchronized 1 user of cluster1\n" +
                              scalars(2, 2, 2, 1));
  }
}

TEST(SuperUserSync, AClusterThatIsShutDownEndsWhatItHasInHandAndBeginsNothing) {
  Plan before = changed_plan();
  before.timeline.push_back({midnight - 10 * second, Shutdown{cluster3, 1 * hour}});
  EXPECT_EQ(told(before),
            "86400 s cluster3 synchronization_failed 1 user of cluster1: the publisher does not answer\n"
            "86400 s cluster2 synchronized 1 user of cluster1\n"
            "172800 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 2, 1));
  Plan after = changed_plan();
  after.super_user_sync.processing = 20 * second;
  after.timeline.push_back({midnight + 10 * second, Shutdown{cluster3, 1 * hour}});
  EXPECT_EQ(told(after),
            "86420 s cluster2 synchronized 1 user of cluster1\n"
            "86420 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 2, 0));
}

TEST(SuperUserSync, TheHomeClusterMayBeTheOneThatIsDown) {
  Plan plan = pair_plan();
  const Plan changed = changed_plan();
  plan.duration = changed.duration;
  plan.super_user_sync = changed.super_user_sync;
  plan.changes = changed.changes;
  plan.timeline = {{noon, Configure{0}}, {midnight - 30 * minute, ClusterOutage{cluster1, 1 * hour}}};
  EXPECT_EQ(told(plan),
            "86400 s cluster2 synchronization_failed 1 user of cluster1: its publisher does not answer\n"
            "172800 s cluster2 synchronized 1 user of cluster1\n" +
                scalars(2, 1, 1, 1));
}

TEST(SuperUserSync, WhatIsOnTheLineIsLostWithIt) {
  Plan plan = changed_plan();
  plan.clusters[cluster3.index()].access.bandwidth = 8 * 100;  // 6000 bytes take a minute
  plan.timeline.push_back({midnight + 10 * second, AccessOutage{cluster3, 1 * minute}});
  EXPECT_EQ(told(plan),
            "86400 s cluster2 synchronized 1 user of cluster1\n"
            "86410 s cluster3 synchronization_failed 1 user of cluster1: cut off on the way\n"
            "172860 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 3, 1));
}

TEST(SuperUserSync, APublisherThatFailsWhileItWritesHasNothing) {
  Plan plan = changed_plan();
  plan.super_user_sync.processing = 1 * minute;
  plan.timeline.push_back({midnight + 10 * second, PublisherOutage{cluster3, 1 * minute}});
  EXPECT_EQ(told(plan),
            "86410 s cluster3 synchronization_failed 1 user of cluster1: the publisher does not answer\n"
            "86460 s cluster2 synchronized 1 user of cluster1\n"
            "172860 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 3, 1));
}

TEST(SuperUserSync, ARunThatFailsIsRepeatedByHand) {
  Plan plan = changed_plan();
  plan.timeline.push_back({midnight - 1 * hour, SynchronizationFailure{2 * hour}});
  plan.timeline.push_back({midnight + 3 * hour, RunSynchronization{}});
  EXPECT_EQ(told(plan),
            "82800 s synchronization_broken\n"
            "86400 s synchronization_failed the run fails\n"
            "90000 s synchronization_repaired\n"
            "97200 s cluster2 synchronized 1 user of cluster1\n"
            "97200 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(3, 2, 2, 1));
}

TEST(SuperUserSync, MayFailAtRandom) {
  Plan plan = changed_plan();
  RandomFaults faults;
  faults.kind = RandomFaults::Class::synchronization_failure;
  faults.distribution = RandomFaults::Distribution::fixed;
  faults.mtbf = 23 * hour;
  faults.mttr = 2 * hour;
  plan.random_faults = {faults};
  EXPECT_EQ(told(plan),
            "82800 s synchronization_broken\n"
            "86400 s synchronization_failed the run fails\n"
            "90000 s synchronization_repaired\n"
            "172800 s synchronization_broken\n"
            "172800 s synchronization_failed the run fails\n"
            "180000 s synchronization_repaired\n" +
                scalars(2, 0, 0, 2))
      << "faults come before all else of their date";
}

TEST(SuperUserSync, ARunLeavesToAnEarlierOneWhatThatStillCarries) {
  Plan plan = changed_plan();
  plan.super_user_sync.enabled = false;
  plan.clusters[cluster2.index()].access.bandwidth = 8 * 100;
  plan.timeline.push_back({noon + 1 * hour, RunSynchronization{}});
  plan.timeline.push_back({noon + 1 * hour + 10 * second, RunSynchronization{}});
  EXPECT_EQ(told(plan),
            "46800 s cluster3 synchronized 1 user of cluster1\n"
            "46860 s cluster2 synchronized 1 user of cluster1\n" +
                scalars(2, 2, 2, 0));
}

TEST(SuperUserSync, CarriesWhatWasThereWhenTheRunBegan) {
  Plan plan = changed_plan();
  plan.duration = midnight + 12 * hour + 10 * second;
  plan.super_user_sync.interval = 12 * hour;
  plan.super_user_sync.at = midnight;
  plan.changes.push_back(ConfigureUser{cluster1, bob, {}});
  std::get<ConfigureUser>(plan.changes[1]).patch.pin = "13579";
  plan.clusters[cluster3.index()].access.bandwidth = 8 * 100;
  plan.timeline.push_back({midnight + 10 * second, Configure{1}});
  EXPECT_EQ(told(plan),
            "86400 s cluster2 synchronized 1 user of cluster1\n"
            "86460 s cluster3 synchronized 1 user of cluster1\n"
            "129600 s cluster2 synchronized 1 user of cluster1\n" +
                scalars(2, 3, 4, 0))
      << "the transfer to cluster 3 that begins at the end of the run is cut off by it";
}

TEST(SuperUserSync, TransfersShareTheLines) {
  Plan plan = changed_plan();
  plan.duration = midnight + 1 * hour;
  plan.clusters[cluster1.index()].access.bandwidth = 8 * 100;
  EXPECT_EQ(told(plan),
            "86520 s cluster2 synchronized 1 user of cluster1\n"
            "86520 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(1, 2, 2, 0));
}

TEST(SuperUserSync, ScalarsCountWhatBeginsAfterTheWarmup) {
  Plan plan = changed_plan();
  plan.warmup = midnight + 1 * hour;
  EXPECT_EQ(told(plan),
            "86400 s cluster2 synchronized 1 user of cluster1\n"
            "86400 s cluster3 synchronized 1 user of cluster1\n" +
                scalars(1, 0, 0, 0));
}

/// The codes of Bob's logins at cluster 1, who logs out in between.
std::vector<Time> codes(const Plan& plan) {
  return observed(plan, [](const RunResult& result) {
    std::vector<Time> found;
    for (const record::RequestRow& row : result.journal.requests) {
      if (row.kind == record::RequestRow::Kind::login) found.push_back(row.code);
    }
    return found;
  });
}

TEST(Pins, TheOldOneIsAcceptedForAsLongAsCredentialsAreCached) {
  Plan plan = changed_plan();
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  LoginDetails old;
  old.pin = "12345";
  plan.login_details = {old};
  const em::Parameters em;
  const Duration checked =
      entering(0) + em.service;  // from the first key until the PIN is looked at, or shortly before
  plan.timeline.push_back({noon + em.credential_cache - checked - 1 * second, Login{bob, cluster1, 0}});
  plan.timeline.push_back({noon + 10 * minute, Logout{bob, cluster1}});
  plan.timeline.push_back({noon + 20 * minute, Login{bob, cluster1, 0}});
  plan.timeline.push_back({noon + 30 * minute, Login{bob, cluster1}});
  EXPECT_EQ(codes(plan), (std::vector<Time>{0, 201, 0}));
  plan.clusters[cluster1.index()].extension_mobility.credential_cache = 0;
  EXPECT_EQ(codes(plan), (std::vector<Time>{201, 201, 0}));
}

TEST(Pins, WhatTheToolCarriesIsCachedToo) {
  Plan plan = changed_plan();
  plan.users.change(bob.index(), [](directory::User& one) { one.logged_in = false; });
  LoginDetails old;
  old.pin = "12345";
  plan.login_details = {old};
  plan.timeline.push_back({midnight + 10 * second, Login{bob, cluster2, 0}});
  plan.timeline.push_back({midnight + 10 * minute, Logout{bob, cluster2}});
  plan.timeline.push_back({midnight + 20 * minute, Login{bob, cluster2, 0}});
  EXPECT_EQ(codes(plan), (std::vector<Time>{0, 201}));
}

}  // namespace
}  // namespace roamsim::actors
