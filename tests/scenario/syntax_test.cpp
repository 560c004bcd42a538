#include "sim/scenario/syntax.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roamsim::scenario {
namespace {

/// A parsed text with everything its tree views into.
struct Parsed {
  explicit Parsed(std::string text) : diagnostics(sources) {
    sources.add("f", std::move(text), true);
    root = parse(sources, 0, diagnostics);
  }

  [[nodiscard]] std::vector<std::string> errors() const {
    std::vector<std::string> texts;
    for (const ScenarioError& error : diagnostics.errors()) texts.push_back(to_string(error));
    return texts;
  }
  [[nodiscard]] std::string where(Place place) const {
    const Sources::Position position = sources.position(place);
    return std::to_string(position.line) + ':' + std::to_string(position.column);
  }

  Sources sources;
  Diagnostics diagnostics;
  std::optional<Node> root;
};

TEST(Syntax, EveryValueAndKeyKnowsItsPlace) {
  const Parsed parsed(
      "{ \"a\": [1, -2.5e3,\n  true], // \"x\": 1\n  /* , */ \"電話\": {\"n\\u00e9\":null}, \"s\":\"x\\\"y\" }");
  ASSERT_TRUE(parsed.root);
  const Node& root = *parsed.root;
  ASSERT_EQ(root.children.size(), 3U);
  EXPECT_EQ(parsed.where(root.place), "1:1");
  const Node& a = root.children[0];
  EXPECT_EQ(parsed.where(a.key_place), "1:3");
  EXPECT_EQ(parsed.where(a.place), "1:8");
  EXPECT_EQ(parsed.where(a.children[0].place), "1:9");
  EXPECT_EQ(parsed.where(a.children[1].place), "1:12");
  EXPECT_EQ(a.children[1].text, "-2.5e3");
  EXPECT_EQ(parsed.where(a.children[2].place), "2:3");
  const Node& phone = root.children[1];
  EXPECT_EQ(phone.key, "電話");
  EXPECT_EQ(parsed.where(phone.key_place), "3:11");
  EXPECT_EQ(parsed.where(phone.place), "3:17") << "columns count characters";
  EXPECT_EQ(phone.children[0].key, "né");
  EXPECT_EQ(parsed.where(phone.children[0].place), "3:28");
  EXPECT_EQ(parsed.where(root.children[2].key_place), "3:35");
  EXPECT_EQ(parsed.where(root.children[2].place), "3:39");
  EXPECT_EQ(root.children[2].text, "x\"y");
}

TEST(Syntax, PlacesSurviveWhatIsOddButAllowed) {
  const Parsed mark("\xEF\xBB\xBF[0]");
  ASSERT_TRUE(mark.root);
  EXPECT_EQ(mark.root->children[0].place.offset, 4U) << "behind a byte order mark";
  const Parsed dense("[0,-0,0.5,1E+2,\"\\\\\",[],{},\"\\\"\",false,null,7]");
  ASSERT_TRUE(dense.root);
  const std::vector<std::string> tokens{"0", "-0", "0.5", "1E+2", "\"", "[", "{", "\"", "false", "null", "7"};
  ASSERT_EQ(dense.root->children.size(), tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t offset = dense.root->children[i].place.offset;
    EXPECT_TRUE(dense.sources.text(0).substr(offset).starts_with(tokens[i])) << i;
  }
}

TEST(Syntax, ASecondKeyIsRefusedWhereItStands) {
  const Parsed parsed("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": {\"d\": 1, \"d\": 2}},\n \"a\": 2}");
  const std::vector<std::string> expected{"f:2:16: /b/c: found a second \"c\", allowed: each key once in an object",
                                          "f:2:30: /b/c/d: found a second \"d\", allowed: each key once in an object",
                                          "f:3:2: /a: found a second \"a\", allowed: each key once in an object"};
  EXPECT_EQ(parsed.errors(), expected);
  ASSERT_TRUE(parsed.root);
  EXPECT_EQ(parsed.root->children.size(), 2U) << "the first stays";
  EXPECT_EQ(parsed.root->find("a")->text, "1");
  EXPECT_TRUE(parsed.root->find("b")->find("c")->is(NodeKind::number));
}

TEST(Syntax, ASecondKeyIsFoundAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(Parsed(text + "\"k1000\":0}").diagnostics.error_count(), 0U);
  EXPECT_EQ(Parsed(text + "\"k3\":0}").diagnostics.error_count(), 1U);
  EXPECT_EQ(Parsed(text + "\"k999\":0}").diagnostics.error_count(), 1U);
  EXPECT_EQ(Parsed(text + "\"k1000\":0,\"k1000\":0}").diagnostics.error_count(), 1U);
}

TEST(Syntax, SixtyFourLevelsAreAllowedAndNotOneMore) {
  EXPECT_EQ(Parsed(std::string(64, '[') + std::string(64, ']')).diagnostics.error_count(), 0U);
  const Parsed deeper(std::string(65, '[') + std::string(65, ']'));
  ASSERT_EQ(deeper.errors().size(), 1U);
  EXPECT_TRUE(deeper.errors()[0].starts_with("f:1:65: /0/0/")) << deeper.errors()[0];
  EXPECT_EQ(Parsed("[" + std::string(70, '[') + std::string(70, ']') + "," + std::string(70, '[') +
                   std::string(70, ']') + "]")
                .errors()
                .size(),
            2U)
      << "reading goes on behind what is too deep";
}

TEST(Syntax, OneValueAndNothingElse) {
  const auto place_of_error = [](const std::string& text) {
    const Parsed parsed(text);
    EXPECT_FALSE(parsed.root) << text;
    EXPECT_EQ(parsed.errors().size(), 1U) << text;
    for (const ScenarioError& error : parsed.diagnostics.errors()) {
      EXPECT_FALSE(error.found.empty() || error.allowed.empty()) << text;
    }
    const std::string first = parsed.errors().empty() ? "none" : parsed.errors()[0];
    return first.substr(0, first.find(": "));
  };
  EXPECT_EQ(place_of_error(""), "f:1:1");
  EXPECT_EQ(place_of_error("\n \n"), "f:3:1");
  EXPECT_EQ(place_of_error("{} {}"), "f:1:4");
  EXPECT_EQ(place_of_error("{}\n x"), "f:2:2");
  EXPECT_EQ(place_of_error("[1,\n2"), "f:2:2");
  EXPECT_EQ(place_of_error("[\"abc"), "f:1:6");
  EXPECT_EQ(place_of_error("[1 2]"), "f:1:4");
  EXPECT_EQ(place_of_error("[1,]"), "f:1:4");
  EXPECT_EQ(place_of_error("[1,,2]"), "f:1:4");
  EXPECT_EQ(place_of_error("{\"a\" 1}"), "f:1:6");
  EXPECT_EQ(place_of_error("{a: 1}"), "f:1:2");
  EXPECT_EQ(place_of_error("[01]"), "f:1:3");
  EXPECT_EQ(place_of_error("[tru]"), "f:1:2");
  EXPECT_EQ(place_of_error("[truefalse]"), "f:1:6");
  EXPECT_EQ(place_of_error("[NaN]"), "f:1:2");
  EXPECT_EQ(place_of_error("[-Infinity]"), "f:1:2");
  EXPECT_EQ(place_of_error("[1, 1e999]"), "f:1:5");
  EXPECT_EQ(place_of_error("[-]"), "f:1:2");
  EXPECT_EQ(place_of_error("[\"\\x\"]"), "f:1:4");
  EXPECT_EQ(place_of_error("[\"a\tb\"]"), "f:1:4");
  EXPECT_EQ(place_of_error("[1] // fine\n /* open"), "f:2:9");
}

TEST(Syntax, TheTextIsUtf8WithoutZeros) {
  EXPECT_EQ(Parsed("[\"\xFC\"]").errors(),
            std::vector<std::string>{"f:1:3: found the byte 0xfc, allowed: a text in UTF-8, without the byte 0"});
  EXPECT_EQ(Parsed("[1] // \xFC").errors().size(), 1U) << "in a comment too";
  EXPECT_EQ(Parsed(std::string("[1]\0[2]", 7)).errors().size(), 1U) << "the parser alone stops reading here";
}

TEST(Syntax, ValuesAreCounted) {
  std::string text = "[0";
  for (std::size_t i = 0; i < most_values; ++i) text += ",0";
  text += "]";
  const Parsed parsed(std::move(text));
  EXPECT_FALSE(parsed.root);
  EXPECT_EQ(parsed.errors().size(), 1U);
}

}  // namespace
}  // namespace roamsim::scenario
