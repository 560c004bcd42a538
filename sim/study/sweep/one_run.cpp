#include "sim/study/sweep/one_run.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "sim/actors/simulation.hpp"
#include "sim/record/query_run.hpp"
#include "sim/record/recording.hpp"
#include "sim/study/exit_codes.hpp"

namespace roamsim::study {
namespace {

int code(ExitCode value) {
  return static_cast<int>(value);
}

std::vector<RunRecord::Query> ask(const SweepPlan& plan, const record::RunView& view) {
  std::vector<std::string> queries;
  std::vector<RunRecord::Query> answers;
  for (const PlanMeasure& measure : plan.measures) {
    if (measure.query.empty()) continue;
    queries.push_back(measure.query);
    answers.push_back({measure.name, {}});
  }
  const std::vector<std::optional<double>> values = record::query_run(view, queries);
  for (std::size_t i = 0; i < values.size(); ++i) answers[i].value = values[i];
  return answers;
}

std::string waiting_words(const actors::RunResult& result) {
  std::string text = "stuck";
  for (const core::WaitingActor& waiting : result.waiting)
    text += fmt::format("{} actor {} waits for {} {}", text == "stuck" ? ":" : ",", waiting.actor.id, waiting.what.text,
                        waiting.what.subject);
  return text;
}

}  // namespace

int do_run(const SweepPlan& plan, RunId run, scenario::ParsedScenario base, const SweepFolder& folder,
           const Versions& versions, std::string& message) {
  const Point& point = plan.points[run.point];
  std::vector<std::string> arguments = point.settings;
  arguments.push_back(fmt::format("/seed={}", plan.seed_of(point, run.repetition)));
  const scenario::LoadResult loaded = std::move(base).finish(arguments);
  if (!loaded.plan) {
    message = scenario::report(loaded);
    return code(ExitCode::bad_scenario);
  }
  actors::Simulation simulation(*loaded.plan);
  actors::RunResult result = simulation.run();
  if (result.broken) {
    message = "invariant broken: " + result.broken->what;
    return code(ExitCode::invariant_broken);
  }
  if (result.end == core::RunEnd::stuck) {
    message = waiting_words(result);
    return code(ExitCode::stuck);
  }
  result.header.scenario_hash = loaded.hash;
  result.header.program_version = versions.program;
  result.header.simgrid_version = versions.simgrid;
  record::keep_only(result.journal, result.names, loaded.plan->record);
  const record::RunView view{result.header, result.names, result.journal, loaded.merged};
  const std::string key = plan.key_of(point, run.repetition);
  if (folder.put_record(key, record_text(record_of(view, key, ask(plan, view)))) != Placed::different_record) return 0;
  message = "determinism error: the run was done before and found something else";
  return code(ExitCode::internal);
}

}  // namespace roamsim::study
