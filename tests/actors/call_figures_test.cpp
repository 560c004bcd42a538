// What is kept of many calls, by hand.
#include "sim/actors/call_figures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "sim/actors/call_service.hpp"
#include "sim/actors/count_table.hpp"

namespace roamsim::actors {
namespace {

const record::Journal no_events;

using calls::Outcome;
using record::CallSource;

Met met(Outcome outcome, ClusterId origin, ClusterId target, bool roaming = false, Duration delay = 0) {
  Met met;
  met.outcome = outcome;
  met.origin = origin;
  met.target = target;
  met.roaming = roaming;
  met.post_dial_delay = delay;
  return met;
}

constexpr ClusterId c0{0}, c1{1}, nowhere{};
constexpr UserId anybody{0};

std::string words(const record::CallCountRow& row) {
  const auto name = [](ClusterId cluster) {
    return cluster.valid() ? std::to_string(cluster.value) : std::string("-");
  };
  return std::to_string(row.begin / second) + " s, source " + std::to_string(static_cast<int>(row.source)) + ", " +
         name(row.origin) + " to " + name(row.target) + (row.roaming ? ", roaming, " : ", ") +
         std::string(calls::name_of(row.outcome)) + ": " + std::to_string(row.calls);
}

std::vector<std::string> counts(const record::Journal& journal) {
  std::vector<std::string> rows;
  for (const record::CallCountRow& row : journal.call_counts) rows.push_back(words(row));
  return rows;
}

TEST(CountTable, CountsAndGrows) {
  CountTable table;
  std::map<std::uint64_t, std::uint64_t> expected;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::uint64_t key = i * i % 4099 << (i % 50);
    table.add(key, 1 + i % 3);
    expected[key] += 1 + i % 3;
  }
  EXPECT_EQ(table.size(), expected.size());
  for (int again = 0; again < 2; ++again) {
    const std::vector<CountTable::Entry> taken = table.take();
    ASSERT_EQ(taken.size(), expected.size());
    auto entry = taken.begin();
    for (const auto& [key, count] : expected) {
      EXPECT_EQ(entry->key, key);
      EXPECT_EQ((entry++)->count, count);
    }
    EXPECT_EQ(table.size(), 0U);
    EXPECT_TRUE(table.take().empty());
    for (const auto& [key, count] : expected) table.add(key, count);
  }
}

TEST(CallFigures, CountByClusterOverTheWholeRun) {
  const Plan plan;
  const SparseColumn<Time> logins(1, never);
  CallFigures figures(plan, logins, no_events);
  figures.count(CallSource::plan, met(Outcome::connected, c0, c1), anybody, 1 * second);
  figures.count(CallSource::plan, met(Outcome::connected, c0, c0), anybody, 2 * day);
  figures.count(CallSource::background, met(Outcome::connected, c0, c1), anybody, 1 * second);
  figures.count(CallSource::background, met(Outcome::stale_route, c0, c1, true), anybody, 1 * second);
  figures.count(CallSource::background, met(Outcome::caller_unregistered, nowhere, nowhere), UserId{}, 1 * second);
  figures.count(CallSource::probe, met(Outcome::connected, c1, c1), anybody, 1 * second);
  record::Journal journal;
  figures.report(journal, {});
  EXPECT_EQ(counts(journal),
            (std::vector<std::string>{"0 s, source 0, 0 to -, connected: 2", "0 s, source 1, 0 to -, connected: 1",
                                      "0 s, source 1, 0 to -, roaming, stale_route: 1",
                                      "0 s, source 1, - to -, caller_unregistered: 1",
                                      "0 s, source 2, 1 to -, connected: 1"}));
  EXPECT_TRUE(journal.scalars.empty()) << "there is no traffic";
  figures.report(journal, {});
  EXPECT_EQ(journal.call_counts.size(), 5U) << "what is reported is forgotten";
}

TEST(CallFigures, CountByPairAndSpanOfTheDateOfTheCall) {
  Plan plan;
  plan.call_counts = {true, 10 * second};
  const SparseColumn<Time> logins(1, never);
  CallFigures figures(plan, logins, no_events);
  figures.count(CallSource::plan, met(Outcome::connected, c0, c1), anybody, 9 * second);
  figures.count(CallSource::plan, met(Outcome::connected, c0, c1), anybody, 30 * second);
  figures.count(CallSource::plan, met(Outcome::trunk_dead, c1, c0), anybody, 2 * second);  // known later
  figures.count(CallSource::plan, met(Outcome::connected, c0, c1), anybody, 9 * second);
  figures.count(CallSource::plan, met(Outcome::connected, c1, c1), anybody, 39 * second);
  record::Journal journal;
  figures.report(journal, {});
  EXPECT_EQ(counts(journal),
            (std::vector<std::string>{"0 s, source 0, 0 to 1, connected: 2", "0 s, source 0, 1 to 0, trunk_dead: 1",
                                      "30 s, source 0, 0 to 1, connected: 1", "30 s, source 0, 1 to 1, connected: 1"}));
}

TEST(CallFigures, QuantilesOfTheDelayAreThoseOfTheHistogram) {
  Plan plan;
  plan.traffic.resize(1);
  const SparseColumn<Time> logins(1, never);
  CallFigures figures(plan, logins, no_events);
  for (int i = 1; i <= 100; ++i) {
    Met call = met(Outcome::connected, c0, c1);
    call.post_dial_delay = i * second;
    figures.count(i % 2 == 0 ? CallSource::background : CallSource::plan, call, anybody, 0);
    figures.count(CallSource::background, met(Outcome::trunk_dead, c0, c1), anybody, 0);
  }
  record::Journal journal;
  figures.report(journal, {});
  std::map<std::string, double> found;
  for (const record::ScalarRow& row : journal.scalars) found[row.name] = row.value;
  const auto least = [](Duration delay) { return to_seconds(CallFigures::least_of(CallFigures::delay_class(delay))); };
  EXPECT_EQ(found["call_delays.connected.p50"], least(50 * second));
  EXPECT_EQ(found["call_delays.connected.p95"], least(95 * second));
  EXPECT_EQ(found["call_delays.connected.p99"], least(99 * second));
}

TEST(CallsInOutages, CountWhatWasPlacedWhileSomethingWasOut) {
  using Kind = record::EventRow::Kind;
  record::Journal journal;
  record::Names names;
  names.clusters = {"home", "away"};
  CallsInOutages outages(journal, minute);
  outages.count(5 * second, true);
  journal.events = {{10 * second, Kind::failed, c0, {}}, {12 * second, Kind::access_down, c1, {}}};
  outages.count(9 * second, true);  // placed before, and its outcome came now
  outages.count(10 * second, true);
  outages.count(13 * second, false);
  journal.events.push_back({14 * second, Kind::repaired, c0, {}});
  journal.events.push_back({20 * second, Kind::recovered, c0, {}});
  outages.count(19 * second, true);
  outages.count(20 * second, true);
  outages.report(journal, names);
  std::map<std::string, double> found;
  for (const record::ScalarRow& row : journal.scalars) found[row.name + " " + row.entity] = row.value;
  const std::map<std::string, double> expected{{"outage.calls_offered failed home at 10 s", 3},
                                               {"outage.calls_lost failed home at 10 s", 2},
                                               {"outage.calls_offered access_down away at 12 s", 3},
                                               {"outage.calls_lost access_down away at 12 s", 2}};
  EXPECT_EQ(found, expected);
}

TEST(CallFigures, ScalarsCountTheBackgroundSinceTheWarmUp) {
  Plan plan;
  plan.traffic.resize(1);
  plan.warmup = 10 * second;
  const SparseColumn<Time> logins(1, never);
  CallFigures figures(plan, logins, no_events);
  for (const Time at : {9 * second, 10 * second, 11 * second}) {
    figures.count(CallSource::background, met(Outcome::connected, c0, c1), anybody, at);
    figures.count(CallSource::plan, met(Outcome::connected, c0, c1), anybody, at);
  }
  figures.count(CallSource::background, met(Outcome::busy, c0, c1), anybody, 11 * second);
  record::Journal journal;
  figures.report(journal, {});
  std::map<std::string, double> found;
  for (const record::ScalarRow& row : journal.scalars) found[row.name] = row.value;
  EXPECT_EQ(found.size(), 1 + calls::outcomes + 3) << "and three quantiles of the delay";
  EXPECT_EQ(found["traffic.offered"], 3);
  EXPECT_EQ(found["traffic.connected"], 2);
  EXPECT_EQ(found["traffic.busy"], 1);
  EXPECT_EQ(found["traffic.stale_route"], 0);
}

TEST(CallFigures, ClassesOfDelays) {
  EXPECT_EQ(CallFigures::delay_class(-1), 0U);
  EXPECT_EQ(CallFigures::delay_class(0), 0U);
  EXPECT_EQ(CallFigures::delay_class(16 * microsecond - 1), 0U);
  EXPECT_EQ(CallFigures::delay_class(16 * microsecond), 1U);
  EXPECT_EQ(CallFigures::delay_class(17 * microsecond), 2U);
  EXPECT_EQ(CallFigures::delay_class(31 * microsecond), 16U);
  EXPECT_EQ(CallFigures::delay_class(32 * microsecond), 17U);
  EXPECT_EQ(CallFigures::delay_class(34 * microsecond - 1), 17U);
  EXPECT_EQ(CallFigures::delay_class(34 * microsecond), 18U);
  EXPECT_EQ(CallFigures::least_of(0), 0);
  EXPECT_EQ(CallFigures::least_of(1), 16 * microsecond);
  EXPECT_EQ(CallFigures::least_of(18), 34 * microsecond);
  const std::uint32_t last = CallFigures::delay_class(never);
  EXPECT_LT(last, 1024U) << "it has 10 bits in the key";
  for (std::uint32_t c = 1; c <= last; ++c) {
    const Duration least = CallFigures::least_of(c);
    ASSERT_EQ(CallFigures::delay_class(least), c);
    ASSERT_EQ(CallFigures::delay_class(least - 1), c - 1);
    if (c < last) {
      ASSERT_LE(static_cast<double>(CallFigures::least_of(c + 1)), static_cast<double>(least) * 17 / 16);
    }
  }
}

TEST(CallFigures, DelaysAreByOriginAndOutcome) {
  const Plan plan;
  const SparseColumn<Time> logins(1, never);
  CallFigures figures(plan, logins, no_events);
  figures.count(CallSource::plan, met(Outcome::connected, c0, c1, false, 50 * microsecond), anybody, 0);
  figures.count(CallSource::background, met(Outcome::connected, c0, c0, false, 51 * microsecond), anybody, 0);
  figures.count(CallSource::background, met(Outcome::trunk_dead, c0, c0, false, 3 * microsecond), anybody, 0);
  figures.count(CallSource::background, met(Outcome::connected, c1, c0, false, 60 * microsecond), anybody, 0);
  figures.count(CallSource::background, met(Outcome::connected, nowhere, c0, false, 70 * microsecond), anybody, 0);
  figures.count(CallSource::probe, met(Outcome::connected, c1, c0, false, 50 * microsecond), anybody, 0);
  record::Journal journal;
  figures.report(journal, {});
  std::vector<std::string> rows;
  for (const record::CallDelayRow& row : journal.call_delays) {
    rows.push_back((row.origin.valid() ? std::to_string(row.origin.value) : "-") + " " +
                   std::string(calls::name_of(row.outcome)) + " " + std::to_string(row.at_least / microsecond) + ": " +
                   std::to_string(row.calls));
  }
  EXPECT_EQ(rows, (std::vector<std::string>{"0 connected 50: 2", "0 trunk_dead 0: 1", "1 connected 60: 1",
                                            "- connected 68: 1"}));
}

TEST(CallFigures, CallsAfterALoginElsewhere) {
  const Plan plan;
  const Time login = 100 * second;
  SparseColumn<Time> logins(2, never);
  logins.at(0) = login;
  CallFigures figures(plan, logins, no_events);
  const auto call = [&](Duration since, Outcome outcome, bool roaming = true, CallSource source = CallSource::plan) {
    figures.count(source, met(outcome, c0, c1, roaming), UserId(0), login + since);
  };
  record::Journal none;
  figures.report(none, {});
  EXPECT_TRUE(none.calls_after_login.empty());
  call(0, Outcome::stale_route);
  call(1 * second - 1, Outcome::connected);
  call(1 * second, Outcome::busy);
  call(5 * second, Outcome::no_answer);
  call(9 * second, Outcome::phone_restarting, true, CallSource::background);
  call(50'000 * second, Outcome::trunk_dead);
  call(86'400 * second - 1, Outcome::connected);
  call(86'400 * second, Outcome::connected);
  call(900 * day, Outcome::pstn_failed);
  call(3 * second, Outcome::stale_route, false);
  call(3 * second, Outcome::stale_route, true, CallSource::probe);
  call(-1, Outcome::stale_route);
  figures.count(CallSource::plan, met(Outcome::stale_route, c0, c1, true), UserId(1), login);
  record::Journal journal;
  figures.report(journal, {});
  std::string rows;
  for (const record::CallsAfterLoginRow& row : journal.calls_after_login) {
    rows +=
        std::to_string(row.since / second) + ":" + std::to_string(row.calls) + "/" + std::to_string(row.failed) + " ";
  }
  EXPECT_EQ(rows,
            "0:2/1 1:1/0 2:0/0 5:2/1 10:0/0 20:0/0 50:0/0 100:0/0 200:0/0 500:0/0 1000:0/0 2000:0/0 5000:0/0 "
            "10000:0/0 20000:0/0 50000:2/1 86400:2/1 ");
}

}  // namespace
}  // namespace roamsim::actors
