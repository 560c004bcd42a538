// Storms of logins: who comes when, who is refused and comes again, who stands in line, and that all of it adds up.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sim/actors/storm_arrivals.hpp"
#include "sim/actors/storm_pause.hpp"
#include "sim/record/row_names.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

using record::StormCountRow;
using record::StormUserRow;
using Outcome = StormUserRow::Outcome;

constexpr double none = -1;

/// Of the storm with the name.
double scalar(const record::Journal& journal, const std::string& name, const std::string& storm = "walkover") {
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == name && row.entity == storm) return row.value;
  }
  return none;
}

/// So many users of cluster1 who log in at cluster2 at once, two minutes after the start.
Plan storm_plan(std::uint32_t users, std::uint32_t phones) {
  Plan plan = quiet_plan();
  for (std::uint32_t i = 1; i < users; ++i) {
    plan.users.push_back({"u" + std::to_string(i), "9" + std::to_string(1000 + i), cluster1, true, true});
  }
  plan.clusters[1].spare_phones = phones;
  StormPlan storm;
  storm.name = "walkover";
  storm.at = 2 * minute;
  for (std::size_t i = 0; i < plan.users.size(); ++i) {
    if (plan.users[i].home == cluster1) storm.users.emplace_back(i);
  }
  storm.count = storm.users.size();
  storm.targets = {{1, false, {cluster2}, {}}};
  plan.storms = {storm};
  return plan;
}

/// Attempts add up, and every user fared in just one way: empty if so.
std::string mistakes(const record::Journal& journal) {
  std::ostringstream wrong;
  for (std::uint32_t s = 0; s < journal.storms.size(); ++s) {
    const std::string& name = journal.storms[s].name;
    const auto of = [&](const char* what) { return scalar(journal, what, name); };
    double by_code = 0;
    for (const record::ScalarRow& row : journal.scalars) {
      if (row.entity == name && row.name.starts_with("storm.refused.code.")) by_code += row.value;
    }
    if (of("storm.attempts") != of("storm.successes") + by_code + of("storm.cut_off")) wrong << name << ": attempts\n";
    if (by_code != of("storm.refused")) wrong << name << ": refusals by code\n";
    if (of("storm.users") !=
        of("storm.done") + of("storm.gave_up") + of("storm.never_tried") + of("storm.users_cut_off")) {
      wrong << name << ": users\n";
    }
    std::map<Outcome, double> fared;
    double attempts = 0, successes = 0, refusals = 0;
    for (const StormUserRow& row : journal.storm_users) {
      if (row.storm != s) continue;
      ++fared[row.outcome];
      attempts += row.attempts;
      successes += row.successes;
      refusals += row.refusals;
      if ((row.outcome == Outcome::done) != (row.done != never)) wrong << name << ": a user is done without a date\n";
      if (row.outcome == Outcome::never_tried && row.attempts > 0) wrong << name << ": never tried, and did\n";
      if (row.attempts - row.successes - row.refusals > 1) wrong << name << ": two requests of one user at once\n";
    }
    if (fared[Outcome::done] != of("storm.done") || fared[Outcome::gave_up] != of("storm.gave_up")) {
      wrong << name << ": rows and scalars\n";
    }
    if (attempts != of("storm.attempts") || successes != of("storm.successes") || refusals != of("storm.refused")) {
      wrong << name << ": rows and scalars of requests\n";
    }
    std::map<StormCountRow::What, double> counted;
    for (const StormCountRow& row : journal.storm_counts) {
      if (row.storm == s) counted[row.what] += static_cast<double>(row.number);
    }
    if (counted[StormCountRow::What::attempted] != attempts || counted[StormCountRow::What::refused] != refusals ||
        counted[StormCountRow::What::succeeded] != successes) {
      wrong << name << ": counts over time\n";
    }
    if (of("storm.in_flight.max") > of("storm.users")) wrong << name << ": more in flight than there are users\n";
  }
  return wrong.str();
}

