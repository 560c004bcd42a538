#include "sim/explain/run.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "sim/core/nearest.hpp"
#include "sim/record/kept_tables.hpp"
#include "sim/record/row_names.hpp"
#include "sim/record/row_values.hpp"
#include "sim/scenario/load.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;
using record::text_in;

std::string header_value(const record::Results& results, std::string_view key) {
  const record::Rows found = results.query(fmt::format("SELECT value FROM header WHERE key = '{}'", key));
  return found.rows.empty() ? std::string() : text_in(found.rows[0], 0);
}

template <class Things>
std::size_t place_of(std::string_view name, const Things& all, std::string_view what) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return i;
    names.push_back(all[i].name);
  }
  if (const auto near = core::nearest(name, names)) {
    throw CannotExplain(fmt::format("there is no {} \"{}\"; did you mean \"{}\"?", what, name, *near));
  }
  throw CannotExplain(fmt::format("there is no {0} \"{1}\"; `roamsim results RUN {0}s` lists them", what, name));
}

/// Throws std::out_of_range for what no run writes.
record::LocationChangeRow::Kind kind_named(const std::string& name) {
  using enum record::LocationChangeRow::Kind;
  for (const auto kind : {login, logout, automatic_logout, maximum_login_time, forced_logout}) {
    if (record::name_of(kind) == name) return kind;
  }
  throw std::out_of_range("kind of a location change");
}

LocationChange change_in(const Row& row) {
  const auto truth = integer_in(row, 5);
  return {.id = integer_in(row, 0).value_or(0),
          .at = integer_in(row, 1).value_or(0),
          .kind = kind_named(text_in(row, 2)),
          .user = UserId(integer_in(row, 3).value_or(0)),
          .cluster = ClusterId(integer_in(row, 4).value_or(0)),
          .truth = truth ? ClusterId(*truth) : ClusterId{},
          .incarnation = static_cast<std::uint32_t>(integer_in(row, 6).value_or(0)),
          .sequence = static_cast<std::uint32_t>(integer_in(row, 7).value_or(0))};
}

constexpr std::string_view change_columns =
    "SELECT id, at_ns, kind, user, cluster, truth, incarnation, sequence FROM location_changes";

}  // namespace

Run::Run(const record::Results& results, const std::filesystem::path& folder) : results_(results) {
  const std::filesystem::path file = folder / "scenario.json";
  scenario::LoadResult loaded = scenario::load(file);
  if (!loaded.plan) {
    throw CannotExplain(fmt::format("the scenario beside the results cannot be read, and explanations need it: {}",
                                    loaded.errors.empty() ? file.string() : scenario::report(loaded)));
  }
  if (loaded.hash != header_value(results, "scenario_hash")) {
    throw CannotExplain(
        fmt::format("{} is not the scenario that was run; put back the one that was, or run it again", file.string()));
  }
  plan_ = std::move(*loaded.plan);
  const record::Rows ended = results.query(
      "SELECT CAST(value AS INTEGER) FROM header WHERE key IN ('ended_ns', "
      "'duration_ns') ORDER BY key DESC");
  end_ = ended.rows.empty() ? plan_.duration : integer_in(ended.rows[0], 0).value_or(plan_.duration);
}

void Run::require(std::span<const std::string_view> tables, std::string_view level) const {
  if (const auto table = record::first_not_kept(results_, tables)) {
    throw CannotExplain(fmt::format(
        "the run does not keep {}, without which this cannot be explained: the answer needs the level \"{}\"; {}",
        *table, level, record::how_to_keep(level)));
  }
  if (header_value(results_, "rows_selected") == "1") {
    throw CannotExplain(fmt::format(
        "the run keeps only the rows of some clusters or users, and the answer needs all of the level \"{}\"; {}",
        level, record::how_to_keep(level)));
  }
}

UserId Run::user_named(std::string_view name) const {
  return UserId(place_of(name, plan_.users, "user"));
}

ClusterId Run::cluster_named(std::string_view name) const {
  return ClusterId(place_of(name, plan_.clusters, "cluster"));
}

std::optional<Time> Run::date_of(const TimelineEntry& entry) const {
  Time since = 0;
  if (entry.event != Moment::Event::absolute) {
    const char* kind = entry.event == Moment::Event::failed ? "failed" : "recovered";
    const record::Rows found =
        results_.query(fmt::format("SELECT min(at_ns) FROM events WHERE kind = '{}' AND cluster = {}", kind,
                                   static_cast<std::int64_t>(entry.of.value)));
    const auto at = integer_in(found.rows.at(0), 0);
    if (!at) return std::nullopt;
    since = *at;
  }
  return since + entry.at <= end_ ? std::optional(since + entry.at) : std::nullopt;
}

std::vector<LocationChange> Run::changes_of(UserId user) const {
  std::vector<LocationChange> changes;
  for (const Row& row :
       results_.query(fmt::format("{} WHERE user = {} ORDER BY at_ns, id", change_columns, user.value)).rows) {
    changes.push_back(change_in(row));
  }
  return changes;
}

LocationChange Run::change(std::int64_t id) const {
  return change_in(results_.query(fmt::format("{} WHERE id = {}", change_columns, id)).rows.at(0));
}

std::vector<Arrival> Run::arrivals_of(const LocationChange& change) const {
  std::vector<Arrival> arrivals(plan_.clusters.size());
  for (const Row& row :
       results_
           .query(fmt::format("SELECT cluster, received_ns, applied_ns FROM convergence WHERE change = {}", change.id))
           .rows) {
    arrivals.at(static_cast<std::size_t>(integer_in(row, 0).value_or(0))) = {integer_in(row, 1).value_or(never),
                                                                             integer_in(row, 2).value_or(never)};
  }
  arrivals.at(change.cluster.index()) = {change.at, change.at};
  return arrivals;
}

}  // namespace roamsim::explain
