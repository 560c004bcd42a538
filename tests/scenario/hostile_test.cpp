#include <unistd.h>

#include "sim/core/text.hpp"
#include "sim/scenario/syntax.hpp"
#include "tests/scenario/support.hpp"

// Files too large or too odd to be kept in the tree.
namespace roamsim::scenario::testing {
namespace {

/// A file that is gone when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_(std::filesystem::path(::testing::TempDir()) /
              ("roamsim-scenario-" + std::to_string(::getpid()) + ".json")) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Refused, with a bounded list of printable messages.
void expect_refused(const LoadResult& result, std::string_view words) {
  EXPECT_FALSE(result.plan);
  ASSERT_FALSE(result.errors.empty());
  EXPECT_LE(result.errors.size(), 100U);
  EXPECT_GE(result.error_count, result.errors.size());
  bool said = false;
  for (const std::string& message : messages(result.errors)) {
    EXPECT_LT(message.size(), 2'000U) << message.substr(0, 200);
    EXPECT_EQ(message.find('\n'), std::string::npos);
    said = said || message.find(words) != std::string::npos;
  }
  EXPECT_TRUE(said) << to_string(result.errors[0]);
}

TEST(Hostile, DepthTenThousand) {
  constexpr std::size_t depth = 10'000;
  expect_refused(load_text("f", std::string(depth, '[') + std::string(depth, ']')), "nesting deeper than 64");
  expect_refused(load_text("f", std::string(depth, '[')), "nesting deeper than 64");
  expect_refused(load_text("f", repeated("{\"a\":", depth) + "1" + std::string(depth, '}')), "nesting deeper than 64");
}

TEST(Hostile, ManyMegabytesOfBrackets) {
  expect_refused(load_text("f", std::string(std::size_t{16} << 20U, '[')), "nesting deeper than 64");
}

TEST(Hostile, AHundredMegabytesAreNotEvenRead) {
  const TemporaryFile file("garbage");
  std::filesystem::resize_file(file.path(), 100'000'000);
  const LoadResult result = load(file.path());
  expect_refused(result, "found 100000000 bytes, allowed: at most 67108864 bytes (64 MiB)");
  EXPECT_EQ(result.errors[0].line, 1U);
}

TEST(Hostile, AnEndlessDeviceIsGivenUp) {
  if (!std::filesystem::exists("/dev/zero")) GTEST_SKIP();
  expect_refused(load("/dev/zero"), "found more than 67108864 bytes");
}

TEST(Hostile, GarbageJustBelowTheLimit) {
  std::string garbage(most_bytes - 1, 'x');
  expect_refused(load_text("f", garbage), "JSON as in RFC 8259");
  garbage[0] = '"';
  expect_refused(load_text("f", garbage), "missing closing quote");
  std::uint32_t state = 1;
  for (char& c : garbage) {
    state = state * 1'664'525U + 1'013'904'223U;
    c = static_cast<char>(state >> 24U);
  }
  expect_refused(load_text("f", garbage), "a text in UTF-8");
}

TEST(Hostile, NothingToRead) {
  expect_refused(load(tree() / "no/such/file.json"), "cannot be read: No such file or directory");
  expect_refused(load(tree()), "found a directory");
  expect_refused(load_text("f", ""), "the end of the text");
}

TEST(Hostile, EveryCutOfAScenarioIsRefused) {
  const std::string text = story();
  for (std::size_t length = 0; length < text.size(); ++length) {
    const LoadResult result = load_text("f", text.substr(0, length));
    EXPECT_FALSE(result.plan) << length;
    EXPECT_FALSE(result.errors.empty()) << length;
  }
}

TEST(Hostile, AMillionMistakesAreCounted) {
  const std::string users = repeated("{},", 200'000) + "{}";
  const LoadResult result = load_text("f", with(story(), R"({ "id": "kally", "dn": "3000-001" })", users));
  expect_refused(result, "found no \"id\"");
  EXPECT_EQ(result.errors.size(), 100U);
  EXPECT_GE(result.error_count, 400'000U);
  EXPECT_NE(report(result).find("... and "), std::string::npos);
}

TEST(Hostile, UnknownReferencesAmongManyNamesStayCheap) {
  std::string users;
  for (int i = 0; i < 20'000; ++i)
    users += R"({"id":"user)" + std::to_string(i) + R"(","dn":")" + std::to_string(i) + "\"},";
  const std::string call = R"({"at":"1 min","do":"call","from":"usser7","to":"1000-001"},)";
  std::string text = with(story(), R"({ "id": "kally")", users + R"({ "id": "kally")");
  text = with(text, R"("timeline": [)", "\"timeline\": [" + repeated(call, 20'000));
  const LoadResult result = load_text("f", text);
  expect_refused(result, "which names no user");
  EXPECT_EQ(result.error_count, 20'000U);
}

TEST(Hostile, TooManyItemsAreRefusedBeforeTheyTakeSpace) {
  const std::string clusters = repeated("0,", 1'000'000) + "0";
  expect_refused(load_text("f", R"({"schema_version":1,"title":"T","duration":"1 s","clusters":[)" + clusters + "]}"),
                 "found an array of 1000001, allowed: 1 to 10000 items");
}

TEST(Hostile, NamesOfFilesAndKeysAreEscapedInMessages) {
  const LoadResult result = load_text("f\x1b[2J.json", with(story(), "\"title\"", R"("ti\u001b\n\u202etle")"));
  for (const std::string& message : messages(result.errors)) {
    EXPECT_EQ(core::printable(message), message);
    EXPECT_TRUE(message.starts_with("f\\x1b[2J.json:")) << message;
  }
  EXPECT_EQ(result.errors.size(), 2U);
}

}  // namespace
}  // namespace roamsim::scenario::testing
