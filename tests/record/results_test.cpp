#include "sim/record/results.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "sim/record/database.hpp"
#include "sim/record/fingerprint.hpp"
#include "sim/record/schema.hpp"
#include "sim/record/summary.hpp"
#include "sim/record/write_run.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

class ResultsTest : public testing::Test {
 protected:
  std::string query(const std::string& sql) const {
    return output_of("sqlite3 -bail -noheader -nullvalue NULL '" + (scratch.path() / "results.sqlite").string() +
                     "' \"" + sql + "\"");
  }
  ScratchFolder scratch;
};

TEST_F(ResultsTest, the_same_journal_gives_the_same_dump_and_file) {
  const ScratchFolder other;
  for (const SampleRun& run : {story_run(), hostile_run(), SampleRun{}}) {
    write_results(scratch.path(), run.view());
    write_results(other.path(), run.view());
    EXPECT_EQ(dump_of(scratch.path() / "results.sqlite"), dump_of(other.path() / "results.sqlite"));
    EXPECT_EQ(content_of(scratch.path() / "results.sqlite"), content_of(other.path() / "results.sqlite"));
  }
}

TEST_F(ResultsTest, the_dump_shows_a_change_of_one_nanosecond) {
  const ScratchFolder other;
  SampleRun run = story_run();
  write_results(scratch.path(), run.view());
  change_convergence(run, [](auto& rows) { rows[2].applied += 1; });
  write_results(other.path(), run.view());
  EXPECT_NE(dump_of(scratch.path() / "results.sqlite"), dump_of(other.path() / "results.sqlite"));
}

TEST_F(ResultsTest, holds_together) {
  write_results(scratch.path(), story_run().view());
  EXPECT_EQ(query("PRAGMA integrity_check"), "ok\n");
  EXPECT_EQ(query("PRAGMA foreign_key_check"), "");
  EXPECT_EQ(query("PRAGMA user_version"), std::to_string(results_schema_version) + "\n");
  EXPECT_EQ(query("PRAGMA page_size"), "4096\n");
  EXPECT_EQ(query("SELECT value FROM header WHERE key = 'seed'"), "18446744073709551615\n");
  EXPECT_EQ(query("SELECT value FROM header WHERE key = 'schema_version'"),
            std::to_string(results_schema_version) + "\n");
  EXPECT_EQ(query("SELECT count(*) FROM sqlite_master WHERE name IN ('sqlite_sequence', 'sqlite_stat1')"), "0\n");
}

TEST_F(ResultsTest, has_the_tables_of_the_schema_and_no_others) {
  const std::string all = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name";
  write_results(scratch.path(), SampleRun{}.view());
  const std::string found = query(all);
  std::filesystem::remove(scratch.path() / "results.sqlite");
  Database database(scratch.path() / "results.sqlite");
  for (const char* sql : {tables_sql, views_sql, indexes_sql}) database.run(sql);
  database.close();
  EXPECT_EQ(found, query(all));
}

TEST_F(ResultsTest, storms_their_counts_and_their_users) {
  SampleRun run = story_run();
  Journal& j = run.journal;
  j.storms = {{"walkover", RequestRow::Kind::login, 5, 2}, {"home", RequestRow::Kind::logout, never, 1}};
  j.storm_counts = {{0, 0, ClusterId{1}, StormCountRow::What::attempted, 0, 3},
                    {0, 10, ClusterId{1}, StormCountRow::What::refused, 26, 2}};
  j.storm_users = {{0, UserId{0}, ClusterId{1}, StormUserRow::Outcome::done, 5, 25, 2, 1, 1, 26, 7},
                   {1, UserId{2}, ClusterId{}, StormUserRow::Outcome::never_tried, never, never, 0, 0, 0, 0, 0}};
  write_results(scratch.path(), run.view());
  EXPECT_EQ(query("SELECT * FROM storms"), "0|walkover|login|5|2\n1|home|logout|NULL|1\n");
  EXPECT_EQ(query("SELECT * FROM storm_counts"), "0|0|0|1|attempted|NULL|3\n1|0|10|1|refused|26|2\n");
  EXPECT_EQ(query("SELECT * FROM storm_users"),
            "0|0|0|1|done|5|25|2|1|1|26|7\n1|1|2|NULL|never_tried|NULL|NULL|0|0|0|NULL|0\n");
  EXPECT_EQ(query("SELECT storm, user, cluster, took_ns FROM v_storm_users"),
            "walkover|bob|cluster2|20\nhome|kally|NULL|NULL\n");
  EXPECT_EQ(query("SELECT storm, cluster, what, number FROM v_storm_counts"),
            "walkover|cluster2|attempted|3\nwalkover|cluster2|refused|2\n");
  EXPECT_EQ(query("PRAGMA foreign_key_check"), "");
}

