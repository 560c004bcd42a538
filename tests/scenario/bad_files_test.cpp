#include <map>
#include <set>
#include <sstream>

#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

std::filesystem::path corpus() {
  return tree() / "tests/scenario/bad";
}

/// The lines of the manifest, by file. A line on a mistake in an included file starts with the file that includes it
/// and " > ".
std::map<std::string, std::vector<std::string>> manifest() {
  std::map<std::string, std::vector<std::string>> expected;
  std::istringstream lines(content_of(corpus() / "MANIFEST"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t arrow = line.find(" > ");
    if (arrow < line.find(':')) {
      expected[line.substr(0, arrow)].push_back(line.substr(arrow + 3));
    } else {
      expected[line.substr(0, line.find(':'))].push_back(line);
    }
  }
  return expected;
}

bool says(const std::string& message, const std::string& expected) {
  const std::size_t gap = expected.find(" ... ");
  const bool further = gap == std::string::npos || message.find(expected.substr(gap + 5)) != std::string::npos;
  return message.starts_with(expected.substr(0, gap)) && further;
}

TEST(BadFiles, TheManifestKnowsEveryFile) {
  const auto expected = manifest();
  std::set<std::string> present;
  for (const auto& path : json_files(corpus())) present.insert(path.filename().string());
  std::set<std::string> named;
  std::size_t with_several = 0;
  for (const auto& [file, lines] : expected) {
    named.insert(file);
    if (lines.size() > 1) ++with_several;
  }
  EXPECT_EQ(present, named);
  EXPECT_GE(present.size(), 60U);
  EXPECT_GE(with_several, 10U);
}

TEST(BadFiles, EachIsRefusedWithAllItsMistakesAndNoOthers) {
  for (const auto& [file, expected] : manifest()) {
    const std::string folder = corpus().string() + '/';
    LoadResult result = load(corpus() / file);
    EXPECT_FALSE(result.plan) << file;
    EXPECT_TRUE(result.merged.empty()) << file;
    EXPECT_EQ(result.error_count, expected.size()) << file << '\n' << report(result);
    for (ScenarioError& error : result.errors) {
      if (error.file.starts_with(folder)) error.file.erase(0, folder.size());
      if (const std::size_t at = error.hint.find(folder); at != std::string::npos) error.hint.erase(at, folder.size());
    }
    const std::vector<std::string> found = messages(result.errors);
    for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
      EXPECT_TRUE(says(found[i], expected[i])) << "found:    " << found[i] << "\nexpected: " << expected[i];
    }
    for (const ScenarioError& error : result.errors) {
      EXPECT_FALSE(error.found.empty() || error.allowed.empty()) << to_string(error);
      EXPECT_GT(error.line, 0U) << to_string(error);
    }
  }
}

TEST(BadFiles, AFileGivesWhatItsTextGives) {
  const std::filesystem::path path = corpus() / "unknown-hub.json";
  const LoadResult result = load(path);
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].file, path.string());
  EXPECT_EQ(result.errors[0].line, 25U);
  EXPECT_EQ(result.errors[0].pointer, "/clusters/2/ils/hub");
}

}  // namespace
}  // namespace roamsim::scenario::testing