/// No phone is used by two at once: of its requests, each ends before the next begins, and who has logged in on it is
/// out again (which changes of location do not tell of a second device, so this looks at registrations).
std::string shared_phones(const record::Journal& journal) {
  std::map<std::string, std::vector<std::pair<Time, Time>>> used;
  for (const record::RequestRow& row : journal.requests) {
    if (!row.phone.empty()) used[row.phone].emplace_back(row.begin, row.end);
  }
  std::ostringstream wrong;
  for (auto& [phone, spans] : used) {
    std::sort(spans.begin(), spans.end());
    for (std::size_t i = 1; i < spans.size(); ++i) {
      if (spans[i].first < spans[i - 1].second) wrong << phone << " is used twice at " << spans[i].first << '\n';
    }
  }
  std::map<std::string, UserId> on;
  for (const record::RegistrationRow& row : journal.registrations) {
    if (row.registered && on[row.phone].valid() && on[row.phone] != row.user) wrong << row.phone << " has two users\n";
    on[row.phone] = row.registered ? row.user : UserId{};
  }
  return wrong.str();
}

TEST(Storms, WhoeverIsToldThatItIsBusyComesAgain) {
  Plan plan = storm_plan(40, 40);
  const auto seen = observed(plan, [](const RunResult& result) {
    const record::Journal& journal = result.journal;
    return std::vector<Time>{static_cast<Time>(scalar(journal, "storm.done")),
                             static_cast<Time>(scalar(journal, "storm.refused.code.26")),
                             static_cast<Time>(scalar(journal, "storm.refused")),
                             static_cast<Time>(scalar(journal, "storm.in_flight.max")),
                             result.broken ? 1 : 0,
                             static_cast<Time>(mistakes(journal).size() + shared_phones(journal).size())};
  });
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen[0], 40);
  EXPECT_GE(seen[1], 35) << "all come at once, and five are admitted";
  EXPECT_EQ(seen[1], seen[2]);
  EXPECT_EQ(seen[3], 40);
  EXPECT_EQ(seen[4], 0);
  EXPECT_EQ(seen[5], 0);
}

TEST(Storms, WhoNeverTriesAgainGivesUp) {
  Plan plan = storm_plan(40, 40);
  plan.storms[0].retry.policy = RetryPlan::Policy::gives_up;
  const auto seen = observed(plan, [](const RunResult& result) {
    return std::vector<Time>{static_cast<Time>(scalar(result.journal, "storm.done")),
                             static_cast<Time>(scalar(result.journal, "storm.gave_up")),
                             static_cast<Time>(scalar(result.journal, "storm.attempts"))};
  });
  EXPECT_EQ(seen, (std::vector<Time>{5, 35, 40}));
}

TEST(Storms, NobodyTriesMoreOftenThanAsked) {
  Plan plan = storm_plan(10, 1);
  plan.storms[0].attempts = 3;
  plan.storms[0].retry = {RetryPlan::Policy::fixed, 1 * second, 7 * second, 2, minute, 0, minute};
  const auto seen = observed(plan, [](const RunResult& result) {
    std::vector<Time> numbers{static_cast<Time>(scalar(result.journal, "storm.gave_up"))};
    std::set<Time> begins;
    for (const record::RequestRow& row : result.journal.requests) begins.insert(row.begin);
    for (const StormUserRow& row : result.journal.storm_users) {
      if (row.outcome == Outcome::gave_up) numbers.push_back(row.attempts);
    }
    numbers.insert(numbers.end(), begins.begin(), begins.end());
    return numbers;
  });
  ASSERT_EQ(seen.size(), 1U + 9 + 3) << "nobody has a phone but one, who never comes again";
  EXPECT_EQ(seen[0], 9);
  for (std::size_t i = 1; i <= 9; ++i) EXPECT_EQ(seen[i], 3);
  EXPECT_EQ(seen[10], 2 * minute);
  EXPECT_EQ(seen[11], 2 * minute + 7 * second);
  EXPECT_EQ(seen[12], 2 * minute + 14 * second);
}