TEST_F(ResultsTest, rows_have_explicit_keys_in_order_of_occurrence) {
  write_results(scratch.path(), story_run().view());
  EXPECT_EQ(query("SELECT id, at_ns, kind, cluster, link FROM events"),
            "0|300000000000|failed|0|NULL\n1|900000000000|repaired|0|NULL\n2|1080000000000|recovered|0|NULL\n"
            "3|1200000000000|link_down|NULL|0\n");
  EXPECT_EQ(
      query("SELECT * FROM calls WHERE id IN (1, 5)"),
      "1|330000000000|2|1000-001|0|2|0|trunk_dead|330240000000|plan|invite_timed_out|102|SEP000000000003|NULL|1000-001|"
      "c3|NULL|NULL|not_answered\n"
      "5|1800000000000|2|9999-999|NULL|2|NULL|NULL|NULL|plan|NULL|NULL|NULL|NULL|||NULL|NULL|not_answered\n");
  EXPECT_EQ(query("SELECT * FROM call_legs"),
            "0|0|2|1|120000000000|NULL|0|0|0|0|NULL|NULL\n"
            "1|4|0|2|1320000000000|1|NULL|1|0|1|1320000000001|trunk_full\n");
  EXPECT_EQ(query("SELECT * FROM call_messages"),
            "0|0|120000000000|caller|NULL|cluster|2|INVITE|120000000001\n"
            "1|4|1320000000000|cluster|0|cluster|1|INVITE|NULL\n");
  EXPECT_EQ(query("SELECT * FROM call_counts"),
            "0|0|plan|2|0|0|connected|3\n1|900000000000|background|0|NULL|1|trunk_dead|17\n");
  EXPECT_EQ(query("SELECT * FROM call_delays"), "0|2|connected|100000000|3\n1|0|trunk_dead|32000000000|17\n");
  EXPECT_EQ(query("SELECT * FROM calls_after_login"), "0|0|4|3\n1|1000000000|5|1\n");
  EXPECT_EQ(query("SELECT * FROM reachability"),
            "0|2|0|10|7|1200000000000|1800000000000\n1|0|1|11|11|1800000000000|1800000000000\n");
  EXPECT_EQ(query("SELECT * FROM knowledge"),
            "0|0|3|840000000000|2|1200000000000|900000000000|0\n1|1|3|60000000000|1|NULL|NULL|NULL\n");
  EXPECT_EQ(query("SELECT * FROM reachability_steps"),
            "0|0|2|0|1|answered|0\n1|300000000000|0|0|0|caller_unregistered|NULL\n");
  EXPECT_EQ(query("SELECT cluster, right_ns - applied_ns, reachable_ns, hops FROM convergence"),
            "0|NULL|NULL|NULL\n1|0|390000000000|0\n2|NULL|NULL|NULL\n");
  EXPECT_EQ(query("SELECT arrived_ns FROM exchanges"), "373900000000\nNULL\n");
  EXPECT_EQ(query("SELECT * FROM ils_waits"),
            "0|retry|1|0|NULL|NULL|383850000000|413850000000\n1|no_room|2|1|1|7|374450000000|NULL\n");
  EXPECT_EQ(query("SELECT * FROM location_changes"), "0|372000000000|login|0|1|1|1|7|0\n");
  EXPECT_EQ(query("SELECT * FROM requests"), "0|login|0|1|SEP000000000021|360000000000|390000000000|0||success\n");
}

