#include "sim/cli/chaos_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/scenario/units.hpp"

namespace roamsim::cli {

namespace {

using Json = nlohmann::ordered_json;

std::int64_t signed_of(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

Table::Cell name_of(const Plan& plan, const study::Most& most) {
  if (!most.cluster.valid()) return {};
  return plan.clusters[most.cluster.index()].name;
}

Table::Cell name_of(const Plan& plan, const study::TrunkPeak& trunk) {
  if (!trunk.a.valid()) return {};
  return fmt::format("{} and {}", plan.clusters[trunk.a.index()].name, plan.clusters[trunk.b.index()].name);
}

Table::Cell rounded_share(std::optional<double> share) {
  constexpr double thousandths = 1000;
  if (!share) return {};
  return std::round(*share * thousandths) / thousandths;
}

/// "12 at hub1", or nothing.
std::string words_for(const Plan& plan, const study::Most& most) {
  if (!most.cluster.valid()) return {};
  return fmt::format("{} at {}", most.number, plan.clusters[most.cluster.index()].name);
}

double rounded(double minutes) {
  constexpr double tenths = 10;
  return std::round(minutes * tenths) / tenths + 0.0;  // no negative zero
}

std::int64_t more_than(std::uint64_t number, std::uint64_t baseline) {
  return signed_of(number) - signed_of(baseline);
}

Table::Cell calls_of(const study::Figures& figures) {
  if (!figures.calls) return {};
  return signed_of(*figures.calls);
}

/// The columns of what a run came to; none of a run that failed.
const std::vector<std::string>& figure_columns() {
  static const std::vector<std::string> columns{"unreachable_user_minutes",
                                                "beyond_baseline_user_minutes",
                                                "logins_made",
                                                "logins_refused",
                                                "logins_refused_beyond_baseline",
                                                "most_logins_a_minute",
                                                "most_logins_at",
                                                "most_visitors",
                                                "most_visitors_at",
                                                "spare_phones_taken",
                                                "spare_phones_taken_at",
                                                "trunk_most_calls",
                                                "trunk_most_share",
                                                "trunk_most_on",
                                                "calls_offered",
                                                "calls_a_second",
                                                "calls_failed_beyond_baseline",
                                                "calls_cut_beyond_baseline",
                                                "outages_left_out"};
  return columns;
}

std::vector<Table::Cell> figures_of(const ChaosView& view, std::size_t rank) {
  const study::ChaosRun& run = view.run(rank);
  if (!run.problem.empty()) return std::vector<Table::Cell>(figure_columns().size());
  const study::Figures& f = run.figures;
  const study::Figures& base = study::baseline_of(view.chaos, view.list, view.trial(rank));
  return {study::user_minutes(view.plan, view.sample, f.unreachable),
          view.beyond(rank),
          signed_of(f.logins_made),
          signed_of(f.logins_refused),
          more_than(f.logins_refused, base.logins_refused),
          signed_of(f.logins_in_a_minute.number),
          name_of(view.plan, f.logins_in_a_minute),
          signed_of(f.visitors.number),
          name_of(view.plan, f.visitors),
          rounded_share(study::share_of_spare_phones(view.plan, f)),
          name_of(view.plan, f.spare_taken),
          f.trunk.a.valid() ? Table::Cell(std::int64_t{f.trunk.calls}) : Table::Cell(),
          f.trunk.channels ? rounded_share(static_cast<double>(f.trunk.calls) / *f.trunk.channels) : Table::Cell(),
          name_of(view.plan, f.trunk),
          calls_of(f),
          f.calls ? Table::Cell(static_cast<double>(*f.calls) / to_seconds(view.list.lasts)) : Table::Cell(),
          more_than(f.calls_failed, base.calls_failed),
          more_than(f.calls_cut, base.calls_cut),
          more_than(f.outages_left_out, base.outages_left_out)};
}

Json json_of(const ChaosView& view, std::size_t rank) {
  Json timeline = Json::array();
  for (const std::string& entry : timeline_of(view, rank)) timeline.push_back(Json::parse(entry));
  Json fault = {{"rank", rank + 1}, {"fault", words_for(view, rank)}, {"at_ns", view.trial(rank).at}};
  const std::vector<Table::Cell> cells = figures_of(view, rank);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Json& value = fault[figure_columns()[i]];
    if (const auto* text = std::get_if<std::string>(&cells[i])) value = *text;
    if (const auto* number = std::get_if<std::int64_t>(&cells[i])) value = *number;
    if (const auto* number = std::get_if<double>(&cells[i])) value = *number;
  }
  const std::string& problem = view.run(rank).problem;
  fault["problem"] = problem.empty() ? Json() : Json(problem);
  fault["timeline"] = std::move(timeline);
  return fault;
}

}  // namespace

double ChaosView::beyond(std::size_t rank) const {
  return study::user_minutes(plan, sample, run(rank).figures.unreachable.minus(chaos.baseline.figures.unreachable));
}

std::string words_for(const ChaosView& view, std::size_t rank) {
  const study::Trial& trial = view.trial(rank);
  std::string words = study::words_for(view.plan, view.list.faults[trial.first]);
  if (trial.second) words += " + " + study::words_for(view.plan, view.list.faults[*trial.second]);
  return words;
}

std::vector<std::string> timeline_of(const ChaosView& view, std::size_t rank) {
  const study::Trial& trial = view.trial(rank);
  std::vector<std::string> entries{study::json_for(view.plan, view.list.faults[trial.first], trial.at)};
  if (trial.second) entries.push_back(study::json_for(view.plan, view.list.faults[*trial.second], trial.at));
  return entries;
}

Table short_table(const ChaosView& view, std::size_t top) {
  Table table{
      {"rank", "user-minutes", "fault", "at", "refused", "logins/min", "visitors", "spare phones", "calls", "failed"},
      {}};
  for (std::size_t rank = 0; rank < std::min(top, view.order.size()); ++rank) {
    std::vector<Table::Cell> row(table.columns.size());
    row[0] = signed_of(rank + 1);
    row[2] = words_for(view, rank);
    row[3] = scenario::format_duration(view.trial(rank).at);
    if (const study::ChaosRun& run = view.run(rank); run.problem.empty()) {
      const study::Figures& figures = run.figures;
      row[1] = rounded(view.beyond(rank));
      const study::Figures& base = study::baseline_of(view.chaos, view.list, view.trial(rank));
      row[4] = more_than(figures.logins_refused, base.logins_refused);
      row[5] = words_for(view.plan, figures.logins_in_a_minute);
      row[6] = words_for(view.plan, figures.visitors);
      if (const auto share = study::share_of_spare_phones(view.plan, figures)) {
        row[7] =
            fmt::format("{:.0f} % at {}", *share * 100, view.plan.clusters[figures.spare_taken.cluster.index()].name);
      }
      row[8] = calls_of(figures);
      row[9] = more_than(figures.calls_failed, base.calls_failed);
    } else {
      row[1] = std::string("run failed");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table whole_table(const ChaosView& view) {
  Table table{{"rank", "fault", "at_ns", "for_ns"}, {}};
  table.columns.insert(table.columns.end(), figure_columns().begin(), figure_columns().end());
  table.columns.emplace_back("problem");
  for (std::size_t rank = 0; rank < view.order.size(); ++rank) {
    std::vector<Table::Cell> row{signed_of(rank + 1), words_for(view, rank), view.trial(rank).at, view.list.lasts};
    for (Table::Cell& cell : figures_of(view, rank)) row.push_back(std::move(cell));
    row.emplace_back(view.run(rank).problem);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string chaos_json(const ChaosView& view) {
  const study::Figures& base = view.chaos.baseline.figures;
  Json faults = Json::array();
  for (std::size_t rank = 0; rank < view.order.size(); ++rank) faults.push_back(json_of(view, rank));
  const Json all = {{"schema_version", 1},
                    {"title", view.plan.title},
                    {"seed", view.plan.seed},
                    {"duration_ns", view.plan.duration},
                    {"for_ns", view.list.lasts},
                    {"dates_ns", view.list.dates},
                    {"users", view.plan.users.size()},
                    {"users_looked_at", view.sample.users.size()},
                    {"overlapping_left_out", view.list.overlapping},
                    {"late_logins_left_out", view.list.late_logins},
                    {"baseline",
                     {{"unreachable_user_minutes", study::user_minutes(view.plan, view.sample, base.unreachable)},
                      {"calls_failed", base.calls_failed},
                      {"calls_cut", base.calls_cut}}},
                    {"faults", std::move(faults)}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace roamsim::cli
