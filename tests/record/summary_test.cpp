#include "sim/record/summary.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

using Json = nlohmann::ordered_json;

TEST(Summary, tells_the_story) {
  const Json json = Json::parse(summary_json(story_run().view()));
  EXPECT_EQ(json["header"]["seed"], 0xffff'ffff'ffff'ffffU);
  EXPECT_EQ(json["header"]["duration_ns"], 30 * minute);
  EXPECT_EQ(json["clusters"].size(), 3U);
  EXPECT_EQ(json["expectations"]["met"], 1);
  EXPECT_EQ(json["expectations"]["failed"], 1);
  EXPECT_EQ(json["expectations"]["list"][1]["found"], "2.45 s at cluster3");
  const Json& change = json["location_changes"]["list"][0];
  EXPECT_EQ(change["user"], "bob");
  EXPECT_EQ(change["truth"], "cluster2");
  EXPECT_EQ(change["stages"].size(), 8U);
  EXPECT_EQ(change["stages"][4]["stage"], "commit");
  EXPECT_EQ(change["stages"][4]["took_ns"], 1500 * millisecond);
  EXPECT_EQ(change["convergence"]["applied"], 3);
  EXPECT_EQ(change["convergence"]["first"]["cluster"], "cluster2");
  EXPECT_EQ(change["convergence"]["first"]["after_ns"], 180 * millisecond);
  EXPECT_EQ(change["convergence"]["last"]["cluster"], "cluster1");
  EXPECT_EQ(change["convergence"]["by_cluster"][2]["received_after_ns"], 1900 * millisecond);
  EXPECT_EQ(json["calls"]["offered"], 6);
  EXPECT_EQ(json["calls"]["by_outcome"]["connected"], 4);
  EXPECT_EQ(json["calls"]["by_outcome"]["trunk_dead"], 1);
  EXPECT_EQ(json["calls"]["by_outcome"]["stale_route"], 0);
  EXPECT_EQ(json["calls"]["unfinished"], 1);
  EXPECT_EQ(json["requests"]["by_code"]["0"], 1);
  EXPECT_EQ(json["scalars"][2]["value"], 0.1);
}

TEST(Summary, what_is_not_judged_is_neither_met_nor_failed) {
  SampleRun run = story_run();
  run.journal.expectations[1].judged = false;
  const Json json = Json::parse(summary_json(run.view()))["expectations"];
  EXPECT_EQ(json["met"], 1);
  EXPECT_EQ(json["failed"], 0);
  EXPECT_EQ(json["not_judged"], 1);
  EXPECT_TRUE(json["list"][1]["met"].is_null());
}

TEST(Summary, same_bytes_each_time_in_a_fixed_order) {
  const std::string once = summary_json(hostile_run().view());
  EXPECT_EQ(summary_json(hostile_run().view()), once);
  std::vector<std::string> keys;
  const Json json = Json::parse(once);
  for (auto entry = json.begin(); entry != json.end(); ++entry) keys.push_back(entry.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"schema_version", "header", "clusters", "expectations", "location_changes",
                                            "calls", "requests", "scalars"}));
  EXPECT_EQ(once.back(), '\n');
}

TEST(Summary, who_never_learned_it_has_null) {
  SampleRun run = story_run();
  change_convergence(run, [](std::vector<ConvergenceRow>& rows) {
    for (ConvergenceRow& row : rows) row.applied = never;
    rows[0].received = never;
  });
  const Json json = Json::parse(summary_json(run.view()));
  const Json& convergence = json["location_changes"]["list"][0]["convergence"];
  EXPECT_EQ(convergence["applied"], 0);
  EXPECT_TRUE(convergence["first"].is_null());
  EXPECT_TRUE(convergence["by_cluster"][0]["received_after_ns"].is_null());
}

TEST(Summary, members_without_a_row_never_learned_it) {
  SampleRun run = story_run();
  change_convergence(run, [](std::vector<ConvergenceRow>& rows) { rows.erase(rows.begin()); });
  const auto convergence = [&] {
    return Json::parse(summary_json(run.view()))["location_changes"]["list"][0]["convergence"];
  };
  EXPECT_EQ(convergence()["clusters"], 3);
  EXPECT_EQ(convergence()["applied"], 2);
  EXPECT_EQ(convergence()["by_cluster"][2]["cluster"], "cluster1");
  EXPECT_TRUE(convergence()["by_cluster"][2]["applied_after_ns"].is_null());
  run.names.roles[0] = "standalone";
  EXPECT_EQ(convergence()["clusters"], 2);
}

TEST(Summary, hostile_names_are_text_and_broken_utf8_is_replaced) {
  const Json json = Json::parse(summary_json(hostile_run().view()));
  EXPECT_EQ(json["clusters"][0]["name"], "東京クラスタ");
  EXPECT_EQ(json["header"]["title"], hostile_run().header.title);
  SampleRun run = story_run();
  run.journal.expectations[0].found = "caf\xe9";
  EXPECT_EQ(Json::parse(summary_json(run.view()))["expectations"]["list"][0]["found"], "caf\ufffd");
}

TEST(Summary, stays_small_and_says_what_it_leaves_out) {
  SampleRun run = story_run();
  for (std::uint32_t i = 1; i < 1000; ++i) {
    run.journal.location_changes.push_back(run.journal.location_changes[0]);
    run.journal.location_changes.back().request = RequestId{};
    run.journal.convergence.push_back({i, ClusterId{0}, never, never});
  }
  run.journal.scalars.push_back({"not a number", "run", std::numeric_limits<double>::quiet_NaN(), "s"});
  const Json json = Json::parse(summary_json(run.view()));
  EXPECT_EQ(json["location_changes"]["count"], 1000);
  EXPECT_EQ(json["location_changes"]["shown"], 100);
  EXPECT_EQ(json["location_changes"]["list"].size(), 100U);
  EXPECT_TRUE(json["scalars"][3]["value"].is_null());
}

TEST(Summary, an_empty_run) {
  const SampleRun run;
  const Json json = Json::parse(summary_json(run.view()));
  EXPECT_EQ(json["location_changes"]["count"], 0);
  EXPECT_EQ(json["calls"]["offered"], 0);
}

}  // namespace
}  // namespace roamsim::record