TEST_F(ResultsTest, views_have_names_and_delays) {
  write_results(scratch.path(), story_run().view());
  EXPECT_EQ(query("SELECT from_user, dialled, origin, target, outcome, took_ns FROM v_calls WHERE id = 2"),
            "kally|1000-001|cluster3|cluster2|connected|240000000\n");
  EXPECT_EQ(query("SELECT cluster, received_after_ns, applied_after_ns FROM v_convergence"),
            "cluster1|712000000000|715350000000\ncluster2|0|180000000\ncluster3|1900000000|2450000000\n");
  EXPECT_EQ(query("SELECT kind, cluster, link_a, link_b FROM v_events WHERE id > 1"),
            "recovered|cluster1|NULL|NULL\nlink_down|NULL|cluster1|cluster2\n");
  EXPECT_EQ(query("SELECT sum(took_ns) FROM v_spans"), "30000000000\n");
  EXPECT_EQ(query("SELECT cluster, node, kind, slot, took_ns, code FROM v_http_requests"),
            "cluster2|1|state_query|0|1400000000|0\ncluster2|1|login|1|2100000000|0\n");
  EXPECT_EQ(query("SELECT in_progress, slots FROM v_requests_in_progress"), "1|0\n0|0\n1|1\n0|0\n");
  for (const char* view : {"v_users", "v_links", "v_location_changes", "v_advances", "v_routes", "v_registrations",
                           "v_requests", "v_exchanges", "v_knowledge", "v_reachability_steps", "v_ils_waits"}) {
    const std::string table = std::string(view).substr(2);
    EXPECT_EQ(query("SELECT (SELECT count(*) FROM " + std::string(view) + ") = (SELECT count(*) FROM " + table + ")"),
              "1\n")
        << view;
  }
}

TEST_F(ResultsTest, a_request_cut_off_by_the_end_has_neither_end_nor_code) {
  SampleRun run = story_run();
  run.journal.requests[0].end = never;
  write_results(scratch.path(), run.view());
  EXPECT_EQ(query("SELECT end_ns, code FROM requests"), "NULL|NULL\n");
}

TEST_F(ResultsTest, hostile_names_are_bound_not_pasted) {
  write_results(scratch.path(), hostile_run().view());
  EXPECT_EQ(query("SELECT name FROM clusters"), "東京クラスタ\n'); DROP TABLE clusters; --\n$\\frac{1}{$ <b>&amp;\n");
  EXPECT_EQ(query("SELECT dn FROM users WHERE id = 0"), "+81-6-1000-001\n");
}

TEST_F(ResultsTest, a_whole_run_directory) {
  const SampleRun run = hostile_run();
  const Fingerprints found = write_run(prepare_run_directory(scratch.path() / "run"), run.view(),
                                       Meta{"2026-01-01T00:00:00Z", 5, 6, "host", "a.json", {"roamsim", "run"}, 2});
  EXPECT_EQ(names_in(scratch.path() / "run"),
            (std::vector<std::string>{run_directory_marker, "fingerprints.json", "meta", "results.sqlite",
                                      "scenario.json", "summary.json"}));
  EXPECT_EQ(names_in(scratch.path() / "run/meta"), std::vector<std::string>{"run.json"});
  EXPECT_EQ(content_of(scratch.path() / "run/scenario.json"), run.scenario);
  EXPECT_EQ(content_of(scratch.path() / "run/summary.json"), summary_json(run.view()));
  EXPECT_EQ(content_of(scratch.path() / "run/fingerprints.json"), fingerprints_json(found));
  EXPECT_NE(content_of(scratch.path() / "run/meta/run.json").find("2026-01-01T00:00:00Z"), std::string::npos);
}

TEST_F(ResultsTest, no_sacred_file_knows_where_or_when) {
  const SampleRun run = story_run();
  write_run(prepare_run_directory(scratch.path() / "a"), run.view(), Meta{"today", 1, 1, "here", "x", {"x"}, 1});
  write_run(prepare_run_directory(scratch.path() / "b"), run.view(), Meta{"tomorrow", 2, 2, "there", "y", {"y"}, 8});
  for (const char* name : {"results.sqlite", "summary.json", "scenario.json", "fingerprints.json"}) {
    EXPECT_EQ(content_of(scratch.path() / "a" / name), content_of(scratch.path() / "b" / name)) << name;
  }
  EXPECT_NE(content_of(scratch.path() / "a/meta/run.json"), content_of(scratch.path() / "b/meta/run.json"));
}

}  // namespace
}  // namespace roamsim::record
