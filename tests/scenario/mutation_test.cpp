#include <rapidcheck.h>

#include <cstdlib>

#include "sim/scenario/tokens.hpp"
#include "tests/scenario/support.hpp"

// Damaged scenarios: whatever is done to a good one, it loads or is refused with messages, and nothing else.
namespace roamsim::scenario::testing {
namespace {

std::vector<std::string> good_texts() {
  std::vector<std::string> texts;
  for (const auto& path : good_files()) texts.push_back(content_of(path));
  return texts;
}

void check_one_or_the_other(const std::string& text) {
  const LoadResult result = load_text("damaged.json", text);
  RC_ASSERT(result.plan.has_value() == result.errors.empty());
  RC_ASSERT(result.plan.has_value() == (result.error_count == 0));
  RC_ASSERT(result.plan.has_value() == !result.merged.empty());
  for (const ScenarioError& error : result.errors) {
    RC_ASSERT(error.line > 0 && error.column > 0);
    RC_ASSERT(!error.found.empty() && !error.allowed.empty());
    RC_ASSERT(!has_control(to_string(error)));
  }
  if (result.plan) {
    const LoadResult again = load_text("merged.json", result.merged);
    RC_ASSERT(again.plan.has_value());
    RC_ASSERT(*again.plan == *result.plan);
    RC_ASSERT(again.hash == result.hash);
  }
}

/// One change to the bytes of a text.
void damage(std::string& text) {
  if (text.empty()) return;
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const auto length = *rc::gen::inRange<std::size_t>(1, 20);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      text[at] = *rc::gen::arbitrary<char>();
      break;
    case 1:
      text[at] = *rc::gen::elementOf(std::string("{}[]\",:0-9.eE\\/ tfn"));
      break;
    case 2:
      text.erase(at, length);
      break;
    default:
      text.insert(at, text.substr(text.size() / 2, length));
      break;
  }
}

/// The places of all values and keys of a JSON text.
std::vector<std::pair<std::size_t, std::size_t>> tokens_of(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> tokens;
  TokenWalk walk(text);
  for (std::size_t start = walk.next(); start < text.size(); start = walk.next())
    tokens.emplace_back(start, walk.take().size());
  return tokens;
}

/// Puts another value in the place of one, or of a key, so that the text stays JSON more often than not.
void replace_token(std::string& text, const std::vector<std::string>& others) {
  const auto tokens = tokens_of(text);
  if (tokens.empty()) return;
  const auto [start, length] = *rc::gen::elementOf(tokens);
  text.replace(start, length, *rc::gen::elementOf(others));
}

/// 400 cases of up to 20 changes each; fixed seed, so that a failure comes again.
void fix_the_seed() {
  ::setenv("RC_PARAMS", "seed=20 max_success=400 max_size=20", 0);
}

TEST(Mutation, DamagedBytes) {
  fix_the_seed();
  const std::vector<std::string> texts = good_texts();
  EXPECT_TRUE(rc::check("damaged bytes", [&texts] {
    std::string text = *rc::gen::elementOf(texts);
    const auto changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i) damage(text);
    check_one_or_the_other(text);
  }));
}

TEST(Mutation, ExchangedTokens) {
  fix_the_seed();
  const std::vector<std::string> texts = good_texts();
  std::vector<std::string> others{"0",      "-1",           "1e400",    "18446744073709551616",
                                  "null",   "true",         "[]",       "{}",
                                  "\"\"",   "\"0 s\"",      "\"-1 s\"", "\"9e9 d\"",
                                  "\"c1\"", "\"cluster1\"", "\"hub\"",  "\"\\u0000\"",
                                  "[[[]]]", "{\"id\":1}"};
  for (const auto& [start, length] : tokens_of(texts.front())) others.push_back(texts.front().substr(start, length));
  EXPECT_TRUE(rc::check("exchanged tokens", [&] {
    std::string text = *rc::gen::elementOf(texts);
    const auto changes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < changes; ++i) replace_token(text, others);
    check_one_or_the_other(text);
  }));
}

TEST(Mutation, ExchangedWordsOfOneFile) {
  fix_the_seed();
  const std::vector<std::string> texts = good_texts();
  EXPECT_TRUE(rc::check("a token in another's place", [&] {
    std::string text = *rc::gen::elementOf(texts);
    const auto tokens = tokens_of(text);
    const auto [from, from_length] = *rc::gen::elementOf(tokens);
    const auto [to, to_length] = *rc::gen::elementOf(tokens);
    const std::string other = text.substr(from, from_length);
    text.replace(to, to_length, other);
    check_one_or_the_other(text);
  }));
}

}  // namespace
}  // namespace roamsim::scenario::testing
