#include "sim/study/sweep/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/read_results.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/study/sweep/sweep_schema.hpp"

namespace roamsim::study {
namespace {

using record::Database;
using record::Insertion;

std::int64_t whole(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

/// An SQL name for what the sweep file calls an axis or a measure.
std::string quoted_name(std::string_view name) {
  return '"' + std::string(name) + '"';  // the rule for names has no quotes
}

class Collecting {
 public:
  Collecting(const SweepPlan& plan, const SweepFolder& folder, const std::vector<std::uint64_t>& repetitions,
             Database& database)
      : plan_(plan),
        folder_(folder),
        repetitions_(repetitions),
        database_(database),
        units_(plan.measures.size()),
        seen_(plan.measures.size(), false) {}

  Collected run() {
    database_.run("BEGIN");
    database_.run(sweep_tables_sql);
    fill_points();
    fill_runs();
    fill_measures();
    fill_header();
    database_.run(sweep_views_sql);
    database_.run(wide_view().c_str());
    database_.run("COMMIT");
    for (std::size_t m = 0; m < plan_.measures.size(); ++m) {
      if (result_.done > 0 && !seen_[m]) result_.never_measured.push_back(words_of_absent(plan_.measures[m]));
    }
    return result_;
  }

 private:
  void fill_header() {
    Insertion header(database_, "header", 2);
    const auto add = [&](std::string_view key, const std::string& value) {
      header.text(key).text(value);
      header.end_row();
    };
    add("schema_version", std::to_string(record::sweep_results_version));
    add("title", plan_.title);
    add("base_fingerprint", plan_.base_fingerprint);
    add("program_version", plan_.program_version);
    add("seeds", plan_.seeds == Seeds::common ? "common" : "independent");
    add("first_seed", std::to_string(plan_.first_seed));
    add("complete", result_.missing == 0 ? "1" : "0");
  }

  void fill_points() {
    {
      Insertion axes(database_, "axes", 3);
      for (std::size_t a = 0; a < plan_.axes.size(); ++a) {
        axes.integer(whole(a)).text(plan_.axes[a].name).text(plan_.axes[a].key);
        axes.end_row();
      }
    }
    Insertion points(database_, "points", 2);
    Insertion values(database_, "point_values", 6);
    Insertion settings(database_, "settings", 3);
    std::int64_t value_id = 0;
    std::int64_t setting_id = 0;
    for (std::size_t p = 0; p < plan_.points.size(); ++p) {
      points.integer(whole(p)).integer(whole(repetitions_[p]));
      points.end_row();
      for (std::size_t a = 0; a < plan_.axes.size(); ++a) {
        const PointValue& value = plan_.points[p].values[a];
        values.integer(value_id++).integer(whole(p)).integer(whole(a)).text(value.label);
        real_or_none(values, value.number);
        values.text(value.unit);
        values.end_row();
      }
      for (const std::string& setting : plan_.points[p].settings) {
        settings.integer(setting_id++).integer(whole(p)).text(setting);
        settings.end_row();
      }
    }
  }

  void fill_runs() {
    const std::set<std::string> records = folder_.record_keys();
    const std::set<std::string> failures = folder_.failure_keys();
    Insertion runs(database_, "runs", 9);
    Insertion failed(database_, "failures", 7);
    Insertion measured(database_, "measured", 4);
    Insertion expectations(database_, "expectations", 4);
    std::int64_t id = 0;
    for (std::size_t p = 0; p < plan_.points.size(); ++p) {
      const Point& point = plan_.points[p];
      for (std::uint64_t r = 0; r < repetitions_[p]; ++r, ++id) {
        const std::string key = plan_.key_of(point, r);
        const std::optional<RunRecord> record = records.count(key) > 0 ? folder_.record(key) : std::nullopt;
        const std::optional<RunFailure> failure = failures.count(key) > 0 ? folder_.failure(key) : std::nullopt;
        runs.integer(id).integer(whole(p)).integer(whole(r)).integer(whole(plan_.seed_of(point, r)));
        runs.text(record ? "done" : failure ? "failed" : "missing");
        if (record) {
          runs.text(record->scenario_hash).text(record->end).integer(whole(record->events));
          runs.text(record->order_fingerprint);
        } else {
          runs.none().none().none().none();
        }
        runs.end_row();
        ++(record ? result_.done : failure ? result_.failed : result_.missing);
        if (record) add_values(id, *record, measured, expectations);
        // One of a run that is done found something else when it was repeated.
        if (failure) add_failure(id, *failure, failed);
      }
    }
  }

  void add_values(std::int64_t run, const RunRecord& record, Insertion& measured, Insertion& expectations) {
    for (std::size_t m = 0; m < plan_.measures.size(); ++m) {
      const std::optional<double> value = record.value_of(plan_.measures[m]);
      if (value) seen_[m] = true;
      if (units_[m].empty()) units_[m] = record.unit_of(plan_.measures[m]);
      measured.integer(measured_id_++).integer(run).integer(whole(m));
      real_or_none(measured, value);
      measured.end_row();
    }
    for (const RunRecord::Expectation& one : record.expectations) {
      expectations.integer(expectation_id_++).integer(run).text(one.pointer);
      if (one.met) {
        expectations.flag(*one.met);
      } else {
        expectations.none();
      }
      expectations.end_row();
    }
    if (scalars_.empty()) {
      for (const RunRecord::Scalar& scalar : record.scalars) scalars_[scalar.name].push_back(scalar.entity);
    }
  }

  void add_failure(std::int64_t run, const RunFailure& failure, Insertion& failed) {
    failed.integer(failure_id_++).integer(run);
    if (failure.signal != 0) {
      failed.none().integer(failure.signal);
    } else {
      failed.integer(failure.exit_code).none();
    }
    // Without the name of the file, which differs from place to place.
    const std::string marker = shell_word(plan_.base.string());
    const std::size_t at = failure.command.find(marker);
    const std::string arguments =
        at == std::string::npos ? failure.command : failure.command.substr(at + marker.size() + 1);
    failed.flag(failure.timed_out).text(failure.message).text(arguments);
    failed.end_row();
  }

  void fill_measures() {
    Insertion measures(database_, "measures", 6);
    for (std::size_t m = 0; m < plan_.measures.size(); ++m) {
      const PlanMeasure& measure = plan_.measures[m];
      measures.integer(whole(m)).text(measure.name);
      if (measure.query.empty()) {
        measures.text(measure.scalar).text(measure.entity).none();
      } else {
        measures.none().none().text(measure.query);
      }
      measures.text(units_[m]);
      measures.end_row();
    }
  }

  /// A row a run, with a column for each axis and each measure.
  [[nodiscard]] std::string wide_view() const {
    std::string columns;
    std::set<std::string> taken{"run", "point", "repetition", "seed", "status"};
    const auto free_name = [&](const std::string& name) {
      std::string result = name;
      while (!taken.insert(result).second) result += "_";
      return quoted_name(result);
    };
    for (std::size_t a = 0; a < plan_.axes.size(); ++a)
      columns +=
          fmt::format(", (SELECT ifnull(v.number, v.label) FROM point_values v WHERE v.id = r.point * {} + {}) AS {}",
                      plan_.axes.size(), a, free_name(plan_.axes[a].name));
    for (std::size_t m = 0; m < plan_.measures.size(); ++m)
      columns += fmt::format(", (SELECT m.value FROM measured m WHERE m.run = r.id AND m.measure = {}) AS {}", m,
                             free_name(plan_.measures[m].name));
    return "CREATE INDEX measured_by_run ON measured(run, measure);"
           "CREATE VIEW v_runs AS SELECT r.id AS run, r.point, r.repetition, r.seed, r.status" +
           columns + " FROM runs r;";
  }

  [[nodiscard]] std::string words_of_absent(const PlanMeasure& measure) const {
    if (!measure.query.empty()) return fmt::format("\"{}\": the query gives no number in any run", measure.name);
    std::vector<std::string_view> names;
    for (const auto& [name, entities] : scalars_) names.push_back(name);
    const auto known = scalars_.find(measure.scalar);
    const std::string hint =
        known == scalars_.end() ? scenario::did_you_mean(measure.scalar, names) : of_others(known->second);
    return fmt::format("\"{}\": no run has a number for the scalar \"{}\" of {}{}", measure.name, measure.scalar,
                       measure.entity, hint.empty() ? "" : "; " + hint);
  }

  static std::string of_others(const std::vector<std::string>& entities) {
    constexpr std::size_t most = 5;
    std::string text = "there is one of ";
    for (std::size_t i = 0; i < std::min(most, entities.size()); ++i) {
      text += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", entities[i]);
    }
    return entities.size() > most ? text + fmt::format(" and {} more", entities.size() - most) : text;
  }

  static void real_or_none(Insertion& to, const std::optional<double>& value) {
    if (value) {
      to.real(*value);
    } else {
      to.none();
    }
  }

  const SweepPlan& plan_;
  const SweepFolder& folder_;
  const std::vector<std::uint64_t>& repetitions_;
  Database& database_;
  Collected result_;
  std::vector<std::string> units_;
  std::vector<bool> seen_;
  std::map<std::string, std::vector<std::string>, std::less<>> scalars_;  ///< of one run: what each is of
  std::int64_t measured_id_ = 0;
  std::int64_t expectation_id_ = 0;
  std::int64_t failure_id_ = 0;
};

}  // namespace

Collected collect(const SweepPlan& plan, const SweepFolder& folder, const std::vector<std::uint64_t>& repetitions) {
  record::NewFile file(folder.path() / "results.sqlite");
  Collected result;
  {
    Database database(file.temporary());
    // The file is thrown away unless it is finished.
    database.run(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = 0; PRAGMA journal_mode = OFF;"
        "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY");
    database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", record::sweep_application_id,
                             record::sweep_results_version)
                     .c_str());
    result = Collecting(plan, folder, repetitions, database).run();
    database.close();
  }
  file.sync();
  file.put_in_place();
  record::sync_folder(folder.path());
  return result;
}

}  // namespace roamsim::study
