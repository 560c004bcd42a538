#include "sim/record/fingerprint.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

TEST(Fingerprint, stays_the_same) {
  // Held by value: it must be equal on every machine and with every compiler.
  EXPECT_EQ(results_fingerprint(story_run().view()),
            "d0e11720a414162c13877e53fc22b789edfb1a3b5f588a0231a057b28e8fb70f");
  EXPECT_EQ(results_fingerprint(hostile_run().view()),
            "34e03168db098708fef74e609976d74f60f0b862dea96a52a8badc804766260d");
}

TEST(Fingerprint, versions_of_the_programs_do_not_count) {
  SampleRun run = story_run();
  run.header.program_version = "9.9";
  run.header.simgrid_version = "4.0";
  EXPECT_EQ(results_fingerprint(run.view()), results_fingerprint(story_run().view()));
}

TEST(Fingerprint, labels_and_what_the_scenarios_hash_stands_for_do_not_count) {
  SampleRun run = story_run();
  run.header.labels = {"fan-out", "8 hubs", "3"};
  run.header.warmup = 5;
  run.header.recorded = TableSet{};
  run.header.rows_selected = true;
  EXPECT_EQ(results_fingerprint(run.view()), results_fingerprint(story_run().view()));
}

TEST(Fingerprint, every_change_shows) {
  using Change = std::function<void(SampleRun&)>;
  const std::vector<Change> changes{
      [](SampleRun&) {},
      [](SampleRun& r) { r.header.title += ' '; },
      [](SampleRun& r) { r.header.seed = 2; },
      [](SampleRun& r) { r.header.order_fingerprint ^= 1; },
      [](SampleRun& r) { r.header.end = "stuck"; },
      [](SampleRun& r) { r.names.clusters[0] += 'x'; },
      [](SampleRun& r) { std::swap(r.names.clusters[0], r.names.clusters[1]); },
      [](SampleRun& r) { r.names.roles[2] = "spoke"; },
      [](SampleRun& r) { r.names.users.change(0, [](directory::User& one) { one.super_user = false; }); },
      [](SampleRun& r) { r.names.links[0].b = ClusterId{2}; },
      [](SampleRun& r) { r.journal.events[0].at += 1; },
      [](SampleRun& r) { r.journal.events[0].kind = EventRow::Kind::access_down; },
      [](SampleRun& r) { r.journal.events[0].detail = "x"; },
      [](SampleRun& r) { std::swap(r.journal.events[0], r.journal.events[1]); },
      [](SampleRun& r) { r.journal.location_changes[0].truth = ClusterId{}; },
      [](SampleRun& r) { r.journal.location_changes[0].sequence += 1; },
      [](SampleRun& r) { change_convergence(r, [](auto& rows) { rows[0].applied = never; }); },
      [](SampleRun& r) { change_convergence(r, [](auto& rows) { std::swap(rows[0], rows[1]); }); },
      [](SampleRun& r) { r.journal.advances[0].kind = AdvanceRow::Kind::applied; },
      [](SampleRun& r) { r.journal.routes.pop_back(); },
      [](SampleRun& r) { r.journal.registrations[0].registered = false; },
      [](SampleRun& r) { r.journal.requests[0].code = 26; },
      [](SampleRun& r) { r.journal.spans[0].stage = "other"; },
      [](SampleRun& r) { r.journal.calls[0].outcome = calls::Outcome::stale_route; },
      [](SampleRun& r) { r.journal.http_requests[0].slot = true; },
      [](SampleRun& r) { r.journal.calls[0].known = false; },
      [](SampleRun& r) { r.journal.exchanges[0].bytes += 1; },
      [](SampleRun& r) { r.journal.ils_waits[0].end += 1; },
      [](SampleRun& r) {
        r.journal.storms = {{"walkover", RequestRow::Kind::login, 0, 2}};
      },
      [](SampleRun& r) {
        r.journal.storms = {{"walkover", RequestRow::Kind::login, never, 2}};
      },
      [](SampleRun& r) {
        r.journal.storms = {{"walkover", RequestRow::Kind::login, 0, 2}};
        r.journal.storm_counts = {{0, 0, ClusterId{0}, StormCountRow::What::refused, 26, 1}};
      },
      [](SampleRun& r) {
        r.journal.storms = {{"walkover", RequestRow::Kind::login, 0, 2}};
        r.journal.storm_users = {{0, UserId{0}, ClusterId{0}, StormUserRow::Outcome::cut_off, 0, never, 1, 0, 0, 0, 0}};
      },
      [](SampleRun& r) { r.journal.scalars[2].value = 0.1000000000000001; },
      [](SampleRun& r) { r.journal.scalars[0].name = "login", r.journal.scalars[0].entity = "scluster2"; },
      [](SampleRun& r) { r.journal.expectations[1].met = true; },
      [](SampleRun& r) { r.journal.expectations[1].judged = false; },
      [](SampleRun& r) { r.journal.expectations[1].missed_by = 0.0; },
      [](SampleRun& r) { r.journal.expectations[1].unit = "s"; },
      [](SampleRun& r) { r.journal.expectations[1].at = 0; }};
  std::set<std::string> seen;
  for (const Change& change : changes) {
    SampleRun run = story_run();
    change(run);
    seen.insert(results_fingerprint(run.view()));
  }
  EXPECT_EQ(seen.size(), changes.size());
}

TEST(Fingerprint, file) {
  const auto json = nlohmann::json::parse(fingerprints_json(fingerprints(story_run().view())));
  EXPECT_EQ(json["order"], "0123456789abcdef");
  EXPECT_EQ(json["results"], results_fingerprint(story_run().view()));
}

}  // namespace
}  // namespace roamsim::record
