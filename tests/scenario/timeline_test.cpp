#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

std::string file(const std::string& timeline, const std::string& expect = "") {
  return R"({ "schema_version": 1, "title": "T", "duration": "1 h", "clusters": [
    { "id": "a", "ils": { "role": "hub" }, "recovery": { "boot": "1 min" }, "users": [
      { "id": "u1", "dn": "101" }, { "id": "u2", "dn": "102" }, { "id": "u3", "dn": "103" } ] },
    { "id": "b", "ils": { "role": "hub" } }, { "id": "c", "ils": { "role": "hub" } } ],
    "timeline": [)" +
         timeline + R"(], "expect": [)" + expect + "] }";
}

Plan plan_of(const std::string& timeline, const std::string& expect = "") {
  const LoadResult result = load_text("f", file(timeline, expect));
  EXPECT_TRUE(result.plan) << report(result);
  return result.plan.value_or(Plan{});
}

/// What is written out by hand is the same plan.
void expect_same(const std::string& compact, const std::string& by_hand) {
  const Plan one = plan_of(compact);
  const Plan other = plan_of(by_hand);
  EXPECT_TRUE(one.timeline == other.timeline) << compact;
  EXPECT_FALSE(one.timeline.empty());
}

std::string call(const std::string& at, const std::string& from) {
  return R"({ "at": ")" + at + R"(", "do": "call", "to": "101", "from": ")" + from + "\" }";
}
std::string login(const std::string& at, const std::string& user, const std::string& cluster) {
  return R"({ "at": ")" + at + R"(", "do": "login", "user": ")" + user + R"(", "cluster": ")" + cluster + "\" }";
}

TEST(Timeline, TheSelectedActTogetherOrSpread) {
  expect_same(R"({ "at": "1 min", "do": "call", "to": "101", "from": "u*" })",
              call("1 min", "u1") + "," + call("1 min", "u2") + "," + call("1 min", "u3"));
  expect_same(R"({ "at": "1 min", "do": "call", "to": "101", "from": "u*", "over": "1 min" })",
              call("60 s", "u1") + "," + call("80 s", "u2") + "," + call("100 s", "u3"));
  expect_same(R"({ "at": "0 s", "do": "call", "to": "101", "from": "u*", "over": "1 ms" })",
              call("0 s", "u1") + "," + call("333333 ns", "u2") + "," + call("666666 ns", "u3"));
  expect_same(R"({ "at": "1 min", "do": "access_outage", "cluster": ["c", "a"], "for": "1 s", "over": "10 s" })",
              R"({ "at": "60 s", "do": "access_outage", "cluster": "a", "for": "1 s" },
                 { "at": "65 s", "do": "access_outage", "cluster": "c", "for": "1 s" })");
}

TEST(Timeline, ClustersAreDealtInTurn) {
  expect_same(R"({ "at": "1 min", "do": "login", "user": "u*", "cluster": ["c", "b"] })",
              login("1 min", "u1", "b") + "," + login("1 min", "u2", "c") + "," + login("1 min", "u3", "b"));
}

TEST(Timeline, Repeats) {
  const std::string three = call("1 min", "u1") + "," + call("3 min", "u1") + "," + call("5 min", "u1");
  const auto repeated = [](const std::string& how) {
    return R"({ "at": "1 min", "do": "call", "to": "101", "from": "u1", "every": "2 min", )" + how + "}";
  };
  expect_same(repeated(R"("times": 3)"), three);
  expect_same(repeated(R"("until": "5 min")"), three);
  expect_same(repeated(R"("until": "6.9 min")"), three);
  expect_same(repeated(R"("until": "1 min")"), call("1 min", "u1"));
  expect_same(
      R"({ "at": "0 s", "do": "call", "to": "101", "from": ["u1", "u2"], "every": "1 s", "times": 2, "over": "4 s" })",
      call("0 s", "u1") + "," + call("1 s", "u1") + "," + call("2 s", "u2") + "," + call("3 s", "u2"));
}

TEST(Timeline, OneDateIsInTheOrderOfTheFileThenOfTheSelection) {
  const Plan plan = plan_of(R"({ "at": "1 min", "do": "call", "to": "103", "from": ["u3", "u2"] })"
                            "," +
                            call("1 min", "u1") + "," + call("30 s", "u3"));
  std::vector<std::uint32_t> from;
  for (const TimelineEntry& entry : plan.timeline) from.push_back(std::get<PlaceCall>(entry.action).from.value);
  EXPECT_EQ(from, (std::vector<std::uint32_t>{2, 1, 2, 0}));
}

