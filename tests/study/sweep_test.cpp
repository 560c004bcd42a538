// The parts of a sweep that need no run: amounts, records, the folder, Student's t.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "sim/record/error.hpp"
#include "sim/record/query_run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/sweep/amount.hpp"
#include "sim/study/sweep/folder.hpp"
#include "sim/study/sweep/plan.hpp"
#include "sim/study/sweep/student_t.hpp"

namespace roamsim::study {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone at the end.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("roamsim-sweep-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(SweepAmount, reads_numbers_and_quantities) {
  EXPECT_EQ(amount_of("1.5", true)->number, 1.5);
  EXPECT_EQ(amount_of("2 min", false)->in_unit(), 120.0);
  EXPECT_EQ(amount_of("100 Mb/s", false)->unit(), "b/s");
  EXPECT_FALSE(amount_of("mesh", false));
  EXPECT_FALSE(amount_of("1x", true));
  EXPECT_EQ(amount_of("90 s", false)->json(), "\"90 s\"");
  EXPECT_EQ(amount_of("3", true)->json(), "3");
  EXPECT_EQ(amount_of("0.25", true)->json(), "0.25");
}

TEST(SweepAmount, steps_do_not_pile_up_rounding) {
  const Amount from = *amount_of("0.1", true);
  EXPECT_EQ(stepped(from, from, 2).json(), "0.3");
  EXPECT_EQ(stepped(*amount_of("1 s", false), *amount_of("1 ns", false), 3).quantity, 1'000'000'003);
}

TEST(SweepAmount, ends_of_a_range_are_exact) {
  const Amount from = *amount_of("1234567 ns", false);
  const Amount to = *amount_of("7654321 ns", false);
  EXPECT_EQ(between(from, to, 0, true).quantity, 1'234'567);
  EXPECT_EQ(between(from, to, 1, true).quantity, 7'654'321);
  EXPECT_EQ(between(from, to, 0.5, true).quantity, 3'070'000);
  EXPECT_EQ(between(*amount_of("1", true), *amount_of("4", true), 0.5, false).json(), "3");  // 2.5, rounded
}

// From the tables of R: qt(0.975, c(1, 4, 9, 99, 1e6)), qt(0.995, 4), pt(1, 3).
TEST(StudentT, agrees_with_tables) {
  EXPECT_NEAR(student_t_two_sided(0.95, 1), 12.706204736432095, 1e-9);
  EXPECT_NEAR(student_t_two_sided(0.95, 4), 2.7764451051977987, 1e-10);
  EXPECT_NEAR(student_t_two_sided(0.95, 9), 2.2621571627409915, 1e-10);
  EXPECT_NEAR(student_t_two_sided(0.95, 99), 1.9842169515086827, 1e-10);
  EXPECT_NEAR(student_t_two_sided(0.95, 1e6), 1.9599663568, 1e-8);
  EXPECT_NEAR(student_t_two_sided(0.99, 4), 4.604094871349992, 1e-10);
  EXPECT_NEAR(student_t_cdf(1, 3), 0.8044988905221148, 1e-12);
  EXPECT_NEAR(student_t_cdf(-1, 3), 1 - 0.8044988905221148, 1e-12);
  EXPECT_EQ(student_t_cdf(0, 7), 0.5);
}

TEST(StudentT, interval_of_a_mean) {
  MeanOf values;
  EXPECT_TRUE(std::isinf(values.interval(0.95).half_width));
  for (const double value : {1.0, 2.0, 3.0, 4.0, 5.0}) values.add(value);
  EXPECT_EQ(values.interval(0.95).mean, 3);
  EXPECT_NEAR(values.interval(0.95).half_width, 2.7764451051977987 * std::sqrt(2.5 / 5), 1e-12);
}

RunRecord sample(std::uint64_t events = 7) {
  RunRecord record;
  record.key = std::string(64, 'a');
  record.seed = 9007199254740991;
  record.scenario_hash = "hash";
  record.end = "reached";
  record.events = events;
  record.order_fingerprint = "0123456789abcdef";
  record.scalars = {{"calls.offered", "run", 0.1 + 0.2, "calls"}, {"odd \"\n", "one to two", std::nullopt, ""}};
  record.expectations = {{"/expect/0", true}, {"/expect/1", false}, {"/expect/2", std::nullopt}};
  record.queries = {{"q", 3.0}};
  return record;
}

TEST(SweepRecord, comes_back_as_it_was) {
  const std::string text = record_text(sample());
  const std::optional<RunRecord> back = parse_record(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(record_text(*back), text);
  EXPECT_EQ(back->value_of({"x", "calls.offered", "run", ""}), 0.1 + 0.2);
  EXPECT_EQ(back->unit_of({"x", "calls.offered", "run", ""}), "calls");
  EXPECT_EQ(back->value_of({"x", "calls.offered", "one", ""}), std::nullopt);
  EXPECT_EQ(back->value_of({"q", "", "", "SELECT 3"}), 3.0);
  EXPECT_EQ(back->value_of({"x", "expectations.failed", "run", ""}), 1.0);
  EXPECT_EQ(back->value_of({"x", "events", "run", ""}), 7.0);
}

TEST(SweepRecord, cut_short_or_changed_is_none) {
  const std::string text = record_text(sample());
  for (std::size_t length = 0; length < text.size(); ++length) EXPECT_FALSE(parse_record(text.substr(0, length)));
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(parse_record(changed)) << at;
  }
}

TEST(SweepFolder, keeps_the_first_of_two_records) {
  const Scratch scratch;
  const SweepFolder folder = SweepFolder::prepare(scratch.path());
  const std::string key = sample().key;
  EXPECT_FALSE(folder.record(key));
  EXPECT_EQ(folder.put_record(key, record_text(sample())), Placed::new_record);
  EXPECT_EQ(folder.put_record(key, record_text(sample())), Placed::equal_record);
  EXPECT_EQ(folder.put_record(key, record_text(sample(8))), Placed::different_record);
  EXPECT_EQ(folder.record(key)->events, 7U);
  EXPECT_EQ(folder.record_keys(), std::set<std::string>{key});
}

TEST(SweepFolder, replaces_a_record_that_is_not_whole) {
  const Scratch scratch;
  const SweepFolder folder = SweepFolder::prepare(scratch.path());
  const std::string key = sample().key;
  ASSERT_EQ(folder.put_record(key, record_text(sample()).substr(0, 40)), Placed::new_record);
  EXPECT_FALSE(folder.record(key));
  EXPECT_EQ(folder.put_record(key, record_text(sample())), Placed::new_record);
  EXPECT_EQ(folder.record(key)->events, 7U);
}

TEST(SweepFolder, failures_come_back_and_go) {
  const Scratch scratch;
  const SweepFolder folder = SweepFolder::prepare(scratch.path());
  const RunFailure failure{std::string(64, 'b'), "x=1", 2, 3, 0, 9, true, "took too long\nmore", "roamsim run 'x'"};
  folder.put_failure(failure);
  const std::optional<RunFailure> back = folder.failure(failure.key);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->kind(), failure.kind());
  EXPECT_EQ(back->command, failure.command);
  EXPECT_TRUE(back->by_force());
  folder.remove_failure(failure.key);
  EXPECT_TRUE(folder.failure_keys().empty());
}

TEST(SweepFolder, what_dead_processes_left_is_removed_and_nothing_else) {
  const Scratch scratch;
  const SweepFolder folder = SweepFolder::prepare(scratch.path());
  std::string host(256, '\0');
  ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
  host = host.c_str();
  for (char& c : host) c = c == '.' ? '-' : c;
  const auto name = [&](const std::string& on, long pid) {
    return folder.path() / "records" / (".x.json." + on + "." + std::to_string(pid) + ".new");
  };
  constexpr long no_process = 2'000'000'000;
  for (const fs::path& path : {name(host, no_process), name(host, ::getpid()), name("elsewhere", no_process)})
    std::ofstream(path) << "x";
  folder.remove_remains();
  EXPECT_FALSE(fs::exists(name(host, no_process)));
  EXPECT_TRUE(fs::exists(name(host, ::getpid())));
  EXPECT_TRUE(fs::exists(name("elsewhere", no_process)));
}

SweepPlan plan() {
  SweepPlan plan;
  plan.title = "A plan";
  plan.base = "/somewhere/base's file.json";
  plan.build = "b";
  plan.axes = {{"interval", "/ils/interval"}};
  plan.points = {{{{"1 min", 60.0, "s"}}, {"/ils/interval=\"1 min\""}}, {{{"x", std::nullopt, ""}}, {}}};
  plan.measures = {{"m", "calls.offered", "run", ""}};
  plan.repetitions = 3;
  plan.stop = PlanStop{0, 0.1, true, 0.9, 12};
  return plan;
}

TEST(SweepPlan, comes_back_as_it_was) {
  const Scratch scratch;
  fs::create_directory(scratch.path());
  std::ofstream(scratch.path() / "plan.jsonl") << plan_text(plan());
  EXPECT_EQ(plan_text(read_plan(scratch.path() / "plan.jsonl")), plan_text(plan()));
  const std::string text = plan_text(plan());
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    std::ofstream(scratch.path() / "plan.jsonl") << text.substr(0, length);
    EXPECT_THROW((void)read_plan(scratch.path() / "plan.jsonl"), record::RecordError) << length;
  }
}