TEST(Storms, ALineIsFirstComeFirstServed) {
  Plan plan = storm_plan(12, 2);
  plan.duration = 3 * hour;
  StormPlan& storm = plan.storms[0];
  storm.arrivals = StormPlan::Arrivals::even;
  storm.over = 1 * minute;
  storm.waits_for_phone = true;
  storm.patience = 3 * hour;
  storm.stays = SpreadPlan{HoldingPlan::Distribution::exponential, 5 * minute, 1};
  const auto seen = observed(plan, [](const RunResult& result) {
    const record::Journal& journal = result.journal;
    std::vector<std::pair<Time, UserId>> came;
    for (const StormUserRow& row : journal.storm_users) came.emplace_back(row.came, row.user);
    std::sort(came.begin(), came.end());
    std::vector<UserId> began;
    for (const record::RequestRow& row : journal.requests) {
      if (row.kind == record::RequestRow::Kind::login) began.push_back(row.user);
    }
    std::vector<UserId> line;
    for (const auto& [at, user] : came) line.push_back(user);
    return std::vector<Time>{line == began ? 1 : 0,
                             static_cast<Time>(began.size()),
                             static_cast<Time>(scalar(journal, "storm.done")),
                             static_cast<Time>(scalar(journal, "storm.in_flight.max")),
                             static_cast<Time>(scalar(journal, "storm.refused")),
                             static_cast<Time>(shared_phones(journal).size())};
  });
  EXPECT_EQ(seen, (std::vector<Time>{1, 12, 12, 2, 0, 0}));
}

TEST(Storms, WhoHasStoodInLineKeepsThePhoneWhileItIsBusy) {
  Plan plan = storm_plan(24, 8);
  plan.duration = 3 * hour;
  plan.clusters[1].extension_mobility.service_parameters.max_concurrent_requests = 1;
  StormPlan& storm = plan.storms[0];
  storm.waits_for_phone = true;
  storm.attempts = 1'000;
  storm.patience = 3 * hour;
  storm.stays = SpreadPlan{HoldingPlan::Distribution::fixed, 1 * minute, 1};
  const auto seen = observed(plan, [](const RunResult& result) {
    std::map<UserId, std::set<std::string>> phones;
    for (const record::RequestRow& row : result.journal.requests) phones[row.user].insert(row.phone);
    const auto moved =
        std::count_if(phones.begin(), phones.end(), [](const auto& user) { return user.second.size() > 1; });
    return std::vector<Time>{moved, static_cast<Time>(scalar(result.journal, "storm.done")),
                             static_cast<Time>(scalar(result.journal, "storm.refused.code.26")),
                             static_cast<Time>(shared_phones(result.journal).size())};
  });
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[0], 0) << "users whose attempts are on several phones";
  EXPECT_EQ(seen[1], 24);
  EXPECT_GE(seen[2], 7);
  EXPECT_EQ(seen[3], 0);
}

TEST(Storms, WhoStandsInLineTooLongGoesAway) {
  Plan plan = storm_plan(4, 1);
  plan.storms[0].waits_for_phone = true;
  plan.storms[0].patience = 3 * minute;
  const auto seen = observed(plan, [](const RunResult& result) {
    std::vector<Time> numbers{static_cast<Time>(scalar(result.journal, "storm.done")),
                              static_cast<Time>(scalar(result.journal, "storm.gave_up")),
                              static_cast<Time>(scalar(result.journal, "storm.attempts"))};
    for (const StormUserRow& row : result.journal.storm_users) {
      if (row.outcome == Outcome::gave_up) numbers.push_back(row.waited);
    }
    return numbers;
  });
  EXPECT_EQ(seen, (std::vector<Time>{1, 3, 1, 3 * minute, 3 * minute, 3 * minute}));
}

TEST(Storms, WeightsDealTheUsers) {
  Plan plan = storm_plan(400, 400);
  plan.clusters[2].spare_phones = 400;
  plan.storms[0].targets = {{3, false, {cluster2}, {}}, {1, false, {cluster3}, {}}, {0, true, {}, {}}};
  plan.storms[0].arrivals = StormPlan::Arrivals::even;
  plan.storms[0].over = 3 * minute;
  const auto seen = observed(plan, [](const RunResult& result) {
    std::map<ClusterId, Time> users;
    for (const StormUserRow& row : result.journal.storm_users) ++users[row.cluster];
    return std::vector<Time>{users[cluster1], users[cluster2], users[cluster3]};
  });
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0], 0) << "nobody goes where the weight is 0";
  EXPECT_NEAR(static_cast<double>(seen[1]), 300, 4.57 * 8.7);  // binomial: sigma 8.7; false alarm 5e-6
  EXPECT_EQ(seen[1] + seen[2], 400);
}