TEST(Timeline, DatesFromNamedEntries) {
  const std::string storm =
      R"({ "at": "2 min", "name": "storm", "do": "call", "to": "101", "from": "u*", "over": "30 s", "every": "1 min", "times": 2 },)";
  const auto last = [&](const std::string& at) { return plan_of(storm + login(at, "u1", "b")); };
  const auto date = [&](const std::string& at) {
    const Plan plan = last(at);
    for (const TimelineEntry& entry : plan.timeline) {
      if (std::holds_alternative<Login>(entry.action)) return entry.at;
    }
    return Time{-1};
  };
  EXPECT_EQ(date("storm started"), 2 * minute);
  EXPECT_EQ(date("storm started + 90 s"), 3 * minute + 30 * second);
  EXPECT_EQ(date("storm ended"), 3 * minute + 20 * second) << "of the last of all";
  EXPECT_EQ(date("storm ended + 0 s"), 3 * minute + 20 * second);
  const std::string cut = R"({ "at": "4 min", "name": "cut", "do": "cluster_outage", "cluster": "b", "for": "2 min" })";
  const Plan after = plan_of(call("cut ended", "u1") + "," + cut);
  EXPECT_EQ(after.timeline.back().at, 6 * minute)
      << "an outage ends when it is over; the order of the file does not matter";
  const Plan chain = plan_of(R"({ "at": "two ended + 1 s", "do": "call", "to": "101", "from": "u1" },
    { "at": "one started + 1 s", "name": "two", "do": "call", "to": "101", "from": "u2" },
    { "at": "1 s", "name": "one", "do": "call", "to": "101", "from": "u3" })");
  EXPECT_EQ(chain.timeline.back().at, 3 * second);
}

TEST(Timeline, DatesFromEventsWaitForThem) {
  const std::string outage =
      R"({ "at": "5 min", "name": "cut", "do": "cluster_outage", "cluster": "a", "for": "2 min" },)";
  const Plan plan = plan_of(
      outage + call("a recovered + 30 s", "u1") + "," +
          R"({ "at": "a failed", "name": "wave", "do": "call", "to": "101", "from": "u2", "every": "1 s", "times": 2 },)" +
          call("wave ended + 1 s", "u3"),
      R"({ "location": "u1", "at": "wave started + 4 s", "is": "a" })");
  ASSERT_EQ(plan.timeline.size(), 5U);
  EXPECT_EQ(plan.timeline[0].moment(), Moment(5 * minute));
  EXPECT_EQ(plan.timeline[1].moment(), (Moment{Moment::Event::failed, 0, ClusterId{0}}));
  EXPECT_EQ(plan.timeline[2].moment(), (Moment{Moment::Event::failed, 1 * second, ClusterId{0}}));
  EXPECT_EQ(plan.timeline[3].moment(), (Moment{Moment::Event::failed, 2 * second, ClusterId{0}}));
  EXPECT_EQ(plan.timeline[4].moment(), (Moment{Moment::Event::recovered, 30 * second, ClusterId{0}}));
  EXPECT_EQ(std::get<ExpectLocation>(plan.expectations[0].kind).at,
            (Moment{Moment::Event::failed, 4 * second, ClusterId{0}}));
}

TEST(Timeline, TheLimitIsOnAllActionsTogether) {
  const auto calls = [](const std::string& times) {
    return R"({ "at": "0 s", "do": "call", "to": "101", "from": "u1", "every": "1 ms", "times": )" + times + "}";
  };
  EXPECT_EQ(plan_of(calls("1000000") + "," + calls("1000000")).timeline.size(), 2'000'000U);
  const LoadResult result = load_text("f", file(calls("1000000") + "," + calls("1000001")));
  ASSERT_EQ(result.errors.size(), 1U) << report(result);
  EXPECT_EQ(result.errors[0].pointer, "/timeline/1");
}

TEST(Timeline, LongChainsAreNoDanger) {
  std::string chain = R"({ "at": "1 s", "name": "n0", "do": "call", "to": "101", "from": "u1" })";
  constexpr int links = 30'000;
  for (int i = 1; i < links; ++i) {
    chain = R"({ "at": "n)" + std::to_string(i - 1) + R"( started + 1 ms", "name": "n)" + std::to_string(i) +
            R"(", "do": "call", "to": "101", "from": "u1" },)" + '\n' + chain;
    if (i % 1'000 == 0) chain.shrink_to_fit();
  }
  EXPECT_EQ(plan_of(chain).timeline.back().at, 1 * second + (links - 1) * millisecond);
}

}  // namespace
}  // namespace roamsim::scenario::testing
