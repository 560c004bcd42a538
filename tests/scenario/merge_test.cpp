#include <algorithm>
#include <sstream>

#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

Duration interval(const LoadResult& result, std::size_t cluster) {
  EXPECT_TRUE(result.plan) << report(result);
  return result.plan ? result.plan->clusters[cluster].ils.interval : 0;
}

TEST(Merge, ClusterOverEveryoneOverDefault) {
  const LoadResult result = load_story();
  EXPECT_EQ(interval(result, 0), 5 * minute) << "everyone's";
  EXPECT_EQ(interval(result, 1), 7 * minute) << "its own";
  const LoadResult bare = load_text("f", with(story(), R"("ils": { "interval": "5 min" },)", ""));
  EXPECT_EQ(interval(bare, 0), ils::Parameters{}.interval) << "the default";
}

TEST(Merge, SetOverTheFileAtThePlaceItNames) {
  const LoadResult everyone = load_story({"ils.interval=2 min"});
  EXPECT_EQ(interval(everyone, 0), 2 * minute);
  EXPECT_EQ(interval(everyone, 1), 7 * minute) << "the cluster's own value is more exact";
  EXPECT_EQ(messages(everyone.warnings),
            std::vector<std::string>{
                "--set ils.interval=2 min: /ils/interval: found clusters that state their own value (set there "
                "too: /clusters/1/ils/interval)"});
  EXPECT_EQ(interval(load_story({"/clusters/1/ils/interval=3 min"}), 1), 3 * minute) << "a pointer";
  EXPECT_EQ(interval(load_story({"clusters.1.ils.interval=3 min"}), 1), 3 * minute) << "dotted";
  EXPECT_EQ(interval(load_story({"clusters.c2.ils.interval=3 min"}), 1), 3 * minute) << "by id";
  EXPECT_EQ(interval(load_story({"clusters.c1.ils.interval=\"3 min\""}), 0), 3 * minute) << "as JSON";
  EXPECT_EQ(interval(load_story({"ils.interval=2 min", "ils.interval=4 min"}), 0), 4 * minute) << "the last one";
}

TEST(Merge, SetMakesWhatIsNotThere) {
  const LoadResult result =
      load_story({"recovery.boot=1 min", "clusters.c3.users.kally.super_user=true", "seed=7", "title=a = b",
                  R"(covers=["A1"])", R"(/clusters/0/access={"bandwidth":"1 Mb/s"})"});
  ASSERT_TRUE(result.plan) << report(result);
  EXPECT_EQ(result.plan->clusters[2].recovery.boot, 1 * minute);
  EXPECT_TRUE(result.plan->users[2].super_user);
  EXPECT_EQ(result.plan->seed, 7U);
  EXPECT_EQ(result.plan->title, "a = b");
  EXPECT_EQ(result.plan->covers, std::vector<std::string>{"A1"});
  EXPECT_EQ(result.plan->clusters[0].access.bandwidth, 1'000'000);
}

TEST(Merge, ASetIsAsIfTheFileSaidSo) {
  const LoadResult set = load_story({"duration=40 min"});
  const LoadResult written = load_text("f", with(story(), "30 min", "40 min"));
  EXPECT_EQ(set.hash, written.hash);
  EXPECT_NE(set.hash, load_story().hash);
}

TEST(Merge, MistakesOfASetNameIt) {
  const auto message = [](const std::string& argument) {
    const LoadResult result = load_story({argument});
    EXPECT_FALSE(result.plan) << argument;
    EXPECT_EQ(result.error_count, 1U) << report(result);
    return result.errors.empty() ? std::string{} : to_string(result.errors[0]);
  };
  EXPECT_TRUE(
      message("ils.intervall=2 min").starts_with("--set ils.intervall=2 min: /ils/intervall: found the unknown key"));
  EXPECT_TRUE(
      message("ils.interval=2").starts_with("--set ils.interval=2: /ils/interval: found 2, allowed: a duration"));
  EXPECT_TRUE(
      message("ils.interval=2 years").starts_with("--set ils.interval=2 years: /ils/interval: found \"2 years\""));
  EXPECT_TRUE(message("clusters.3.version=14")
                  .starts_with("--set clusters.3.version=14: /clusters: found the item \"3\", allowed: 0 to 2"));
  EXPECT_TRUE(message("clusters.c22.version=14").ends_with("(did you mean \"c2\"?)"));
  EXPECT_TRUE(message("title.x=1").starts_with("--set title.x=1: /title: found \"T\", allowed: an object or an array"));
  EXPECT_TRUE(message("seed").starts_with("--set seed: found \"seed\", allowed: PATH=VALUE"));
  EXPECT_TRUE(message("=5").starts_with("--set =5: found \"=5\", allowed: PATH=VALUE"));
  EXPECT_TRUE(message("covers=[\"A1\"").starts_with("--set covers=[\"A1\": /covers: found the end of the text"));
  EXPECT_TRUE(
      message("clusters.c3.ils.hub=c9")
          .starts_with("--set clusters.c3.ils.hub=c9: /clusters/2/ils/hub: found \"c9\", which names no cluster"));
  EXPECT_TRUE(message("duration=6.5 min")
                  .starts_with("story.json:10:13: /timeline/0/at: found \"7 min\", allowed: 0 s to 390 s"));
  EXPECT_TRUE(message("title=\x1b[31m\xff")
                  .starts_with("--set title=\\x1b[31m\\xff: found \"\\x1b[31m\\xff\", allowed: a value in UTF-8"));
}

