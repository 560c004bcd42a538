// The keys that say what is kept of a run: record, labels, warm-up.
#include <fmt/format.h>

#include <regex>

#include "sim/scenario/date_and_time.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

using record::Level;
using record::Table;
using record::tables_at;

/// The story with the keys in front.
std::string story_with(const std::string& keys) {
  return with(story(), R"("schema_version": 1,)", R"("schema_version": 1, )" + keys + ",");
}

record::Recording recording(const std::string& value) {
  const LoadResult result = load_text("story.json", story_with("\"record\": " + value));
  EXPECT_TRUE(result.plan) << report(result);
  return result.plan ? result.plan->record : record::Recording{};
}

TEST(RecordKey, ALevelByItsNameOrInAnObject) {
  const std::vector<std::pair<std::string, Level>> levels{{"counters", Level::counters},
                                                          {"changes", Level::changes},
                                                          {"requests", Level::requests},
                                                          {"calls", Level::calls},
                                                          {"everything", Level::everything}};
  for (const auto& [name, level] : levels) {
    const record::Recording by_name = recording("\"" + name + "\"");
    EXPECT_EQ(by_name.tables, tables_at(level)) << name;
    EXPECT_FALSE(by_name.selects_rows());
    EXPECT_EQ(by_name, recording(R"({"level": ")" + name + "\"}"));
    const auto hash = [](const std::string& value) { return load_text("a", story_with("\"record\": " + value)).hash; };
    EXPECT_EQ(hash("\"" + name + "\""), hash(R"({"level": ")" + name + R"(", "tables": {}})")) << "one scenario";
  }
  EXPECT_EQ(recording("{}"), record::Recording{});
}

TEST(RecordKey, TablesOneByOne) {
  EXPECT_EQ(recording(R"({"level": "changes", "tables": {"calls": true, "convergence": false}})").tables,
            tables_at(Level::changes).set(Table::calls).set(Table::convergence, false));
  EXPECT_EQ(recording(R"({"tables": {"requests": false, "spans": false}})").tables,
            tables_at(Level::everything).set(Table::requests, false).set(Table::spans, false));
}

TEST(RecordKey, NamesAndPatterns) {
  const record::Recording some = recording(R"({"clusters": ["c?"], "users": ["b*b", "kally", "kall*"]})");
  EXPECT_EQ(some.clusters, (std::vector{ClusterId{0}, ClusterId{1}, ClusterId{2}}));
  ASSERT_TRUE(some.users);
  EXPECT_EQ(some.users->size(), 2U);
}

TEST(RecordKey, CallRecords) {
  EXPECT_FALSE(recording("\"calls\"").call_records);
  EXPECT_EQ(recording(R"({"cdr": {}})").call_records, record::CallRecordSettings{});
  EXPECT_EQ(recording(R"({"level": "calls", "cdr": {"interval": "1 h", "starts": "2024-02-29 12:00:01",
                          "zero_duration": true}})")
                .call_records,
            (record::CallRecordSettings{hour, 1'709'208'001, true}));
  const LoadResult merged = load_text("story.json", story_with(R"("record": {"cdr": {"interval": "2 min"}})"));
  EXPECT_EQ(load_text("merged.json", merged.merged).merged, merged.merged) << "the merged file says the same";
  EXPECT_NE(merged.merged.find(R"("cdr": { "interval": "2 min", "starts": "2026-01-01 00:00:00")"), std::string::npos)
      << merged.merged;
}

TEST(RecordKey, SchemaAndLoaderAgreeOnDates) {
  const std::regex pattern{std::string(date_and_time_rule().pattern)};
  std::optional<std::int64_t> last;
  for (int year = 1969; year <= 2038; ++year) {
    for (int month = 0; month <= 13; ++month) {
      for (int day_of_month = 0; day_of_month <= 32; ++day_of_month) {
        const std::string date = fmt::format("{}-{:02}-{:02} 23:59:59", year, month, day_of_month);
        const std::optional<std::int64_t> found = seconds_since_1970(date);
        EXPECT_EQ(found.has_value(), std::regex_match(date, pattern)) << date;
        if (!found) continue;
        EXPECT_EQ(date_and_time(*found), date);
        EXPECT_EQ(*found - last.value_or(*found - 86'400), 86'400) << date;
        last = found;
      }
    }
  }
  EXPECT_EQ(seconds_since_1970("1970-01-01 00:00:00"), 0);
  for (const char* wrong :
       {"2026-01-01", "2026-01-01T00:00:00", "2026-01-01 24:00:00", "2026-01-01 00:60:00", "", "2026-01-01 00:00:60",
        " 2026-01-01 00:00:00", "2026-01-01 00:00:00Z", "+026-01-01 00:00:00"}) {
    EXPECT_FALSE(seconds_since_1970(wrong)) << wrong;
    EXPECT_FALSE(std::regex_match(wrong, pattern)) << wrong;
  }
}

TEST(RecordKey, LabelsAreNoPartOfTheHash) {
  const LoadResult plain = load_story();
  const LoadResult named =
      load_text("story.json", story_with(R"("experiment": "x", "measurement": 7, "repetition": "a")"));
  ASSERT_TRUE(named.plan) << report(named);
  EXPECT_EQ(named.plan->labels, (record::Labels{"x", "7", "a"}));
  EXPECT_EQ(named.hash, plain.hash);
  EXPECT_NE(named.merged, plain.merged);
  EXPECT_NE(load_text("story.json", story_with(R"("warmup": "1 s")")).hash, plain.hash);
}

TEST(RecordKey, WarmUpIsShorterThanTheRun) {
  EXPECT_TRUE(load_text("a", story_with(R"("warmup": "1799999 ms")")).plan);
  const LoadResult equal = load_text("a", story_with(R"("warmup": "30 min")"));
  ASSERT_EQ(equal.errors.size(), 1U);
  EXPECT_EQ(equal.errors[0].pointer, "/warmup");
}

}  // namespace
}  // namespace roamsim::scenario::testing