TEST(Storms, AStormMayWaitForAnEventThatNeverComes) {
  Plan plan = storm_plan(5, 5);
  plan.storms[0].at = Moment(Moment::Event::failed, 1 * minute, cluster1);
  const auto seen = observed(plan, [](const RunResult& result) {
    return std::vector<Time>{static_cast<Time>(scalar(result.journal, "storm.never_tried")),
                             result.journal.storms.at(0).begin == never ? 1 : 0,
                             static_cast<Time>(scalar(result.journal, "storm.goodput"))};
  });
  EXPECT_EQ(seen, (std::vector<Time>{5, 1, -1}));
}

TEST(Storms, ClosedLoopsComeAgainAndAgain) {
  Plan plan = storm_plan(6, 3);
  plan.duration = 2 * hour;
  StormPlan& storm = plan.storms[0];
  storm.waits_for_phone = true;
  storm.stays = SpreadPlan{HoldingPlan::Distribution::fixed, 2 * minute, 1};
  storm.think = SpreadPlan{HoldingPlan::Distribution::fixed, 1 * minute, 1};
  storm.loop = StormPlan::Loop::closed;
  const auto seen = observed(plan, [](const RunResult& result) {
    std::uint32_t fewest = 1000;
    for (const StormUserRow& row : result.journal.storm_users) fewest = std::min(fewest, row.successes);
    return std::vector<Time>{static_cast<Time>(fewest),
                             static_cast<Time>(scalar(result.journal, "storm.in_flight.max")),
                             static_cast<Time>(mistakes(result.journal).size())};
  });
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_GE(seen[0], 10);
  EXPECT_LE(seen[1], 3) << "there are three phones";
  EXPECT_EQ(seen[2], 0);
}

