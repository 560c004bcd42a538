#include "sim/study/sweep/read_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "sim/core/hash/sha256.hpp"
#include "sim/record/query_run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/read_file.hpp"
#include "sim/scenario/sources.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/syntax.hpp"
#include "sim/study/sweep/axes.hpp"
#include "sim/study/sweep/constraint.hpp"
#include "sim/study/sweep/keys.hpp"
#include "sim/study/sweep/try_points.hpp"

namespace roamsim::study {
namespace {

using scenario::Diagnostics;
using scenario::Reader;

std::uint64_t combinations_of(const std::vector<Axis>& axes) {
  std::uint64_t count = 1;
  for (const Axis& axis : axes) {
    if (axis.values.empty()) return 0;
    if (count > UINT64_MAX / axis.values.size()) return UINT64_MAX;
    count *= axis.values.size();
  }
  return count;
}

/// The last axis runs fastest; false after the last combination.
bool next(Indexes& values, const std::vector<Axis>& axes) {
  for (std::size_t a = axes.size(); a-- > 0;) {
    if (++values[a] < axes[a].values.size()) return true;
    values[a] = 0;
  }
  return false;
}

class Reading {
 public:
  Reading(std::filesystem::path file, std::string text, bool many)
      : file_(std::move(file)), many_(many), diagnostics_(sources_) {
    sources_.add(file_.string(), std::move(text), true);
  }

  SweepResult run() {
    SweepResult result;
    result.text = sources_.text(0);
    understand(result);
    result.errors = diagnostics_.errors();
    result.error_count = diagnostics_.error_count();
    result.warnings = diagnostics_.warnings();
    if (result.error_count > 0) result.plan.reset();
    return result;
  }

 private:
  void understand(SweepResult& result) {
    const std::optional<scenario::Node> root = scenario::parse(sources_, 0, diagnostics_);
    if (!root || diagnostics_.error_count() > 0) return;
    SweepSpec spec;
    Reader reader(diagnostics_);
    const bool whole = sweep_keys().read(reader, *root, spec);
    const std::vector<Axis> axes = axes_of(spec, reader);
    const std::vector<Constraint> constraints = constraints_of(spec, axes, reader);
    check_measures(spec, reader);
    if (!whole || diagnostics_.error_count() > 0) return;
    result.combinations = combinations_of(axes);
    const std::vector<Indexes> points = points_of(axes, constraints, result.combinations, reader, *root);
    if (points.empty()) return;
    result.plan = plan_of(spec, axes, points, reader);
  }

  static std::vector<Constraint> constraints_of(const SweepSpec& spec, const std::vector<Axis>& axes, Reader& reader) {
    std::vector<Constraint> constraints;
    const Reader::Inside inside(reader, "constraints");
    for (std::size_t i = 0; i < spec.constraints.size(); ++i) {
      const Reader::Inside at(reader, i);
      if (std::optional<Constraint> one = Constraint::parse(spec.constraints[i], axes, reader))
        constraints.push_back(std::move(*one));
    }
    return constraints;
  }

  void check_measures(const SweepSpec& spec, Reader& reader) {
    std::set<std::string> names;
    {
      const Reader::Inside inside(reader, "measures");
      for (std::size_t i = 0; i < spec.measures.size(); ++i) {
        const Reader::Inside at(reader, i);
        const MeasureSpec& measure = spec.measures[i];
        if (!names.insert(measure.name.text).second)
          diagnostics_.error(measure.name.place, reader.pointer(),
                             {"another measure " + scenario::quoted(measure.name.text), "a name of its own", {}});
        if (measure.query.text.empty()) continue;
        const Reader::Inside query(reader, "query");
        if (!measure.scalar.empty())
          diagnostics_.error(measure.query.place, reader.pointer(), {"both a scalar and a query", "one of them", {}});
        if (const std::string wrong = record::query_problem(measure.query.text); !wrong.empty())
          diagnostics_.error(measure.query.place, reader.pointer(),
                             {wrong, "a query over the tables of docs/results.md that gives one column", {}});
      }
    }
    if (!spec.stop) return;
    const Reader::Inside inside(reader, "stop");
    if (names.count(spec.stop->measure.text) == 0 && !spec.stop->measure.text.empty()) {
      const Reader::Inside measure(reader, "measure");
      const std::vector<std::string_view> known(names.begin(), names.end());
      diagnostics_.error(spec.stop->measure.place, reader.pointer(),
                         {scenario::quoted(spec.stop->measure.text), scenario::listed(known),
                          scenario::did_you_mean(spec.stop->measure.text, known)});
    }
    if (spec.repetitions < 2 || spec.stop->at_most < spec.repetitions) {
      const Reader::Inside most(reader, "at_most");
      diagnostics_.error(spec.stop->measure.place, reader.pointer(),
                         {fmt::format("{}, with {} repetitions", spec.stop->at_most, spec.repetitions),
                          "at least two repetitions to begin with, and not fewer at the end",
                          {}});
    }
  }

