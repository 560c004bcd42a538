#include "sim/record/chrome_trace.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/record/error.hpp"
#include "sim/record/side_file.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

using Json = nlohmann::ordered_json;

class ChromeTraceTest : public testing::Test {
 protected:
  std::string trace_of(const SampleRun& run) {
    NewFile file(scratch.path() / "trace.json");
    file.create();
    write_chrome_trace(file, run.view(), 30 * minute);
    file.put_in_place();
    return content_of(scratch.path() / "trace.json");
  }

  static std::vector<Json> with(const Json& trace, const char* key, const char* value) {
    std::vector<Json> found;
    for (const Json& event : trace["traceEvents"]) {
      if (event.contains(key) && event[key] == value) found.push_back(event);
    }
    return found;
  }

  ScratchFolder scratch;
};

TEST_F(ChromeTraceTest, tells_the_story) {
  const Json trace = Json::parse(trace_of(story_run()));
  EXPECT_EQ(trace["otherData"]["seed"], "18446744073709551615");
  const std::vector<Json> requests = with(trace, "cat", "requests");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0]["name"], "login bob");
  EXPECT_EQ(requests[0]["ts"], 360e6);
  EXPECT_EQ(requests[0]["dur"], 30e6);
  EXPECT_EQ(requests[0]["pid"], 3) << "cluster2, after the run and cluster1";
  EXPECT_EQ(with(trace, "cat", "spans").size(), 8U);
  EXPECT_EQ(with(trace, "cat", "calls").size(), 6U);
  EXPECT_EQ(with(trace, "cat", "location_changes").size(), 1U);
}

TEST_F(ChromeTraceTest, what_has_no_end_is_open_at_the_end_of_the_run) {
  SampleRun run = story_run();
  run.journal.requests[0].end = never;
  run.journal.spans.back().end = never;
  const Json trace = Json::parse(trace_of(run));
  std::vector<std::string> open;
  for (const Json& event : trace["traceEvents"]) {
    if (!event.contains("args") || !event["args"].contains("open_at_the_end_of_the_run")) continue;
    open.push_back(event["name"]);
    EXPECT_EQ(event["ts"].get<double>() + event["dur"].get<double>(), 1800e6) << event;
  }
  EXPECT_EQ(open, (std::vector<std::string>{"link_down", "login bob", "registration", "kally calls 9999-999"}));
}

TEST_F(ChromeTraceTest, a_batch_that_does_not_arrive_is_an_instant) {
  const Json trace = Json::parse(trace_of(story_run()));
  std::string phases;
  for (const Json& event : with(trace, "cat", "exchanges")) phases += event["ph"].get<std::string>();
  EXPECT_EQ(phases, "bei");
}

TEST_F(ChromeTraceTest, dates_are_exact_to_the_nanosecond) {
  SampleRun run = story_run();
  run.journal.exchanges = {{8'999'999'999'999'999, ClusterId{0}, ClusterId{1}, 1, 1, 9'000'000'000'000'001}};
  const std::string trace = trace_of(run);
  EXPECT_NE(trace.find("\"ts\":8999999999999.999,"), std::string::npos);
  EXPECT_NE(trace.find("\"ts\":9000000000000.001,"), std::string::npos);
}

TEST_F(ChromeTraceTest, overlapping_requests_are_in_lanes_of_their_own) {
  SampleRun run = story_run();
  run.journal.spans.clear();
  run.journal.requests.clear();
  const auto request = [&](Time begin, Time end) {
    run.journal.requests.push_back({.user = UserId{0}, .cluster = ClusterId{0}, .begin = begin, .end = end});
  };
  request(0, 10);
  request(5, 20);
  request(10, 15);
  request(15, 15);
  request(15, 18);
  std::vector<int> lanes;
  for (const Json& event : with(Json::parse(trace_of(run)), "cat", "requests")) {
    lanes.push_back(event["tid"].get<int>());
  }
  ASSERT_EQ(lanes.size(), 5U);
  EXPECT_EQ(lanes[2], lanes[0]) << "what begins as another ends follows it";
  EXPECT_EQ(lanes[3], lanes[0]);
  EXPECT_NE(lanes[1], lanes[0]);
  EXPECT_NE(lanes[4], lanes[0]) << "what takes no time has its instant for itself";
  EXPECT_NE(lanes[4], lanes[1]);
}

TEST_F(ChromeTraceTest, hostile_names_and_same_bytes) {
  const std::string trace = trace_of(hostile_run());
  EXPECT_EQ(trace_of(hostile_run()), trace);
  const Json json = Json::parse(trace);
  EXPECT_EQ(with(json, "cat", "requests")[0]["args"]["user"], "大阪 太郎\n\t\"quoted\", comma");
  EXPECT_EQ(with(json, "cat", "requests")[0]["args"]["phone"], "認証エラー\ufffd broken");
}

TEST_F(ChromeTraceTest, places_that_are_refused) {
  const RunDirectory run = prepare_run_directory(scratch.path() / "run");
  const auto refused = [&](const std::filesystem::path& target) {
    try {
      check_side_file(run, target);
    } catch (const RecordError& error) {
      return error.reason();
    }
    return std::string("no error");
  };
  std::filesystem::create_symlink("elsewhere", scratch.path() / "link");
  EXPECT_NE(refused(scratch.path() / "link").find("symbolic link"), std::string::npos);
  EXPECT_NE(refused(scratch.path() / "run").find("no ordinary file"), std::string::npos);
  EXPECT_NE(refused("/dev/null").find("no ordinary file"), std::string::npos);
  EXPECT_NE(refused(scratch.path() / "").find("names no file"), std::string::npos);
  for (const char* own : {"results.sqlite", "scenario.json", ".roamsim-run", "meta/run.json", "meta/trace.json"}) {
    EXPECT_NE(refused(scratch.path() / "run" / own).find("own files"), std::string::npos) << own;
  }
  EXPECT_EQ(refused(scratch.path() / "run" / "trace.json"), "no error");
  EXPECT_EQ(refused(scratch.path() / "results.sqlite"), "no error");
}

}  // namespace
}  // namespace roamsim::record
