// The keys that say what is kept of a run: record, labels, warm-up.
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
