// Each invariant, told of what breaks it: seen, in words, with its place.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/invariants.hpp"
#include "sim/actors/platform.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/core/scheduler.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

class InvariantsInRuns : public testing::Test {
 protected:
  /// The last update that all three clusters know of cluster 1 at the start.
  [[nodiscard]] std::uint32_t known() const { return world_.ledger.size(log_); }
  ils::UpdateRef issue() { return world_.ledger.append(cluster1, {ils::Update::Kind::stay_reduced, bob, {}}); }
  [[nodiscard]] std::string what() const { return invariants_.broken() ? invariants_.broken()->what : "nothing"; }

  Plan plan_ = guide_plan();
  core::Scheduler scheduler_;
  engine::Engine engine_{scheduler_, platform_of(plan_)};
  World world_{plan_};
  record::Journal journal_;
  Log silent_;
  Context context_{scheduler_, engine_, world_, journal_, silent_, record::TableSet::all()};
  Invariants invariants_{context_};
  ils::LogIndex log_ = world_.ledger.current_log(cluster1);
};

TEST_F(InvariantsInRuns, HoldAtTheStart) {
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "nothing");
}

TEST_F(InvariantsInRuns, SeeAGapInWhatIsReceived) {
  issue();
  invariants_.issued(cluster1, issue());
  invariants_.received(cluster2, {log_, known() - 1, known()}, cluster1);
  EXPECT_EQ(what(), "cluster2 had received update 0.3 of cluster1 and goes on from 4 to 5");
}

TEST_F(InvariantsInRuns, SeeWhatWasNeverIssued) {
  invariants_.received(cluster2, {log_, known(), known() + 1}, cluster1);
  EXPECT_EQ(what(), "cluster2 receives update 0.4 of cluster1, which was never issued");
}

TEST_F(InvariantsInRuns, SeeASenderThatDoesNotHaveIt) {
  const std::uint32_t before = known();
  invariants_.issued(cluster1, issue());
  invariants_.received(cluster2, {log_, before, known()}, cluster3);
  EXPECT_EQ(what(), "cluster2 receives update 0.4 of cluster1 from cluster3, which never had it");
}

TEST_F(InvariantsInRuns, SeeABatchOfWhatTheSenderDoesNotHave) {
  const std::uint32_t before = known();
  invariants_.issued(cluster1, issue());
  invariants_.sent(cluster3, cluster2, ils::Batch{1, {{log_, before, known()}}}, 0);
  EXPECT_EQ(what(), "cluster3 sends update 0.4 of cluster1, which it does not have");
}

TEST_F(InvariantsInRuns, SeeASecondApplicationAndAGap) {
  invariants_.applied(cluster2, {log_, known() - 1, known()});
  EXPECT_EQ(what(), "cluster2 applies update 0.3 of cluster1 a second time");
}

TEST_F(InvariantsInRuns, SeeAnApplicationOutOfOrder) {
  invariants_.applied(cluster2, {log_, known() + 1, known() + 2});
  EXPECT_EQ(what(), "cluster2 applies update 0.5 of cluster1 before 4");
}

TEST_F(InvariantsInRuns, SeeAnApplicationOfWhatWasNotReceived) {
  invariants_.applied(cluster2, {log_, known(), known() + 1});
  EXPECT_EQ(what(), "cluster2 applies update 0.4 of cluster1, which it has not received");
}

TEST_F(InvariantsInRuns, SeeAVectorThatWentBack) {
  const std::uint32_t before = known();
  const ils::UpdateRef update = issue();
  ils::Effects effects;
  world_.agents[0].issued(0, update, effects);
  invariants_.issued(cluster1, update);
  EXPECT_EQ(what(), "nothing");
  world_.agents[0] = world_.agents[1];
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "cluster1 knew update 0.4 of cluster1 and does not any more, with no restore");
  EXPECT_EQ(before + 1, known());
}

TEST_F(InvariantsInRuns, AllowADeclaredRestore) {
  const ils::UpdateRef update = issue();
  ils::Effects effects;
  world_.agents[0].issued(0, update, effects);
  invariants_.issued(cluster1, update);
  world_.agents[0] = world_.agents[1];
  invariants_.restored(cluster1);
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "nothing");
}

