// A cluster goes back to a backup: in the end no user is served by two clusters, and what is lost is counted.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <utility>

#include "sim/actors/backup.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/platform.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

/// The guide's three clusters with hands on them.
class Stage {
 public:
  void at(Time when, std::function<void()> act) {
    scheduler.at(when, core::Priority::user, [act = std::move(act)] { act(); });
  }
  void login(Time when, UserId user, ClusterId cluster) {
    at(when, [this, user, cluster] { extension_mobility.log_in({user, cluster}); });
  }
  void logout(Time when, UserId user, ClusterId cluster) {
    at(when, [this, user, cluster] { extension_mobility.log_out(user, cluster); });
  }
  void keep(Time when, ClusterId cluster) {
    at(when, [this, cluster] { backup = std::make_unique<ClusterBackup>(back_up(world, cluster)); });
  }
  /// Out of service for five minutes from then on, and back with the backup.
  void restore_at(Time when, ClusterId cluster) {
    at(when, [this, cluster] {
      ClusterState& state = world.clusters[cluster.index()];
      state.serving = false;
      ++state.outages;
      ils.stop(cluster);
      extension_mobility.cluster_lost(cluster);
      registrar.lose_all(cluster);
    });
    at(when + 5 * minute, [this, cluster] {
      report = restore(context, recorder, registrar, cluster, *backup);
      world.clusters[cluster.index()].serving = true;
      ils.start(cluster);
      for (const PhoneId phone : registrar.waiting(cluster)) registrar.set_registered(phone, true);
    });
  }
  void run() {
    recorder.start();
    ils.start();
    scheduler.run(hour);
  }

  /// Whether calls from everywhere go to `expected`, where alone the user has phones; `present` in none otherwise.
  void expect(UserId user, ClusterId expected, bool present) {
    EXPECT_EQ(world.truth(user), expected) << user.value;
    for (std::size_t i = 0; i < world.clusters.size(); ++i) {
      const ClusterId cluster(i);
      EXPECT_EQ(world.route(cluster, user), expected) << "user " << user.value << " seen from " << i;
      EXPECT_EQ(world.registered_phone(user, cluster).valid(), present && cluster == expected)
          << "user " << user.value << " in " << i;
    }
  }
  void expect_all_known() {
    for (const ils::Agent& agent : world.agents) EXPECT_TRUE(agent.applied().vector().covers(agent.received()));
    for (const ils::Agent& agent : world.agents) {
      EXPECT_TRUE(agent.applied().vector().covers(world.agents[0].applied().vector()));
      EXPECT_TRUE(world.agents[0].applied().vector().covers(agent.applied().vector()));
    }
  }

  const Plan plan = guide_plan();
  const Log silent;
  record::Journal journal;
  core::Scheduler scheduler;
  engine::Engine engine{scheduler, platform_of(plan), {}};
  World world{plan};
  Context context{scheduler, engine, world, journal, silent, record::TableSet::all()};
  ConvergenceRecorder recorder{context};
  Registrar registrar{context};
  Transmission transmission{plan, engine.topology()};
  IlsService ils{context, recorder, transmission};
  EmSessions sessions{context, recorder, ils, registrar};
  RemoteClusters remotes{context, transmission};
  ExtensionMobilityService extension_mobility{context, sessions, registrar, remotes};
  std::unique_ptr<ClusterBackup> backup;
  RestoreReport report;
};

constexpr Time backed_up = 5 * minute;
constexpr Time restored = 20 * minute;

TEST(Restore, WithNothingSinceTheBackupChangesNothing) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.restore_at(restored, cluster1);
  stage.run();
  EXPECT_EQ(stage.report.updates_lost + stage.report.stays_lost + stage.report.stays_reopened, 0U);
  for (const auto& [user, home] : {std::pair(bob, cluster1), {alice, cluster2}, {kally, cluster3}}) {
    stage.expect(user, home, true);
  }
  stage.expect_all_known();
}

TEST(Restore, WhoWentElsewhereIsLoggedOutAgain) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, bob, cluster2);
  stage.restore_at(restored, cluster1);
  stage.at(restored + 5 * minute + 1, [&stage] {
    EXPECT_EQ(stage.world.devices_in(bob, cluster1).size(), 1U);
    EXPECT_EQ(stage.world.truth(bob), cluster2);
  });
  stage.run();
  EXPECT_EQ(stage.report.stays_reopened, 1U);
  EXPECT_EQ(stage.report.updates_lost, 1U);
  EXPECT_EQ(stage.report.stays_lost, 0U);
  stage.expect(bob, cluster2, true);
  stage.expect_all_known();
}

