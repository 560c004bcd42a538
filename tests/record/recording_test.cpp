#include "sim/record/recording.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sim/record/results.hpp"
#include "sim/record/schema.hpp"
#include "sim/record/table_words.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

constexpr ClusterId c1{0}, c2{1}, c3{2};
constexpr UserId bob{0}, alice{1}, kally{2};
constexpr std::array<Level, 5> levels{Level::counters, Level::changes, Level::requests, Level::calls,
                                      Level::everything};

std::array<std::size_t, table_names.size()> sizes(const Journal& j) {
  return {j.events.size(),      j.location_changes.size(),   j.convergence.size(),       j.advances.size(),
          j.routes.size(),      j.registrations.size(),      j.requests.size(),          j.spans.size(),
          j.calls.size(),       j.exchanges.size(),          j.call_legs.size(),         j.call_messages.size(),
          j.call_counts.size(), j.call_delays.size(),        j.calls_after_login.size(), j.reachability.size(),
          j.knowledge.size(),   j.reachability_steps.size(), j.ils_waits.size(),         j.storm_counts.size(),
          j.storm_users.size(), j.http_requests.size()};
}

/// Three requests, of which the second has two spans and the second change.
SampleRun busy_run() {
  SampleRun run = story_run();
  Journal& j = run.journal;
  j.requests.push_back({.user = alice, .cluster = c3, .phone = "SEP2", .begin = 8 * minute, .end = 9 * minute});
  j.requests.push_back({.kind = RequestRow::Kind::logout,
                        .user = bob,
                        .cluster = c2,
                        .phone = "SEP1",
                        .begin = 10 * minute,
                        .end = 11 * minute});
  j.spans.push_back({RequestId{1}, "typing", 8 * minute, 8 * minute + 5});
  j.spans.push_back({RequestId{1}, "commit", 8 * minute + 5, 9 * minute});
  j.http_requests.push_back({RequestId{1}, c3, 1, HttpRequestRow::Kind::login, true, 8 * minute + 5, 9 * minute, 0});
  j.location_changes.push_back({9 * minute, LocationChangeRow::Kind::login, alice, c3, c3, 1, 2, RequestId{1}});
  j.convergence.push_back({1, c3, 9 * minute, 9 * minute});
  j.convergence.push_back({1, c2, 10 * minute, 11 * minute});
  j.storms.push_back({"walkover", RequestRow::Kind::login, 8 * minute, 2});
  j.storm_counts.push_back({0, 8 * minute, c3, StormCountRow::What::attempted, 0, 1});
  j.storm_counts.push_back({0, 9 * minute, c2, StormCountRow::What::refused, 26, 4});
  j.storm_users.push_back({0, alice, c3, StormUserRow::Outcome::done, 8 * minute, 9 * minute, 1, 1, 0, 0, 2 * second});
  j.storm_users.push_back({0, kally, c2, StormUserRow::Outcome::gave_up, 9 * minute, never, 4, 0, 4, 26, 0});
  return run;
}

std::string broken_keys(const SampleRun& run) {
  const ScratchFolder folder;
  write_results(folder.path(), run.view());
  return output_of("sqlite3 '" + (folder.path() / "results.sqlite").string() + "' 'PRAGMA foreign_key_check'");
}

TEST(Recording, TableNamesAreTheSchemas) {
  const std::string schema = tables_sql;
  for (const std::string_view name : table_names) {
    EXPECT_NE(schema.find("CREATE TABLE " + std::string(name) + "("), std::string::npos) << name;
    EXPECT_FALSE(words_about(name).empty()) << name;
  }
  EXPECT_EQ(table_names.size() + 7, table_words.size()) << "seven are always kept";
  EXPECT_EQ(name_of(Table::events), "events");
  EXPECT_EQ(name_of(Table::spans), "spans");
  EXPECT_EQ(name_of(Table::exchanges), "exchanges");
}

TEST(Recording, EachLevelKeepsAllThatTheOneBeforeKeepsAndMore) {
  for (std::size_t i = 1; i < levels.size(); ++i) {
    EXPECT_TRUE(tables_at(levels[i]).contains(tables_at(levels[i - 1])));
    EXPECT_FALSE(tables_at(levels[i - 1]).contains(tables_at(levels[i])));
  }
  TableSet counters;
  counters.set(Table::call_counts).set(Table::call_delays).set(Table::calls_after_login).set(Table::reachability);
  counters.set(Table::storm_counts);
  EXPECT_EQ(tables_at(Level::counters), counters);
  EXPECT_EQ(tables_at(Level::everything), TableSet::all());
}