TEST_F(InvariantsInRuns, SeeWhatHasNoEnd) {
  invariants_.login_offered();
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "1 logins were offered, but 0 were begun");
}

TEST_F(InvariantsInRuns, SeeARequestThatNobodyWorksOn) {
  invariants_.login_offered();
  journal_.requests.push_back({.user = bob, .cluster = cluster1});
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "1 logins and logouts have no end, but 0 are under way");
}

TEST_F(InvariantsInRuns, SeeACallWithTwoEnds) {
  invariants_.call_offered();
  journal_.calls.push_back({.at = 0, .from = bob, .dialled = "", .to = {}, .origin = {}, .target = {}});
  invariants_.at_end({.calls = 2}, 2 * hour);
  EXPECT_EQ(what(), "1 calls have no end, but 2 are under way");
}

TEST_F(InvariantsInRuns, SeeALostBatchThatNobodyMissed) {
  invariants_.sent(cluster1, cluster2, ils::Batch{1, {{log_, 0, known()}}}, 0);
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "1 batches have not arrived and are not lost, but 0 are under way");
}

/// A run in which nothing moves any more, after which Bob has been logged in by hand.
class InvariantsOfAHealedRun : public InvariantsInRuns {
 protected:
  void SetUp() override {
    for (ils::Agent& agent : world_.agents) {
      ils::Effects effects;
      agent.start(0, 0, effects);
    }
  }
  void log_in_at_2() {
    const StayId stay = world_.stays.open(bob, cluster2, 0);
    world_.sessions.log_in(bob, world_.directory.spare_phones(cluster2).first);
    const ils::UpdateRef update = world_.ledger.append(cluster2, {ils::Update::Kind::stay_opened, bob, stay});
    world_.stays[stay].opened = update;
    invariants_.issued(cluster2, update);
    for (ils::Agent& agent : world_.agents) {
      ils::Effects effects;
      agent.issued(0, update, effects);
    }
    log_out_at_1_ = [this] {
      const StayId old = world_.open_stay(bob, cluster1);
      const ils::UpdateRef end = world_.ledger.append(cluster1, {ils::Update::Kind::stay_ended, bob, old});
      world_.stays[old].ended = end;
      for (ils::Agent& agent : world_.agents) {
        ils::Effects effects;
        agent.issued(0, end, effects);
      }
      world_.sessions.log_out(world_.directory.own_phone(bob));
    };
  }
  std::function<void()> log_out_at_1_;
};

TEST_F(InvariantsOfAHealedRun, SeeTwoClustersThatServeAUser) {
  log_in_at_2();
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "everything is healed, and bob is logged in at cluster2 and still at cluster1");
}

TEST_F(InvariantsOfAHealedRun, AreContentWithOne) {
  log_in_at_2();
  log_out_at_1_();
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "nothing");
  EXPECT_TRUE(invariants_.prevented().has_value());
}

TEST_F(InvariantsOfAHealedRun, SeeAClusterThatWasNotTold) {
  log_in_at_2();
  log_out_at_1_();
  const StayId stay = world_.stays.newest(bob);
  world_.stays[stay].ended = world_.ledger.append(cluster2, {ils::Update::Kind::stay_ended, bob, stay});
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "everything is healed, and cluster1 does not know update 0.5 of cluster2, of bob");
}

TEST_F(InvariantsOfAHealedRun, SeeASpokeThatItsHubDoesNotTakeIn) {
  ils::Effects lost;
  world_.agents[2].configure(0, ils::Role::spoke, cluster2, lost);
  invariants_.configured(cluster3);
  invariants_.at_end({}, 2 * hour);
  EXPECT_EQ(what(), "everything is healed, and cluster3 is not in one network with its hub cluster2");
}

/// The same in mid-run: something happens later.
class InvariantsInMidRun : public InvariantsOfAHealedRun {
 protected:
  void SetUp() override {
    InvariantsOfAHealedRun::SetUp();
    invariants_.watch([this] { return fault_; });
  }
  /// Runs on, with an event at the end.
  void run_until(Time end) {
    scheduler_.at(end, core::Priority::user, [] {});
    scheduler_.run(end);
  }
  void at(Time when, std::function<void()> f) {
    scheduler_.at(when, core::Priority::user, [this, f = std::move(f)] {
      f();
      last_ = scheduler_.now();
    });
  }
  bool fault_ = false;
  Time last_ = 0;
};

