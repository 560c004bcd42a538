// A change reaches every peer of its origin directly, whatever else the two have told each other shortly before.
#include <gtest/gtest.h>

#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time first_login = 1 * minute;

/// How long a login at cluster 2, so long after one at cluster 1, takes to be known at cluster 3.
Duration convergence(Duration later) {
  Plan plan = quiet_plan();
  for (const UserId user : {bob, alice}) plan.users.change(user.index(), [](UserPlan& one) { one.logged_in = false; });
  plan.duration = 5 * minute;
  plan.timeline = {{first_login, Login{bob, cluster1}}, {first_login + later, Login{alice, cluster2}}};
  const std::vector<Time> seen = observed(plan, [&](const RunResult& r) {
    EXPECT_EQ(violations(plan, r.journal), "");
    return std::vector<Time>{known(r.journal, 1, cluster3).applied - r.journal.location_changes.at(1).at};
  });
  return seen.empty() ? never : seen[0];
}

// After the first login clusters 2 and 3 told each other of it, and neither had to ask the other.
TEST(Notice, OfAnOwnChangeWaitsForNoAnswerToAnotherOne) {
  const Duration direct = 3 * way + 2 * transfer(line) + processing() + writing();
  for (const Duration later : {2 * second, 5 * second, 10 * second, 20 * second, 60 * second}) {
    EXPECT_EQ(convergence(later), direct) << later;
  }
}

}  // namespace
}  // namespace roamsim::actors
