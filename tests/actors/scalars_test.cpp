// The scalars of journals made by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "sim/actors/delays.hpp"
#include "sim/actors/totals.hpp"

namespace roamsim::actors {
namespace {

using record::LocationChangeRow;
using record::RequestRow;

constexpr ClusterId c0{0}, c1{1}, c2{2};

std::map<std::string, double> by_name(const record::Journal& journal) {
  std::map<std::string, double> values;
  for (const record::ScalarRow& row : journal.scalars) {
    EXPECT_TRUE(values.emplace(row.name, row.value).second) << row.name << " twice";
    EXPECT_EQ(row.entity, "run");
  }
  return values;
}

RequestRow request(RequestRow::Kind kind, Time begin, Time end, int code) {
  RequestRow row;
  row.kind = kind;
  row.begin = begin;
  row.end = end;
  row.code = code;
  return row;
}

record::CallRow call(Time at, Time end, calls::Outcome outcome, bool known = true) {
  record::CallRow row;
  row.at = at;
  row.end = end;
  row.outcome = outcome;
  row.known = known;
  return row;
}

LocationChangeRow change(Time at, ClusterId cluster) {
  LocationChangeRow row;
  row.at = at;
  row.cluster = cluster;
  return row;
}

record::Names three_members() {
  record::Names names;
  names.clusters = {"c0", "c1", "c2"};
  names.roles = {"hub", "hub", "spoke"};
  return names;
}

std::map<std::string, double> delays_of(record::Journal journal, const record::Names& names, Time from = 0) {
  add_delays(journal, names, from);
  return by_name(journal);
}

TEST(Delays, LoginTimeIsOfLoginsThatSucceeded) {
  record::Journal journal;
  using enum RequestRow::Kind;
  journal.requests = {request(login, 10 * second, 40 * second, 0), request(login, 20 * second, 60 * second, 0),
                      request(login, 30 * second, 31 * second, 25), request(logout, 40 * second, 140 * second, 0),
                      request(login, 50 * second, never, 0)};
  auto found = delays_of(journal, three_members());
  EXPECT_EQ(found["login_time.count"], 2);
  EXPECT_EQ(found["login_time.unfinished"], 1);
  EXPECT_EQ(found["login_time.mean"], 35);
  EXPECT_EQ(found["login_time.p50"], 30);
  EXPECT_EQ(found["login_time.p95"], 40);
  EXPECT_EQ(found["login_time.max"], 40);
  found = delays_of(journal, three_members(), 20 * second);
  EXPECT_EQ(found["login_time.count"], 1) << "what begins at the end of the warm-up counts";
  EXPECT_EQ(found["login_time.p50"], 40);
  found = delays_of(journal, three_members(), 20 * second + 1);
  EXPECT_EQ(found["login_time.count"], 0);
  EXPECT_EQ(found["login_time.unfinished"], 1);
  EXPECT_TRUE(std::isnan(found["login_time.p50"]));
}

TEST(Delays, PostDialDelayIsOfCallsThatConnected) {
  record::Journal journal;
  journal.calls = {
      call(1 * second, 3 * second, calls::Outcome::connected), call(2 * second, 3 * second, calls::Outcome::connected),
      call(3 * second, 35 * second, calls::Outcome::trunk_dead), call(4 * second, 0, calls::Outcome::connected, false)};
  auto found = delays_of(journal, three_members());
  EXPECT_EQ(found["post_dial_delay.count"], 2);
  EXPECT_EQ(found["post_dial_delay.unfinished"], 1);
  EXPECT_EQ(found["post_dial_delay.mean"], 1.5);
  EXPECT_EQ(found["post_dial_delay.p50"], 1);
  EXPECT_EQ(found["post_dial_delay.max"], 2);
  EXPECT_EQ(delays_of(journal, three_members(), 2 * second)["post_dial_delay.count"], 1);
}

TEST(Delays, ConvergenceIsUntilTheLastMember) {
  record::Journal journal;
  journal.location_changes = {change(10 * second, c0), change(20 * second, c1), change(30 * second, c1)};
  journal.convergence = record::ConvergenceTable({{0, c0, 10 * second, 10 * second},
                                                  {0, c1, 11 * second, 13 * second},
                                                  {0, c2, 12 * second, 18 * second},
                                                  {1, c1, 20 * second, 20 * second},
                                                  {1, c0, 21 * second, 24 * second},
                                                  {2, c0, 31 * second, never},
                                                  {2, c1, 30 * second, 30 * second},
                                                  {2, c2, 31 * second, 32 * second}});
  auto found = delays_of(journal, three_members());
  EXPECT_EQ(found["convergence.count"], 1);
  EXPECT_EQ(found["convergence.unfinished"], 2) << "one never heard of, one not applied";
  EXPECT_EQ(found["convergence.p50"], 8);
  EXPECT_EQ(found["convergence.max"], 8);

  record::Names names = three_members();
  names.roles[2] = "standalone";
  found = delays_of(journal, names);
  EXPECT_EQ(found["convergence.count"], 2) << "who is no member need not know";
  EXPECT_EQ(found["convergence.p50"], 3);
  EXPECT_EQ(found["convergence.max"], 4);
  EXPECT_EQ(found["convergence.unfinished"], 1);
  names.roles[1] = "standalone";
  found = delays_of(journal, names);
  EXPECT_EQ(found["convergence.count"], 1) << "what is committed outside the network is no news in it";
  EXPECT_EQ(found["convergence.unfinished"], 0);
  EXPECT_EQ(delays_of(journal, three_members(), 20 * second)["convergence.count"], 0);
}

TEST(Totals, CountWhatBeginsAtOrAfterTheWarmUp) {
  record::Journal journal;
  using enum RequestRow::Kind;
  journal.requests = {request(login, 10 * second, 40 * second, 0), request(login, 20 * second, 60 * second, 25),
                      request(logout, 30 * second, 31 * second, 0), request(login, 15 * second, never, 0)};
  journal.calls = {call(1 * second, 30 * second, calls::Outcome::connected),
                   call(20 * second, 30 * second, calls::Outcome::connected),
                   call(21 * second, 30 * second, calls::Outcome::stale_route)};
  journal.location_changes = {change(19 * second, c0), change(20 * second, c0)};
  Plan plan;
  const IlsTraffic traffic{7, 8, 9};
  record::Journal whole = journal;
  add_totals(plan, whole, traffic);
  auto found = by_name(whole);
  EXPECT_EQ(found["calls.offered"], 3);
  EXPECT_EQ(found["calls.connected"], 2);
  EXPECT_EQ(found["logins.code.0"], 1);
  EXPECT_EQ(found["requests.unfinished"], 1);
  EXPECT_EQ(found["location_changes"], 2);
  EXPECT_EQ(found["ils.messages"], 7);
  EXPECT_EQ(found["ils.bytes"], 8);
  EXPECT_EQ(found["ils.batches"], 9);

  plan.warmup = 20 * second;
  add_totals(plan, journal, traffic);
  found = by_name(journal);
  EXPECT_EQ(found["calls.offered"], 2);
  EXPECT_EQ(found["calls.connected"], 1);
  EXPECT_EQ(found["calls.stale_route"], 1);
  EXPECT_FALSE(found.contains("logins.code.0"));
  EXPECT_EQ(found["logins.code.25"], 1);
  EXPECT_EQ(found["logouts.code.0"], 1);
  EXPECT_EQ(found["requests.unfinished"], 0);
  EXPECT_EQ(found["location_changes"], 1);
}

}  // namespace
}  // namespace roamsim::actors