TEST_F(InvariantsInMidRun, SeeTwoClustersThatServeAUser) {
  at(minute, [this] { log_in_at_2(); });
  run_until(2 * hour);
  ASSERT_EQ(what(), "everything is healed, and bob is logged in at cluster2 and still at cluster1");
  EXPECT_LT(invariants_.broken()->at, 10 * minute);
  EXPECT_EQ(invariants_.broken()->user, bob);
  EXPECT_EQ(scheduler_.now(), invariants_.broken()->at) << "the run ends there";
}

TEST_F(InvariantsInMidRun, SeeWhatIsMendedByTheEnd) {
  at(minute, [this] { log_in_at_2(); });
  at(hour, [this] { log_out_at_1_(); });
  run_until(2 * hour);
  EXPECT_EQ(what(), "everything is healed, and bob is logged in at cluster2 and still at cluster1");
}

TEST_F(InvariantsInMidRun, AreContentWithOneAndJudgeOnce) {
  at(minute, [this] { log_in_at_2(); });
  at(minute + 1, [this] { log_out_at_1_(); });
  run_until(2 * hour);
  EXPECT_EQ(what(), "nothing");
  EXPECT_EQ(invariants_.judged_in_mid_run(), 1U);
}

TEST_F(InvariantsInMidRun, WaitWhileAFaultLastsAndThenForTheBound) {
  fault_ = true;
  at(minute, [this] { log_in_at_2(); });
  at(hour, [this] {
    fault_ = false;
    journal_.events.push_back({scheduler_.now(), record::EventRow::Kind::healed, {}, {}, ""});
  });
  run_until(2 * hour);
  ASSERT_TRUE(invariants_.broken());
  EXPECT_GT(invariants_.broken()->at, hour);
  const auto bound = convergence_bound(plan_, planned_memberships(plan_), after_outages(10));
  EXPECT_EQ(invariants_.broken()->at, hour + bound->longest);
}

TEST_F(InvariantsInMidRun, WaitForTheEndOfARequest) {
  at(minute, [this] {
    log_in_at_2();
    journal_.requests.push_back({.user = bob, .cluster = cluster2, .begin = scheduler_.now()});
  });
  at(hour, [this] { journal_.requests.back().end = scheduler_.now(); });
  run_until(2 * hour);
  ASSERT_TRUE(invariants_.broken());
  EXPECT_GT(invariants_.broken()->at, hour);
}

TEST_F(InvariantsInMidRun, AreNotFooledByOneDisturbanceAfterAnother) {
  at(minute, [this] { log_in_at_2(); });
  for (int i = 2; i <= 90; ++i) {
    at(i * 20 * second, [this] { invariants_.configured(cluster3); });
  }
  run_until(2 * hour);
  ASSERT_TRUE(invariants_.broken());
  EXPECT_GT(invariants_.broken()->at, last_);
}

// The login is judged after it, and all who ever moved once the cluster is back in the network; faults move nobody.
TEST(InvariantsOfARun, JudgeInMidRun) {
  Plan plan = guide_plan();
  plan.duration = 3 * hour;
  plan.timeline = {{minute, Login{bob, cluster2}},
                   {hour, ClusterOutage{cluster1, 5 * minute}},
                   {2 * hour, IlsRole{cluster3, ils::Role::spoke, cluster1}}};
  const RunResult result = Simulation(plan).run();
  EXPECT_FALSE(result.broken);
  EXPECT_EQ(result.judged_in_mid_run, 2U);
}

TEST_F(InvariantsInMidRun, ChangeNothingInTheRun) {
  at(minute, [this] { log_in_at_2(); });
  at(minute + 1, [this] { log_out_at_1_(); });
  run_until(2 * hour);
  core::Scheduler unwatched;
  for (const Time date : {minute, minute + 1, 2 * hour}) unwatched.at(date, core::Priority::user, [] {});
  unwatched.run(2 * hour);
  EXPECT_EQ(scheduler_.fired(), unwatched.fired());
  EXPECT_EQ(scheduler_.order_fingerprint(), unwatched.order_fingerprint());
}

}  // namespace
}  // namespace roamsim::actors
