#include "sim/scenario/registry/registry.hpp"

#include <set>

#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

/// The paths of all keys and what is missing in their descriptions.
class Audit final : public KeyVisitor {
 public:
  void enter(const std::string& path, const Key& key) override {
    paths.push_back(path);
    if (key.text.empty()) missing.push_back(path + ": text");
    if (!key.is_leaf()) return;
    ++leaves;
    if (key.is_quantity() && key.unit.empty()) missing.push_back(path + ": unit");
    if (key.is_quantity() && (key.least.empty() || key.most.empty())) missing.push_back(path + ": range");
    if (key.type == KeyType::text && key.pattern.empty()) missing.push_back(path + ": pattern");
    if (key.type == KeyType::choice && key.choices.size() < 2) missing.push_back(path + ": choices");
    for (const Choice& choice : key.choices) {
      if (choice.text.empty()) missing.push_back(path + ": text of " + std::string(choice.name));
    }
    const bool claims = key.provenance == Provenance::documented || key.provenance == Provenance::measured;
    if (claims && key.source.empty()) missing.push_back(path + ": source");
    if (key.provenance != Provenance::given && !key.default_value) missing.push_back(path + ": default");
  }

  std::vector<std::string> paths;
  std::vector<std::string> missing;
  std::size_t leaves = 0;
};

TEST(Registry, EveryKeyIsDescribed) {
  Audit audit;
  walk(registry(), audit);
  EXPECT_EQ(audit.missing, std::vector<std::string>{});
  EXPECT_EQ(std::set<std::string>(audit.paths.begin(), audit.paths.end()).size(), audit.paths.size()) << "each once";
  EXPECT_GT(audit.leaves, 80U);
}

/// The committed list holds path, type, unit, default and range of every key, so that none changes or goes unnoticed.
TEST(Registry, TheListOfKeysIsCurrent) {
  std::string list;
  std::string rest = describe(registry());
  while (!rest.empty()) {
    const std::string line = rest.substr(0, rest.find('\n'));
    rest.erase(0, line.size() + 1);
    std::size_t end = 0;
    for (int column = 0; column < 6; ++column) end = line.find('\t', end) + 1;
    list += line.substr(0, end - 1) + '\n';
  }
  EXPECT_EQ(list, content_of(tree() / "tests/scenario/keys.tsv"))
      << "if the change is meant, update tests/scenario/keys.tsv";
}

TEST(Registry, DefaultsAreTheStructs) {
  const Key key = registry();
  const auto child = [](const Key& parent, std::string_view name) -> const Key& {
    const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                    [&](const Key& entry) { return entry.name == name; });
    EXPECT_NE(found, parent.children.end()) << name;
    return *found;
  };
  EXPECT_EQ(child(child(key, "ils"), "interval").default_value, "\"10 min\"");
  EXPECT_EQ(child(child(key, "extension_mobility"), "max_concurrent_requests").default_value, "5");
  EXPECT_EQ(child(child(key, "extension_mobility"), "max_concurrent_requests").provenance, Provenance::documented);
  EXPECT_EQ(child(key, "title").default_value, std::nullopt);
  EXPECT_TRUE(child(key, "title").required);
  EXPECT_TRUE(child(key, "clusters").required);
  const Key& timeline = child(key, "timeline").children.at(0);
  EXPECT_EQ(timeline.type, KeyType::tagged);
  EXPECT_EQ(timeline.tag, "do");
  EXPECT_EQ(child(timeline, "do").choices.size(), 29U);
  EXPECT_EQ(child(timeline, "login").type, KeyType::alternative);
}

}  // namespace
}  // namespace roamsim::scenario::testing
