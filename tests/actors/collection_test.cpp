#include "sim/actors/collection.hpp"

#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using record::Level;
using record::Table;
using record::TableSet;

Plan moving_plan(Level level) {
  Plan plan = guide_plan();
  plan.record.tables = record::tables_at(level);
  plan.timeline = {{5 * minute, ClusterOutage{cluster1, 10 * minute}},
                   {6 * minute, Login{bob, cluster2}},
                   {7 * minute, PlaceCall{kally, "1000-001"}}};
  return plan;
}

/// Events fired, then the number of rows by table, those that are made on the way only.
std::vector<Time> seen(const Plan& plan, const RunOptions& options = {}) {
  const auto look = [](const RunResult& result) {
    const record::Journal& j = result.journal;
    std::vector<Time> numbers{static_cast<Time>(result.header.events)};
    for (const std::size_t rows :
         {j.advances.size(), j.routes.size(), j.registrations.size(), j.spans.size(), j.exchanges.size(),
          j.ils_waits.size(), j.requests.size(), j.calls.size(), j.convergence.size()}) {
      numbers.push_back(static_cast<Time>(rows));
    }
    return numbers;
  };
  return observed(plan, look, options);
}

TEST(Collection, NeverMoreThanIsNeeded) {
  const std::vector<Time> whole = seen(moving_plan(Level::everything));
  ASSERT_EQ(whole.size(), 10U);
  for (const Time number : whole) EXPECT_GT(number, 0);
  const std::vector<Time> least = seen(moving_plan(Level::counters));
  EXPECT_EQ(least, (std::vector<Time>{whole[0], 0, 0, 0, 0, 0, 0, whole[7], whole[8], whole[9]}))
      << "the same happens, and what scalars and verdicts are made of is there";
}

TEST(Collection, WhoLooksOnGetsEverything) {
  RunOptions options;
  options.collect_everything = true;
  EXPECT_EQ(seen(moving_plan(Level::counters), options), seen(moving_plan(Level::everything)));
}

TEST(Collection, JoiningIsJudgedByAdvances) {
  Plan plan = moving_plan(Level::counters);
  EXPECT_FALSE(collected_tables(plan).has(Table::advances));
  plan.expectations.push_back({"", "", ExpectJoined{cluster1, 20 * minute}});
  EXPECT_TRUE(collected_tables(plan).has(Table::advances));
  EXPECT_FALSE(collected_tables(plan).has(Table::routes));
  EXPECT_EQ(collected_tables(moving_plan(Level::everything)), TableSet::all());
}

TEST(Collection, WhoIsRightIsFollowedWhereSomebodyWantsToKnow) {
  const auto columns = [](const Plan& plan) { return collected_columns(plan, collected_tables(plan)); };
  Plan plan = moving_plan(Level::counters);
  EXPECT_FALSE(follows_truth(plan, collected_tables(plan)));
  EXPECT_FALSE(columns(plan).received || columns(plan).right || columns(plan).reachable || columns(plan).order);
  EXPECT_TRUE(follows_truth(plan, TableSet::all())) << "who looks on gets everything";
  for (const Table table : {Table::knowledge, Table::convergence}) {
    plan.record.tables = TableSet().set(table);
    EXPECT_TRUE(follows_truth(plan, collected_tables(plan))) << name_of(table);
  }
  EXPECT_TRUE(columns(plan).received && columns(plan).right && columns(plan).reachable && columns(plan).order);
}

TEST(Collection, ConvergenceIsJudgedWithoutItsRows) {
  using As = ExpectConverged::As;
  for (const auto as : {As::known, As::right, As::reachable}) {
    Plan plan = moving_plan(Level::counters);
    plan.expectations.push_back(
        {"", "", ExpectConverged{Users{std::vector<UserId>{bob}}, 15 * minute, Among::all, as}});
    const auto look = [](const RunResult& result) {
      const record::ExpectationRow& judged = result.journal.expectations.at(0);
      return (judged.met ? "met: " : "not met: ") + judged.found;
    };
    const std::string found = told_by(plan, look);
    EXPECT_EQ(found.substr(0, 5), "met: ") << found;
    plan.record.tables = record::tables_at(Level::everything);
    EXPECT_EQ(told_by(plan, look), found) << "as with all rows";
  }
}

}  // namespace
}  // namespace roamsim::actors