  std::vector<Indexes> points_of(const std::vector<Axis>& axes, const std::vector<Constraint>& constraints,
                                 std::uint64_t combinations, Reader& reader, const scenario::Node& root) {
    const std::uint64_t most = many_ ? most_combinations_at_all : most_combinations;
    const scenario::Node* const place = root.find("axes");
    if (combinations > most) {
      const Reader::Inside inside(reader, "axes");
      diagnostics_.error(place == nullptr ? root.place : place->place, reader.pointer(),
                         {fmt::format("{} combinations", combinations), fmt::format("at most {}", most),
                          many_ ? "" : "--many allows more"});
      return {};
    }
    std::vector<Indexes> points;
    Indexes values(axes.size(), 0);
    do {
      if (std::all_of(constraints.begin(), constraints.end(),
                      [&](const Constraint& one) { return one.holds(axes, values); }))
        points.push_back(values);
    } while (next(values, axes));
    if (points.empty()) {
      const Reader::Inside inside(reader, "constraints");
      diagnostics_.error(root.find("constraints")->place, reader.pointer(),
                         {fmt::format("constraints that exclude all {} combinations", combinations),
                          "constraints that leave at least one",
                          {}});
    }
    return points;
  }

  std::optional<SweepPlan> plan_of(const SweepSpec& spec, const std::vector<Axis>& axes,
                                   const std::vector<Indexes>& points, Reader& reader) {
    SweepPlan plan;
    plan.title = spec.title;
    std::error_code none;
    const std::filesystem::path given = spec.scenario.text;
    plan.base = std::filesystem::weakly_canonical(
        given.is_absolute() ? given : std::filesystem::absolute(file_, none).parent_path() / given, none);
    if (const scenario::LoadResult alone = scenario::load(plan.base); alone.error_count > 0) {
      const Reader::Inside inside(reader, "scenario");
      for (const scenario::ScenarioError& error : alone.errors)
        diagnostics_.error(spec.scenario.place, reader.pointer(),
                           {"a base scenario with mistakes", {}, scenario::to_string(error)});
      return std::nullopt;
    }
    std::vector<Setting> fixed = settings_of(spec);
    const bool queries = std::any_of(spec.measures.begin(), spec.measures.end(),
                                     [](const MeasureSpec& measure) { return !measure.query.text.empty(); });
    const bool records = std::any_of(fixed.begin(), fixed.end(), [](const Setting& setting) {
      return setting.argument.starts_with("/record=") || setting.argument.starts_with("/record/");
    });
    // Scalars are the same whatever is kept, and less is collected.
    if (!queries && !records) fixed.insert(fixed.begin(), Setting{"/record=\"counters\"", {}, {}, {}});
    try_points(plan.base, fixed, axes, points, reader);
    if (diagnostics_.error_count() > 0) return std::nullopt;
    std::vector<std::string> arguments;
    arguments.reserve(fixed.size());
    for (const Setting& setting : fixed) arguments.push_back(setting.argument);
    plan.base_fingerprint = base_fingerprint(plan.base).value_or("");
    plan.repetitions = spec.repetitions;
    plan.seeds = spec.seeds;
    plan.first_seed = spec.first_seed;
    plan.time_limit_ns = spec.time_limit;
    for (const Axis& axis : axes) plan.axes.push_back({axis.name, axis.key});
    add_measures(spec, plan);
    for (const Indexes& indexes : points) plan.points.push_back(point_of(axes, indexes, arguments));
    return plan;
  }

  static void add_measures(const SweepSpec& spec, SweepPlan& plan) {
    for (const MeasureSpec& measure : spec.measures) {
      const bool query = !measure.query.text.empty();
      const std::string scalar = measure.scalar.empty() ? measure.name.text : measure.scalar;
      plan.measures.push_back(
          {measure.name.text, query ? "" : scalar, query ? "" : measure.entity, measure.query.text});
    }
    if (!spec.stop) return;
    PlanStop stop{0, spec.stop->half_width, spec.stop->relative, spec.stop->confidence, spec.stop->at_most};
    while (plan.measures[stop.measure].name != spec.stop->measure.text) ++stop.measure;
    plan.stop = stop;
  }

  static Point point_of(const std::vector<Axis>& axes, const Indexes& indexes,
                        const std::vector<std::string>& arguments) {
    Point point;
    point.settings = arguments;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const AxisValue& value = axes[a].values[indexes[a]];
      PointValue& entry = point.values.emplace_back();
      entry.label = value.label;
      if (value.amount) {
        entry.number = value.amount->in_unit();
        entry.unit = value.amount->unit();
      }
      for (const Setting& setting : value.settings) point.settings.push_back(setting.argument);
    }
    return point;
  }

  std::filesystem::path file_;
  bool many_;
  scenario::Sources sources_;
  Diagnostics diagnostics_;
};

}  // namespace

SweepResult read_sweep(const std::filesystem::path& file, bool many) {
  std::variant<std::string, scenario::Message> text = scenario::read_file(file);
  if (auto* problem = std::get_if<scenario::Message>(&text)) {
    SweepResult result;
    result.errors.push_back({file.string(), 0, 0, {}, problem->found, problem->allowed, problem->hint});
    result.error_count = 1;
    return result;
  }
  return Reading(file, std::move(std::get<std::string>(text)), many).run();
}

std::optional<std::string> base_fingerprint(const std::filesystem::path& base) {
  const std::variant<std::string, scenario::Message> text = scenario::read_file(base);
  const auto* const content = std::get_if<std::string>(&text);
  const scenario::LoadResult loaded = scenario::load(base);
  if (content == nullptr || !loaded.plan) return std::nullopt;
  return core::sha256_hex(core::sha256_hex(*content) + core::sha256_hex(loaded.merged));
}

}  // namespace roamsim::study