TEST(Merge, MistakesOfFileAndSetComeTogether) {
  const std::vector<std::string> sets{"seed=x", "record=all"};
  const LoadResult result = load_text("f", with(story(), R"("role": "spoke")", R"("role": "spok")"), sets);
  ASSERT_EQ(result.errors.size(), 3U) << report(result);
  EXPECT_EQ(result.errors[0].file, "f");
  EXPECT_EQ(result.errors[1].file, "--set seed=x");
  EXPECT_EQ(result.errors[2].file, "--set record=all");
}

/// Sets one parameter of one cluster and looks at what became of it.
TEST(Merge, EveryParameterCanBeSetAloneAndIsWritten) {
  const std::string plain = load_story().merged;
  std::istringstream lines(plain);
  std::vector<std::string> names;
  std::string section;
  bool in_second = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"id\": \"c") != std::string::npos && line.find('{') == std::string::npos)
      in_second = line.find("c2") != std::string::npos;
    if (!in_second || line.size() < 7 || line[6] != '"') {
      if (in_second && line.size() > 9 && line[8] == '"' && !section.empty()) {
        names.push_back(section + '.' + line.substr(9, line.find('"', 9) - 9) + '|' + line.substr(line.find(": ") + 2));
      }
      continue;
    }
    section = line.ends_with('{') ? line.substr(7, line.find('"', 7) - 7) : "";
  }
  std::size_t tried = 0;
  for (const std::string& entry : names) {
    const std::string path = entry.substr(0, entry.find('|'));
    if (path == "ils.role" || path == "ils.hub" || path == "ils.joins") continue;
    // Lists and objects; every-key.json has them.
    if (path == "calls.sip_route_patterns" || path == "calls.calling_search_spaces" || path == "calls.route_patterns" ||
        path == "calls.options_ping") {
      continue;
    }
    std::string changed;
    for (const char* value : {"local_and_learned",
                              "5",
                              "61 s",
                              "59 s",
                              "16 min",
                              "3 kB",
                              "77",
                              "periodic",
                              "at_interval",
                              "one_after_another",
                              "first_learned",
                              "auto_logout",
                              "lognormal",
                              "local",
                              "true",
                              "false",
                              "failover",
                              "reference",
                              "directories",
                              "http://em:8080/emapp/EMAppServlet?device=#DEVICENAME#"}) {
      const LoadResult result = load_story({"clusters.c2." + path + '=' + value});
      if (!result.plan) continue;
      if (result.merged == plain) continue;  // that is how it is already
      changed = value;
      EXPECT_FALSE(*result.plan == *load_story().plan) << path;
      std::istringstream before(plain);
      std::istringstream after(result.merged);
      std::size_t differences = 0;
      std::string a;
      std::string b;
      while (std::getline(before, a) && std::getline(after, b)) {
        if (a == b) continue;
        ++differences;
        EXPECT_NE(b.find('"' + path.substr(path.find('.') + 1) + "\": "), std::string::npos) << b;
        EXPECT_NE(b.find(value), std::string::npos) << b;
      }
      EXPECT_EQ(differences, 1U) << path;
      const LoadResult again = load_text("merged", result.merged);
      ASSERT_TRUE(again.plan) << report(again);
      EXPECT_TRUE(*again.plan == *result.plan) << path;
    }
    EXPECT_FALSE(changed.empty()) << path << " takes none of the values tried";
    ++tried;
  }
  EXPECT_EQ(tried, 18U + 40U + 15U + 14U + 10U + 2U);
}

}  // namespace
}  // namespace roamsim::scenario::testing
