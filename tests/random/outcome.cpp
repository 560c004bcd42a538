#include "tests/random/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/simulation.hpp"
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
  std::string text;
  for (const std::string& word : words) text += word + ' ';
  return text;
}

}  // namespace

void let_it_heal(Sketch& sketch) {
  constexpr std::int64_t login_and_boot_ms = 10 * 60 * 1000;
  sketch.quiet_ms = login_and_boot_ms;
  const scenario::LoadResult loaded = load(sketch);
  if (!loaded.plan) return;
  const std::uint64_t updates =
      loaded.plan->clusters.size() + 2 * loaded.plan->users.size() + 4 * sketch.timeline.size();
  const auto bound = actors::convergence_bound(*loaded.plan, actors::planned_memberships(*loaded.plan),
                                               actors::after_outages(updates));
  // An automatic logout is a change of its own, which comes with the news of the login.
  if (bound) sketch.quiet_ms += 2 * (bound->longest / millisecond + 1);
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
