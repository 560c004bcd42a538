#include "tests/random/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/simulation.hpp"
#include "sim/record/row_names.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/exit_codes.hpp"

namespace roamsim::random_scenarios {

namespace {

scenario::LoadResult load(const Sketch& sketch) {
  return scenario::load_text(fmt::format("seed-{}.json", sketch.seed), render(sketch));
}

std::string words_of(const actors::RunResult& result) {
  std::set<std::string> words;
  for (const record::RequestRow& row : result.journal.requests) {
    words.insert(fmt::format("{}:{}", row.kind == record::RequestRow::Kind::login ? "login" : "logout", row.code));
  }
  for (const record::CallRow& row : result.journal.calls)
    words.insert("call:" + std::string(calls::name_of(row.outcome)));
  for (const record::LocationChangeRow& row : result.journal.location_changes) {
    if (row.kind == record::LocationChangeRow::Kind::automatic_logout) words.insert("automatic_logout");
  }
  for (const record::ExchangeRow& row : result.journal.exchanges) {
    if (row.arrived == never) words.insert("lost_batch");
  }
  for (const record::EventRow& row : result.journal.events) {
    using enum record::EventRow::Kind;
    if (row.kind == restored || row.kind == left_network || row.kind == role_changed || row.kind == clock_wrong) {
      words.insert(std::string(record::name_of(row.kind)));
    }
  }
  for (const record::ScalarRow& row : result.journal.scalars) {
    const bool told = row.name.starts_with("routes.prevented.") || row.name.starts_with("restore.");
    if (told && row.value > 0) words.insert(row.name);
  }
  std::string text;
  for (const std::string& word : words) text += word + ' ';
  return text;
}

/// As if no cluster were restored.
std::vector<IlsMembership> memberships_at_end(const Plan& plan) {
  std::vector<IlsMembership> memberships = actors::planned_memberships(plan);
  for (const TimelineEntry& entry : plan.timeline) {
    if (const auto* leave = std::get_if<IlsLeave>(&entry.action)) memberships[leave->cluster.index()] = {};
    if (const auto* change = std::get_if<IlsRole>(&entry.action)) {
      memberships[change->cluster.index()] = {change->role, change->hub, true};
    }
  }
  return memberships;
}

}  // namespace

void let_it_heal(Sketch& sketch) {
  constexpr std::int64_t login_and_boot_ms = 10 * 60 * 1000;
  sketch.quiet_ms = login_and_boot_ms;
  const scenario::LoadResult loaded = load(sketch);
  if (!loaded.plan) return;
  const std::uint64_t updates =
      loaded.plan->clusters.size() + 2 * loaded.plan->users.size() + 4 * sketch.timeline.size();
  std::int64_t longest_ms = 0;
  for (const auto& memberships : {actors::planned_memberships(*loaded.plan), memberships_at_end(*loaded.plan)}) {
    const auto bound = actors::convergence_bound(*loaded.plan, memberships, actors::after_outages(updates));
    if (bound) longest_ms = std::max(longest_ms, bound->longest / millisecond + 1);
  }
  // An automatic logout is a change of its own, which comes with the news of the login.
  sketch.quiet_ms += 2 * longest_ms;
}

Outcome run_here(const Sketch& sketch) {
  const scenario::LoadResult loaded = load(sketch);
  if (!loaded.plan) return {static_cast<int>(ExitCode::bad_scenario), false, scenario::report(loaded)};
  const actors::RunResult result = actors::Simulation(*loaded.plan).run();
  if (result.broken) return {static_cast<int>(ExitCode::invariant_broken), true, result.broken->what};
  if (result.end == core::RunEnd::stuck) return {static_cast<int>(ExitCode::stuck), false, "stuck"};
  return {0, result.prevented.has_value(), words_of(result)};
}

}  // namespace roamsim::random_scenarios