TEST(Restore, WhoWentElsewhereAndLoggedOutThereIsNowhere) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, bob, cluster2);
  stage.logout(15 * minute, bob, cluster2);
  stage.restore_at(restored, cluster1);
  stage.run();
  stage.expect(bob, cluster1, false);
  stage.expect_all_known();
}

TEST(Restore, WhoCameAfterTheBackupIsLoggedOutAndCounted) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, alice, cluster1);
  stage.restore_at(restored, cluster1);
  stage.run();
  EXPECT_EQ(stage.report.stays_lost, 1U);
  EXPECT_EQ(stage.report.updates_lost, 1U);
  stage.expect(alice, cluster2, false);
  stage.expect(bob, cluster1, true);
  stage.expect_all_known();
}

TEST(Restore, WhoLoggedOutAfterTheBackupIsLoggedInAgain) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.logout(10 * minute, bob, cluster1);
  stage.restore_at(restored, cluster1);
  stage.run();
  EXPECT_EQ(stage.report.stays_reopened, 1U);
  stage.expect(bob, cluster1, true);
  stage.expect_all_known();
}

// The roaming cluster goes back behind a login there; the user has been logged out at home for it meanwhile.
TEST(Restore, OfTheRoamingClusterBringsBackWhoHasLeftOnlyUntilItHears) {
  Stage stage;
  stage.login(1 * minute, bob, cluster2);
  stage.keep(backed_up, cluster2);
  stage.login(10 * minute, bob, cluster3);
  stage.login(12 * minute, bob, cluster2);
  stage.restore_at(restored, cluster2);
  stage.run();
  EXPECT_EQ(stage.report.stays_reopened, 1U);
  EXPECT_EQ(stage.report.stays_lost, 1U);
  stage.expect(bob, cluster1, false);
  stage.expect_all_known();
}

TEST(Restore, TwiceFromTheSameBackup) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.logout(10 * minute, bob, cluster1);
  stage.restore_at(restored, cluster1);
  stage.restore_at(restored + 15 * minute, cluster1);
  stage.run();
  EXPECT_EQ(stage.world.ledger.incarnation(stage.world.ledger.current_log(cluster1)), 2U);
  stage.expect(bob, cluster1, true);
  stage.expect_all_known();
}

// A login after the restore is an ordinary one.
TEST(Restore, LifeGoesOn) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, bob, cluster2);
  stage.restore_at(restored, cluster1);
  stage.login(40 * minute, bob, cluster1);
  stage.login(45 * minute, alice, cluster1);
  stage.run();
  stage.expect(bob, cluster1, true);
  stage.expect(alice, cluster1, true);
  stage.expect_all_known();
}

// Objects are counted at the others as if the lost stays had ended.
TEST(Restore, LeavesTheCountOfObjectsRight) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, alice, cluster1);
  stage.logout(11 * minute, bob, cluster1);
  stage.restore_at(restored, cluster1);
  stage.run();
  // Cluster 3 knows two users and the stays of bob; alice is nowhere.
  EXPECT_EQ(stage.world.learned[cluster3.index()].kept(), 3U);
  EXPECT_EQ(stage.world.learned[cluster1.index()].kept(), 3U);  // alice and kally, and kally's stay
}

TEST(Leaving, DropsWhatWasLearnedAndKeepsWhatIsOwn) {
  Stage stage;
  stage.login(1 * minute, bob, cluster2);
  stage.at(10 * minute, [&stage] { stage.ils.configure(cluster1, ils::Role::standalone, ClusterId{}); });
  stage.run();
  EXPECT_EQ(stage.world.route(cluster1, bob), cluster1);
  EXPECT_FALSE(stage.world.route(cluster1, kally).valid());
  EXPECT_EQ(stage.world.route(cluster3, bob), cluster2);
  EXPECT_EQ(stage.world.learned[cluster1.index()].kept(), 0U);
}

// It has gone back behind its first restore, but not behind knowing what that made void.
TEST(Leaving, KeepsWhatEveryEarlierIncarnationBeganWith) {
  Stage stage;
  stage.keep(backed_up, cluster1);
  stage.login(10 * minute, alice, cluster1);
  stage.restore_at(restored, cluster1);
  stage.restore_at(restored + 15 * minute, cluster1);
  stage.at(50 * minute, [&stage] {
    EXPECT_EQ(stage.world.route(cluster1, alice), cluster2);
    stage.ils.configure(cluster1, ils::Role::standalone, ClusterId{});
  });
  stage.run();
  EXPECT_FALSE(stage.world.route(cluster1, alice).valid());
  EXPECT_EQ(stage.world.route(cluster1, bob), cluster1);
}

}  // namespace
}  // namespace roamsim::actors