TEST(SweepPlan, keys_and_seeds) {
  SweepPlan a = plan();
  const std::string key = a.key_of(a.points[0], 0);
  EXPECT_NE(a.key_of(a.points[0], 1), key);
  EXPECT_NE(a.key_of(a.points[1], 0), key);
  EXPECT_EQ(a.seed_of(a.points[0], 2), a.seed_of(a.points[1], 2));
  SweepPlan more = a;
  more.measures.push_back({"n", "ils.messages", "run", ""});
  more.repetitions = 9;
  EXPECT_EQ(more.key_of(more.points[0], 0), key);
  more.measures.push_back({"q", "", "", "SELECT 1"});
  EXPECT_NE(more.key_of(more.points[0], 0), key);
  a.seeds = Seeds::independent;
  EXPECT_NE(a.seed_of(a.points[0], 2), a.seed_of(a.points[1], 2));
  EXPECT_LT(a.seed_of(a.points[0], 2), std::uint64_t{1} << 53U);
  EXPECT_EQ(a.command_of(a.points[1], 0).substr(0, 44), R"(roamsim run '/somewhere/base'\''s file.json')");
}

TEST(SweepQuery, problems_are_told) {
  EXPECT_EQ(record::query_problem("SELECT count(*) FROM v_calls"), "");
  EXPECT_NE(record::query_problem("SELECT x FROM calls"), "");
  EXPECT_NE(record::query_problem(""), "");
  EXPECT_NE(record::query_problem("ATTACH 'x' AS y"), "");
}

TEST(ParsedScenario, gives_what_load_gives) {
  const fs::path file = fs::path(ROAMSIM_SOURCE_DIR) / "scenarios" / "hub-failure.json";
  const std::vector<std::string> settings{"/ils/interval=\"3 min\"", "/seed=5"};
  const scenario::LoadResult loaded = scenario::load(file, settings);
  const scenario::LoadResult parsed = scenario::ParsedScenario(file).finish(settings);
  ASSERT_TRUE(parsed.plan);
  EXPECT_EQ(parsed.merged, loaded.merged);
  EXPECT_EQ(parsed.hash, loaded.hash);
  const scenario::LoadResult none = scenario::ParsedScenario("/nowhere.json").finish(settings);
  EXPECT_EQ(scenario::report(none), scenario::report(scenario::load("/nowhere.json", settings)));
}

}  // namespace
}  // namespace roamsim::study