TEST(Recording, KeepsExactlyTheTablesOfTheLevel) {
  const auto whole = sizes(busy_run().journal);
  for (const Level level : levels) {
    SampleRun run = busy_run();
    keep_only(run.journal, run.names, {tables_at(level), {}, {}});
    const auto kept = sizes(run.journal);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i], tables_at(level).has(static_cast<Table>(i)) ? whole[i] : 0) << table_names[i];
    }
    EXPECT_EQ(run.journal.scalars.size(), 3U);
    EXPECT_EQ(run.journal.expectations.size(), 2U);
    EXPECT_EQ(broken_keys(run), "");
  }
}

TEST(Recording, WithoutRequestsAChangeHasNone) {
  SampleRun run = busy_run();
  keep_only(run.journal, run.names, {tables_at(Level::changes), {}, {}});
  for (const LocationChangeRow& change : run.journal.location_changes) EXPECT_FALSE(change.request.valid());
}

TEST(Recording, RowsOfAUserAreRenumbered) {
  SampleRun run = busy_run();
  keep_only(run.journal, run.names, {TableSet::all(), {}, std::vector{alice}});
  const Journal& j = run.journal;
  EXPECT_EQ(sizes(j), (std::array<std::size_t, 22>{4, 1, 2, 4, 0, 0, 1, 2, 1, 2, 1, 1, 2, 2, 2, 1, 1, 0, 2, 2, 1, 3}))
      << "tables without users are whole";
  EXPECT_EQ(j.location_changes.at(0).user, alice);
  EXPECT_EQ(j.location_changes.at(0).request, RequestId{0});
  for (const SpanRow& span : j.spans) EXPECT_EQ(span.request, RequestId{0});
  for (const ConvergenceRow& row : j.convergence) EXPECT_EQ(row.change, 0U);
  EXPECT_FALSE(j.http_requests.at(0).request.valid()) << "the login of another";
  EXPECT_EQ(j.http_requests.at(2).request, RequestId{0});
  EXPECT_EQ((*std::next(j.convergence.begin(), 1)).applied, 11 * minute);
  EXPECT_EQ(broken_keys(run), "");
}

TEST(Recording, AUserOfACallIsWhoDialsOrWhoIsDialled) {
  const auto calls = [](UserId user) {
    SampleRun run = story_run();
    keep_only(run.journal, run.names, {TableSet::all(), {}, std::vector{user}});
    return run.journal.calls.size();
  };
  EXPECT_EQ(calls(bob), 5U);
  EXPECT_EQ(calls(alice), 1U);
  EXPECT_EQ(calls(kally), 5U);
}

TEST(Recording, RowsOfAClusterByEachColumnThatNamesOne) {
  SampleRun run = busy_run();
  Journal& j = run.journal;
  j.location_changes[0].truth = c1;
  j.events.push_back({1, EventRow::Kind::joined, c3, LinkId{}});
  keep_only(j, run.names, {TableSet::all(), std::vector{c1}, {}});
  EXPECT_EQ(j.events.size(), 4U) << "three of the cluster and one of its line";
  ASSERT_EQ(j.location_changes.size(), 1U) << "by the truth";
  EXPECT_EQ(j.convergence.size(), 3U) << "a change that is kept is kept with all who learn it";
  EXPECT_FALSE(j.location_changes[0].request.valid()) << "the request was at another cluster";
  EXPECT_TRUE(j.requests.empty());
  EXPECT_TRUE(j.spans.empty());
  EXPECT_EQ(j.advances.size(), 1U);
  EXPECT_EQ(j.routes.size(), 4U) << "three at the start to it, and its own";
  EXPECT_EQ(j.registrations.size(), 2U);
  EXPECT_EQ(j.calls.size(), 3U) << "as origin or as target";
  EXPECT_EQ(j.exchanges.size(), 1U);
  EXPECT_EQ(j.ils_waits.size(), 1U) << "as the peer";
  EXPECT_EQ(broken_keys(run), "");
}

TEST(Recording, ClustersAndUsersBothNarrow) {
  SampleRun run = busy_run();
  keep_only(run.journal, run.names, {TableSet::all(), std::vector{c2}, std::vector{bob, kally}});
  EXPECT_EQ(run.journal.requests.size(), 2U);
  EXPECT_EQ(run.journal.location_changes.size(), 1U);
  EXPECT_EQ(run.journal.location_changes[0].request, RequestId{0});
  EXPECT_EQ(broken_keys(run), "");
}

TEST(Recording, NobodyChosenIsNobodyKept) {
  SampleRun run = busy_run();
  keep_only(run.journal, run.names, {TableSet::all(), std::vector<ClusterId>{}, {}});
  EXPECT_EQ(sizes(run.journal),
            (std::array<std::size_t, 22>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0}))
      << "calls_after_login and knowledge concern no cluster in particular";
}

}  // namespace
}  // namespace roamsim::record
