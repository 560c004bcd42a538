#include "sim/study/conformance.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

#include "sim/actors/simulation.hpp"
#include "sim/scenario/load.hpp"
#include "sim/study/forked_runs.hpp"
#include "sim/study/requirement_rows.hpp"

namespace roamsim::study {
namespace {

/// What a child reports: two counts, or words.
std::string told(const actors::RunResult& result) {
  const auto& rows = result.journal.expectations;
  const auto met = std::count_if(rows.begin(), rows.end(), [](const record::ExpectationRow& row) { return row.met; });
  return std::to_string(met) + ' ' + std::to_string(rows.size());
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::holds:
      return "holds";
    case Standing::fails:
      return "fails";
    case Standing::missing:
      return "missing";
    case Standing::tested:
      return "tested";
    case Standing::planned:
      return "planned";
  }
  return "unknown";
}

std::vector<ScenarioOutcome> run_scenarios(std::span<const std::filesystem::path> files, std::size_t jobs,
                                           const std::function<void(std::size_t ended, std::size_t of)>& on_end,
                                           const std::function<bool()>& interrupted) {
  std::vector<ScenarioOutcome> outcomes;
  std::vector<Plan> plans;
  for (const std::filesystem::path& file : files) {
    scenario::LoadResult loaded = scenario::load(file);
    if (loaded.plan && loaded.plan->covers.empty()) continue;
    ScenarioOutcome outcome{file, {}, 0, 0, {}};
    if (loaded.plan) {
      outcome.covers = loaded.plan->covers;
    } else {
      outcome.problem = scenario::report(loaded);
    }
    outcomes.push_back(std::move(outcome));
    plans.push_back(loaded.plan ? std::move(*loaded.plan) : Plan{});
  }
  std::size_t ended = 0;
  run_forked(
      outcomes.size(), jobs,
      [&](std::size_t index, std::string& message) {
        if (!outcomes[index].problem.empty()) return 0;
        actors::Simulation simulation(plans[index]);
        simulation.set_pulse([&](const actors::Progress&) { return interrupted(); });
        const actors::RunResult result = simulation.run();
        message = told(result);
        return result.end == core::RunEnd::stuck || result.end == core::RunEnd::stopped ? 1 : 0;
      },
      [&](const ForkedRun& run) {
        ScenarioOutcome& outcome = outcomes[run.index];
        if (outcome.problem.empty()) {
          std::istringstream counts(run.message);
          const bool whole = run.signal == 0 && run.exit_code == 0 && (counts >> outcome.met >> outcome.expectations);
          if (!whole) outcome.problem = "the run did not come to its end";
        }
        on_end(++ended, outcomes.size());
      },
      interrupted);
  return outcomes;
}

std::vector<RowStanding> rows_of(std::span<const ScenarioOutcome> outcomes) {
  std::vector<RowStanding> rows;
  for (const RequirementRow& requirement : requirement_rows()) {
    RowStanding row{requirement.id, requirement.title, Standing::missing, {}, requirement.tests};
    bool all_hold = true;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const std::vector<std::string>& covers = outcomes[i].covers;
      if (std::find(covers.begin(), covers.end(), requirement.id) == covers.end()) continue;
      row.scenarios.push_back(i);
      all_hold = all_hold && outcomes[i].holds();
    }
    if (!row.scenarios.empty()) {
      row.standing = all_hold ? Standing::holds : Standing::fails;
    } else if (!requirement.tests.empty()) {
      row.standing = Standing::tested;
    } else if (requirement.planned) {
      row.standing = Standing::planned;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace roamsim::study