TEST(Storms, ArrivalsComeWhenTheySay) {
  StormPlan storm;
  storm.count = 4;
  storm.over = 4 * minute;
  const auto dates = [&storm](StormPlan::Arrivals how, Duration last = 1 * hour) {
    storm.arrivals = how;
    StormArrivals arrivals(storm, last, random::derive(1, "a", "b"));
    std::vector<Duration> found;
    while (const auto date = arrivals.next()) found.push_back(*date);
    return found;
  };
  EXPECT_EQ(dates(StormPlan::Arrivals::burst), (std::vector<Duration>{0, 0, 0, 0}));
  EXPECT_EQ(dates(StormPlan::Arrivals::even), (std::vector<Duration>{0, 1 * minute, 2 * minute, 3 * minute}));
  EXPECT_EQ(dates(StormPlan::Arrivals::even, 1 * minute), (std::vector<Duration>{0, 1 * minute}));
  storm.count = 1'000;
  const std::vector<Duration> ramp = dates(StormPlan::Arrivals::ramp);
  ASSERT_EQ(ramp.size(), 1'000U);
  EXPECT_TRUE(std::is_sorted(ramp.begin(), ramp.end()));
  EXPECT_EQ(std::lower_bound(ramp.begin(), ramp.end(), 2 * minute) - ramp.begin(), 250);
  EXPECT_LE(ramp.back(), 4 * minute);
  storm.per_hour = 60'000;
  storm.profile = {1 * hour, {{0, 1}, {30 * second, 0}}};
  const std::vector<Duration> profile = dates(StormPlan::Arrivals::profile, 2 * hour);
  EXPECT_TRUE(std::is_sorted(profile.begin(), profile.end()));
  for (const Duration at : profile) EXPECT_LE(at % hour, 30 * second);
  EXPECT_NEAR(static_cast<double>(profile.size()), 1'000, 4.57 * 32) << "500 in each of two half minutes";
}

TEST(Storms, PausesFollowThePolicy) {
  RetryPlan retry;
  retry.reaction = 2 * second;
  retry.after = 10 * second;
  retry.most = 1 * minute;
  retry.jitter = 0;
  const auto pause = [&](RetryPlan::Policy policy, std::int32_t code, std::uint32_t refusals) {
    retry.policy = policy;
    random::Stream stream(random::derive(1, "a", "b"));
    return pause_after(retry, code, refusals, stream).value_or(never);
  };
  using enum RetryPlan::Policy;
  EXPECT_EQ(pause(gives_up, 26, 1), never);
  EXPECT_EQ(pause(immediately, 26, 3), 2 * second);
  EXPECT_EQ(pause(fixed, 201, 3), 10 * second);
  EXPECT_EQ(pause(exponential, 26, 1), 10 * second);
  EXPECT_EQ(pause(exponential, 26, 3), 40 * second);
  EXPECT_EQ(pause(exponential, 26, 9), 1 * minute);
  for (const std::int32_t code : {26, 6, 18}) EXPECT_EQ(pause(reads_message, code, 4), 10 * second) << code;
  for (const std::int32_t code : {-1, -2, -3, -4, 207}) EXPECT_EQ(pause(reads_message, code, 1), 5 * minute) << code;
  for (const std::int32_t code : {201, 25, 22, 205}) EXPECT_EQ(pause(reads_message, code, 1), never) << code;
  retry.jitter = 0.5;
  for (std::uint32_t i = 0; i < 100; ++i) {
    random::Stream stream(random::derive(i, "a", "b"));
    const Duration wait = pause_after(retry, 26, 1, stream).value_or(never);
    EXPECT_GE(wait, 5 * second);
    EXPECT_LE(wait, 10 * second);
  }
}

SpreadPlan random_spread(Duration most) {
  const auto kind = *rc::gen::inRange<int>(0, 3);
  return {static_cast<HoldingPlan::Distribution>(kind), *rc::gen::inRange<Duration>(1 * second, most), 0.5};
}

StormPlan random_storm(const Plan& plan, std::size_t number) {
  StormPlan storm;
  storm.name = "storm" + std::to_string(number);
  storm.at = *rc::gen::inRange<Time>(0, 20 * minute);
  for (std::size_t i = 0; i < plan.users.size(); ++i) {
    if (i % 2 == number % 2) storm.users.emplace_back(i);
  }
  storm.count = *rc::gen::inRange<std::size_t>(1, storm.users.size() + 1);
  if (*rc::gen::inRange(0, 4) == 0) storm.action = StormPlan::Action::logout;
  storm.arrivals = static_cast<StormPlan::Arrivals>(*rc::gen::inRange(0, 6));
  storm.over = *rc::gen::inRange<Duration>(1, 10 * minute);
  storm.per_hour = *rc::gen::inRange(60, 20'000);
  storm.profile = {10 * minute, {{0, 0.5}, {1 * minute, 2}}};
  if (storm.arrivals == StormPlan::Arrivals::trace) {
    for (std::size_t i = 0; i < storm.count; ++i) {
      storm.trace.push_back(
          {static_cast<Duration>(i) * *rc::gen::inRange<Duration>(0, 5) * second, storm.users[i], {}});
    }
    std::sort(storm.trace.begin(), storm.trace.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  }
  storm.targets = {{1, true, {}, {}}, {2, false, {cluster2, cluster3}, {}}, {1, false, {cluster1}, {0, 1, 2}}};
  if (*rc::gen::arbitrary<bool>()) storm.walking = random_spread(2 * minute);
  if (*rc::gen::arbitrary<bool>()) storm.typing = random_spread(30 * second);
  storm.retry.policy = static_cast<RetryPlan::Policy>(*rc::gen::inRange(0, 5));
  storm.retry.away = 1 * minute;
  storm.attempts = *rc::gen::inRange(1U, 8U);
  storm.patience = *rc::gen::inRange<Duration>(1 * second, 30 * minute);
  storm.waits_for_phone = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) storm.stays = random_spread(10 * minute);
  if (storm.stays && storm.action == StormPlan::Action::login && *rc::gen::arbitrary<bool>()) {
    storm.loop = StormPlan::Loop::closed;
    storm.think = random_spread(5 * minute);
  }
  if (storm.action == StormPlan::Action::logout) storm.stays.reset();
  if (*rc::gen::arbitrary<bool>()) storm.until = *rc::gen::inRange<Duration>(1 * minute, 30 * minute);
  return storm;
}

Plan random_storms() {
  Plan plan = quiet_plan();
  plan.duration = 1 * hour;
  plan.seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto users = *rc::gen::inRange<std::uint32_t>(4, 120);
  for (std::uint32_t i = 3; i < users; ++i) {
    plan.users.push_back(
        {"u" + std::to_string(i), "9" + std::to_string(1000 + i), ClusterId(i % 3), i % 5 != 0, i % 7 != 0});
  }
  for (ClusterPlan& cluster : plan.clusters) {
    cluster.spare_phones = *rc::gen::inRange(0U, 4U);
    cluster.extension_mobility.service_parameters.max_concurrent_requests = *rc::gen::inRange(1U, 6U);
  }
  plan.phones = {{"SEP0A", cluster1, {}}, {"SEP0B", cluster1, {}}, {"SEP0C", cluster1, {}}};
  if (*rc::gen::arbitrary<bool>()) {
    plan.timeline.push_back({*rc::gen::inRange<Time>(0, 30 * minute), ClusterOutage{cluster2, 5 * minute}});
  }
  for (std::size_t i = 0; i < 2; ++i) plan.storms.push_back(random_storm(plan, i));
  return plan;
}

/// Who came later to the line for the spare phones of a cluster had one earlier.
std::string jumped(const Plan& plan, const record::Journal& journal) {
  std::map<std::pair<UserId, ClusterId>, Time> first;
  for (const record::RequestRow& row : journal.requests) {
    if (row.kind == record::RequestRow::Kind::login) first.try_emplace({row.user, row.cluster}, row.begin);
  }
  std::map<ClusterId, std::vector<std::pair<Time, Time>>> lines;  // when somebody came, and had a phone
  for (const StormUserRow& row : journal.storm_users) {
    const auto had = first.find({row.user, row.cluster});
    const bool in_line = plan.storms[row.storm].waits_for_phone &&
                         plan.storms[row.storm].loop == StormPlan::Loop::open && row.cluster != cluster1 &&
                         plan.users[row.user.index()].home != row.cluster;
    if (in_line && had != first.end()) lines[row.cluster].emplace_back(row.came, had->second);
  }
  std::ostringstream wrong;
  for (auto& [cluster, line] : lines) {
    std::sort(line.begin(), line.end());
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i - 1].first < line[i].first && line[i - 1].second > line[i].second) {
        wrong << "who came at " << line[i].first << " went before who came at " << line[i - 1].first << '\n';
      }
    }
  }
  return wrong.str();
}

