#include "sim/scenario/row_files.hpp"

#include <cstdlib>

#include "sim/scenario/csv.hpp"
#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

/// The rows of a text, each as its fields with bars between, then what is wrong with it.
std::vector<std::string> rows_of(const std::string& text) {
  Sources sources;
  const std::uint16_t source = sources.add("t.csv", text, true);
  CsvRows table(sources, source);
  std::vector<std::string> rows;
  for (CsvRows::Row row; table.next(row);) {
    std::string& shown = rows.emplace_back();
    for (const CsvRows::Field& field : row.fields) shown += (shown.empty() ? "" : "|") + std::string(field.text);
    for (const CsvRows::Problem& problem : row.problems) shown += "!" + problem.message.found;
  }
  return rows;
}

using Rows = std::vector<std::string>;

TEST(Csv, RowsAndFields) {
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("a,b,c"), Rows{"a|b|c"});
  EXPECT_EQ(rows_of("a,b\nc,d\n"), (Rows{"a|b", "c|d"}));
  EXPECT_EQ(rows_of("a,b\r\nc,d\r\n"), (Rows{"a|b", "c|d"}));
  EXPECT_EQ(rows_of("a,,c,"), Rows{"a||c|"});
  EXPECT_EQ(rows_of("a\n\nb"), (Rows{"a", "", "b"})) << "an empty line is a row of one empty field";
  EXPECT_EQ(rows_of("\xef\xbb\xbfid,dn"), Rows{"id|dn"}) << "a byte order mark";
  EXPECT_EQ(rows_of(" a , b "), Rows{" a | b "}) << "blanks are part of a field";
}

TEST(Csv, Quotes) {
  EXPECT_EQ(rows_of(R"("a,b","c""d","")"), Rows{"a,b|c\"d|"});
  EXPECT_EQ(rows_of("\"a\r\nb\",c\nd"), (Rows{"a\r\nb|c", "d"}));
  EXPECT_EQ(rows_of(R"("""")"), Rows{"\""});
  EXPECT_EQ(rows_of("a\"b,c"), Rows{"a\"b|c!a quote inside a field without quotes"});
  EXPECT_EQ(rows_of("\"a\"b,c\nd"), (Rows{"a|c!more after the closing quote", "d"}));
  EXPECT_EQ(rows_of("a,\"b\nc,d\n"), Rows{"a|!a quote that is not closed"});
}

TEST(Csv, BytesThatAreNoText) {
  EXPECT_EQ(rows_of("a,\xc3\xa9"), Rows{"a|\xc3\xa9"});
  EXPECT_EQ(rows_of("\xff,b\nc,d"), (Rows{"\xff|b!the byte 0xff", "c|d"}));
  EXPECT_EQ(rows_of("a,\"\xc3\""), Rows{"a|\xc3!the byte 0xc3"}) << "cut off by the quote";
  EXPECT_EQ(rows_of(std::string("a\0b", 3)), Rows{std::string("a\0b", 3) + "!the byte 0x00"});
}

/// A folder with a scenario whose cluster c1 has the users and phones of tables.
class RowFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "roamsim-rows-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  static std::string scenario(const std::string& of_cluster) {
    return R"({ "schema_version": 1, "title": "T", "duration": "5 min", "clusters": [
      { "id": "c1", "ils": { "role": "hub" })" +
           (of_cluster.empty() ? "" : ", " + of_cluster) + R"( } ] })";
  }

  LoadResult load_with(const std::string& of_cluster, const std::vector<std::string>& sets = {}) {
    return load(write("s.json", scenario(of_cluster)), sets);
  }

  /// The messages of a table of users, without the folder.
  std::vector<std::string> mistakes(const std::string& users, const std::string& of_cluster = "") {
    write("u.csv", users);
    const LoadResult result = load_with(R"("users_from": "u.csv")" + of_cluster);
    EXPECT_FALSE(result.plan);
    std::vector<std::string> texts = messages(result.errors);
    for (std::string& text : texts) {
      for (std::size_t at = 0; (at = text.find(folder_.string() + "/")) != std::string::npos;)
        text.erase(at, folder_.string().size() + 1);
    }
    return texts;
  }

  std::filesystem::path folder_;
};

TEST_F(RowFilesTest, RowsAreAsIfTheyWereWrittenInTheFile) {
  write("u.csv",
        "id,dn,super_user,logged_in,pin,user_locale,mobility,profile,model\r\n"
        "bob,1001,true,,,,,,\r\n"
        "\"alice\",1002,false,false,54321,de_DE,emcc,desk,Cisco 7821\r\n"
        "kally,1003,,,,,,\"a, \"\"b\"\"\",\r\n");
  write("p.csv",
        "subscribed,id,model,protocol,user_locale,extension_mobility\n"
        ",SEP1,,,,\n"
        "false,SEP2,Cisco 7960,SCCP,fr_FR,disabled\n");
  const LoadResult tables = load_with(
      R"("phone": { "model": "Cisco 8865" }, "users": [ { "id": "first", "dn": "1000" } ], "users_from": "u.csv", "phones_from": "p.csv")");
  ASSERT_TRUE(tables.plan) << report(tables);
  const LoadResult written =
      load_with(R"("phone": { "model": "Cisco 8865" }, "users": [ { "id": "first", "dn": "1000" },
    { "id": "bob", "dn": "1001", "super_user": true },
    { "id": "alice", "dn": "1002", "super_user": false, "logged_in": false, "pin": "54321", "user_locale": "de_DE",
      "mobility": "emcc", "profiles": [ { "name": "desk", "model": "Cisco 7821", "lines": [ { "dn": "1002" } ] } ] },
    { "id": "kally", "dn": "1003", "profiles": [ { "name": "a, \"b\"", "lines": [ { "dn": "1003" } ] } ] } ],
    "phones": [ { "id": "SEP1" }, { "id": "SEP2", "model": "Cisco 7960", "protocol": "SCCP", "user_locale": "fr_FR",
      "extension_mobility": "disabled", "subscribed": false } ])");
  ASSERT_TRUE(written.plan) << report(written);
  EXPECT_EQ(tables.merged, written.merged);
  EXPECT_EQ(tables.hash, written.hash);
  EXPECT_TRUE(*tables.plan == *written.plan);
  EXPECT_EQ(tables.merged.find("_from"), std::string::npos) << "it needs no other file";
  const LoadResult again = load_text("merged.json", tables.merged);
  ASSERT_TRUE(again.plan) << report(again);
  EXPECT_TRUE(*again.plan == *tables.plan);
}

TEST_F(RowFilesTest, ATableMayBeOfNoRowsButItsFirst) {
  write("u.csv", "dn,id");
  const LoadResult result = load_with(R"("users_from": "u.csv")");
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_TRUE(result.plan->users.empty());
}

TEST_F(RowFilesTest, MistakesOfTheColumns) {
  EXPECT_EQ(mistakes(""),
            Rows{"u.csv:1:1: /clusters/0/users_from: found no row, allowed: a first row with the names of "
                 "the columns: id, dn, super_user, logged_in, pin, user_locale, mobility, profile, model "
                 "(included by s.json:2)"});
  const std::vector<std::string> texts = mistakes("id,superuser,pin,id,Dn\nbob,1,2\n");
  ASSERT_EQ(texts.size(), 5U);
  EXPECT_TRUE(texts[0].starts_with("u.csv:1:1: /clusters/0/users_from: found no column \"dn\"")) << texts[0];
  EXPECT_TRUE(texts[1].starts_with("u.csv:1:4: /clusters/0/users_from: found the unknown column \"superuser\""))
      << texts[1];
  EXPECT_NE(texts[1].find("did you mean \"super_user\"?"), std::string::npos) << texts[1];
  EXPECT_TRUE(texts[2].starts_with("u.csv:1:18: /clusters/0/users_from: found a second column \"id\"")) << texts[2];
  EXPECT_TRUE(texts[3].starts_with("u.csv:1:21: /clusters/0/users_from: found the unknown column \"Dn\"")) << texts[3];
  EXPECT_TRUE(texts[4].starts_with("u.csv:2:1: /clusters/0/users_from: found a row of 3 fields, allowed: 5 fields"))
      << texts[4];
}

TEST_F(RowFilesTest, MistakesOfManyRowsComeTogether) {
  const std::vector<std::string> texts = mistakes(
      "id,dn,super_user,pin,mobility,model\n"
      "bob,10x1,maybe,12345,roaming,\n"
      "alice,1002\n"
      "user3,1003,true,\xff,,\n"
      ",1004,true,,walking,\n"
      "usr4,1005,true,\"1\"2,,\n"
      "usr5,1006,,,,Cisco 8845\n"
      "{n},1007,,,,,\n"
      "user6,1008,,\"1\n",
      R"(, "title": 5)");
  const std::vector<std::string> expected{
      "s.json:2:",
      "u.csv:2:5: /clusters/0/users/0/dn: found \"10x1\"",
      "u.csv:2:10: /clusters/0/users/0/super_user: found \"maybe\", allowed: true or false",
      "u.csv:3:1: /clusters/0/users_from: found a row of 2 fields, allowed: 6 fields, as the first row has",
      "u.csv:4:17: /clusters/0/users_from: found the byte 0xff in column \"pin\"",
      "u.csv:5:1: /clusters/0/users/1/id: found \"\"",
      "u.csv:5:13: /clusters/0/users/1/mobility: found \"walking\"",
      "u.csv:6:19: /clusters/0/users_from: found more after the closing quote in column \"pin\"",
      "u.csv:7:14: /clusters/0/users/2/profiles/0: found no \"name\"",
      "u.csv:8:1: /clusters/0/users_from: found a row of 7 fields",
      "u.csv:9:1: /clusters/0/users_from: found a row of 4 fields",
      "u.csv:9:13: /clusters/0/users_from: found a quote that is not closed in column \"pin\""};
  ASSERT_EQ(texts.size(), expected.size()) << ::testing::PrintToString(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_TRUE(texts[i].starts_with(expected[i])) << texts[i];
}

TEST_F(RowFilesTest, IdsAndNumbersAreAsThoseOfTheFile) {
  const std::vector<std::string> twice = mistakes("id,dn\nbob,1001\nbob,1002\n");
  ASSERT_EQ(twice.size(), 1U);
  EXPECT_TRUE(twice[0].starts_with("u.csv:3:1: /clusters/0/users/1/id: found \"bob\", allowed: an id of its own"))
      << twice[0];
  const std::vector<std::string> of_the_file =
      mistakes("id,dn\nbob,1001\n", R"(, "users": [ { "id": "bob", "dn": "1000" } ])");
  ASSERT_EQ(of_the_file.size(), 1U);
  EXPECT_TRUE(of_the_file[0].starts_with("u.csv:2:1: /clusters/0/users/1/id: found \"bob\"")) << of_the_file[0];
  write("p.csv", "id\nSEP1\nSEP1\n");
  const LoadResult phones = load_with(R"("phones_from": "p.csv")");
  ASSERT_EQ(phones.errors.size(), 1U) << report(phones);
  EXPECT_EQ(phones.errors[0].line, 3U);
  EXPECT_EQ(phones.errors[0].pointer, "/clusters/0/phones/1/id");
}

TEST_F(RowFilesTest, FilesThatCannotBeRead) {
  const auto message = [&](const std::string& name) {
    const LoadResult result = load_with(R"("users_from": )" + name);
    EXPECT_FALSE(result.plan);
    EXPECT_EQ(result.error_count, 1U) << report(result);
    return result.errors.empty() ? std::string() : to_string(result.errors[0]);
  };
  EXPECT_NE(
      message(R"("none.csv")").find("/clusters/0/users_from: found \"none.csv\", allowed: a file that can be read"),
      std::string::npos);
  EXPECT_NE(message(R"(".")").find("which is no plain file"), std::string::npos);
  EXPECT_NE(message(R"("")").find("/clusters/0/users_from: found \"\""), std::string::npos);
  EXPECT_NE(message("[5]").find("/clusters/0/users_from: found an array"), std::string::npos);
  std::filesystem::resize_file(write("large.csv", "id,dn\n"), (std::uintmax_t{64} << 20U) + 1);
  EXPECT_NE(message(R"("large.csv")").find("at most 67108864 bytes"), std::string::npos);
}

TEST_F(RowFilesTest, AWordAboutSomebodyOfABadTableIsNotAMistakeToo) {
  write("u.csv", "id,dn\nbob\nalice,1002\n");
  const LoadResult result = load(write("s.json", with(scenario(R"("users_from": "u.csv")"), "\"title\": \"T\"",
                                                      R"("title": "T", "timeline": [
    { "at": "1 min", "do": "logout", "user": "bob", "cluster": "c1" } ])")));
  ASSERT_EQ(result.errors.size(), 1U) << report(result);
  EXPECT_EQ(result.errors[0].line, 2U);
}

TEST_F(RowFilesTest, APathStartsAtTheFileThatNamesIt) {
  write("parts/u.csv", "id,dn\nbob,1001\n");
  write("parts/clusters.json",
        R"({ "clusters": [ { "id": "c1", "ils": { "role": "hub" }, "users_from": "u.csv" } ] })");
  const LoadResult result = load(write("s.json", R"({ "schema_version": 1, "title": "T", "duration": "5 min",
    "include": [ "parts/clusters.json" ] })"));
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.plan->users.size(), 1U);
}

TEST_F(RowFilesTest, ASetMayNameATableAndARow) {
  write("u.csv", "id,dn\nbob,1001\nalice,1002\n");
  write("v.csv", "id,dn\nkally,1003\n");
  const std::string from = R"("users": [ { "id": "first", "dn": "1000" } ], "users_from": "u.csv")";
  const LoadResult row = load_with(from, {"clusters.c1.users.alice.super_user=true"});
  ASSERT_TRUE(row.plan) << report(row);
  EXPECT_TRUE(row.plan->users[2].super_user);
  const LoadResult table = load_with(from, {"clusters.c1.users_from=v.csv"});
  ASSERT_TRUE(table.plan) << report(table);
  ASSERT_EQ(table.plan->users.size(), 2U) << "in the place of the other table";
  EXPECT_EQ(table.plan->users[0].name, "first");
  EXPECT_EQ(table.plan->users[1].name, "kally");
  const LoadResult alone = load_with(R"("users_from": "u.csv")", {"clusters.c1.users.bob.pin=\"99\""});
  ASSERT_TRUE(alone.plan) << report(alone);
  EXPECT_EQ(alone.plan->user_records[alone.plan->users[0].record].pin, "99");
  const LoadResult beside = load_with(R"("users_from": "u.csv")", {"clusters.c1.users=[]"});
  ASSERT_TRUE(beside.plan) << report(beside);
  EXPECT_EQ(beside.plan->users.size(), 2U) << "users and the table are keys of their own";
  const LoadResult wrong_row = load_with(from, {"clusters.c1.users.alise.super_user=true"});
  ASSERT_EQ(wrong_row.errors.size(), 1U);
  EXPECT_NE(to_string(wrong_row.errors[0]).find("did you mean \"alice\"?"), std::string::npos);
  const LoadResult mended = load_with(R"("users_from": 5)", {"clusters.c1.users_from=v.csv"});
  ASSERT_TRUE(mended.plan) << report(mended);
  write("bad.csv", "id,dn\nkally,x\n");
  const LoadResult bad = load_with(from, {"clusters.c1.users_from=bad.csv"});
  ASSERT_EQ(bad.errors.size(), 1U) << report(bad);
  EXPECT_EQ(bad.errors[0].line, 2U);
  EXPECT_EQ(bad.errors[0].hint, "included by --set clusters.c1.users_from=bad.csv");
  const LoadResult missing = load_with(from, {"clusters.c1.users_from=w.csv"});
  ASSERT_EQ(missing.errors.size(), 1U);
  EXPECT_TRUE(to_string(missing.errors[0])
                  .starts_with("--set clusters.c1.users_from=w.csv: /clusters/0/users_from: found \"w.csv\""));
}

TEST_F(RowFilesTest, TemplatesAndPatternsHaveTheRowsToo) {
  write("p.csv", "id,model\nSEP{cluster.n:3}1,Cisco 7821\nSEP{cluster.n:3}2,\n");
  const LoadResult result = load(write("s.json", R"({ "schema_version": 1, "title": "T", "duration": "5 min",
    "templates": { "clusters": [ { "id": "site", "ils": { "role": "hub" }, "phones_from": "p.csv" } ] },
    "clusters": [ { "template": "site", "id": "site{n}", "count": 2 } ] })"));
  ASSERT_TRUE(result.plan) << report(result);
  std::vector<std::string> names;
  for (const PhonePlan& phone : result.plan->phones) names.push_back(phone.name);
  EXPECT_EQ(names, (Rows{"SEP0011", "SEP0012", "SEP0021", "SEP0022"}));
  write("q.csv", "id\nATA1\n");
  const LoadResult other = load(folder_ / "s.json", std::vector<std::string>{"clusters.site2.phones_from=q.csv"});
  ASSERT_TRUE(other.plan) << report(other);
  names.clear();
  for (const PhonePlan& phone : other.plan->phones) names.push_back(phone.name);
  EXPECT_EQ(names, (Rows{"SEP0011", "SEP0012", "ATA1"})) << "in the place of the pattern's";
}

}  // namespace
}  // namespace roamsim::scenario::testing