std::string told(const Plan& plan, const RunResult& result) {
  const record::Journal& journal = result.journal;
  std::string wrong = mistakes(journal) + shared_phones(journal) + jumped(plan, journal);
  if (result.broken) wrong += "invariant: " + result.broken->what + '\n';
  std::ostringstream rows;
  for (const StormUserRow& row : journal.storm_users) {
    rows << row.user.value << ' ' << row.came << ' ' << row.done << ' ' << row.attempts << ' ' << row.refusals << '\n';
  }
  for (const record::ScalarRow& row : journal.scalars)
    rows << row.name << ' ' << row.entity << ' ' << row.value << '\n';
  return wrong + "--\n" + rows.str();
}

TEST(Storms, RandomStormsAddUp) {
  for (const char* round : {"first", "second", "third", "fourth"}) {
    EXPECT_TRUE(rc::check(std::string("attempts, users, phones and lines add up, twice the same: ") + round, [] {
      const Plan plan = random_storms();
      const auto look = [&plan](const RunResult& result) { return told(plan, result); };
      const std::string first = told_by(plan, look);
      RC_ASSERT(first.substr(0, 3) == "--\n");
      RC_ASSERT(told_by(plan, look) == first);
    }));
  }
}

}  // namespace
}  // namespace roamsim::actors
