#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/glob.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

using record::Table;

/// A table whose rows hold keys of another.
struct Reference {
  Table from;
  Table to;
};
constexpr std::array<Reference, 2> references{
    {{Table::convergence, Table::location_changes}, {Table::spans, Table::requests}}};

std::string pointer_of(Table table) {
  return fmt::format("/record/tables/{}", name_of(table));
}

void check_tables(Checker& checker) {
  const RecordSpec& spec = checker.spec.record;
  record::TableSet& kept = checker.plan.record.tables;
  kept = record::tables_at(spec.level);
  for (std::size_t i = 0; i < spec.tables.size(); ++i) {
    if (spec.tables[i]) kept.set(static_cast<Table>(i), *spec.tables[i]);
  }
  for (const Reference& reference : references) {
    if (!kept.has(reference.from) || kept.has(reference.to)) continue;
    // Whoever was switched by hand is the one to change.
    const bool by_hand = spec.tables[static_cast<std::size_t>(reference.from)].has_value();
    checker.error(pointer_of(by_hand ? reference.from : reference.to),
                  {fmt::format("{} without {}", quoted(name_of(reference.from)), quoted(name_of(reference.to))),
                   fmt::format("both or only {}", quoted(name_of(reference.to))),
                   fmt::format("each row of {} belongs to one of {}", name_of(reference.from), name_of(reference.to))});
  }
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

/// The ids of what the patterns match, ascending. `named` looks a plain id up, and reports it if it is none.
template <class IdType, class Item, class Named>
std::vector<IdType> selected(Checker& checker, const std::vector<std::string>& patterns, const std::vector<Item>& items,
                             std::string_view key, std::string_view what, Named named) {
  std::vector<bool> marked(items.size());
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    std::string pointer = fmt::format("/record/{}/{}", key, p);
    if (!is_glob(patterns[p])) {
      if (const IdType id = named(patterns[p], pointer); id.valid()) marked.at(id.index()) = true;
      continue;
    }
    bool any = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!glob_matches(patterns[p], items[i].name)) continue;
      any = true;
      marked[i] = true;
    }
    if (any || !checker.clean("/clusters")) continue;
    std::vector<std::string_view> names;
    for (const Item& item : items) names.emplace_back(item.name);
    checker.error(std::move(pointer),
                  {fmt::format("{}, which matches no {}", quoted(patterns[p]), what),
                   names.empty() ? fmt::format("a pattern for the id of a {}, and there is none", what)
                                 : fmt::format("a pattern for the id of a {}: {}", what, listed(names)),
                   {}});
  }
  std::vector<IdType> ids;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i]) ids.emplace_back(i);
  }
  return ids;
}

void check_warmup(Checker& checker) {
  checker.plan.warmup = checker.spec.warmup;
  if (checker.spec.warmup < checker.spec.duration || checker.spec.duration == 0) return;
  if (!checker.clean("/warmup") || !checker.clean("/duration")) return;
  checker.error("/warmup", {checker.written("/warmup"),
                            "less than " + format_duration(checker.spec.duration) + ", the duration of the run",
                            "the scalars would count nothing"});
}

}  // namespace

void check_recording(Checker& checker) {
  const RecordSpec& spec = checker.spec.record;
  checker.plan.labels = {checker.spec.experiment, checker.spec.measurement, checker.spec.repetition};
  check_warmup(checker);
  if (!checker.clean("/record")) return;
  check_tables(checker);
  if (spec.clusters) {
    checker.plan.record.clusters = selected<ClusterId>(
        checker, *spec.clusters, checker.plan.clusters, "clusters", "cluster",
        [&](const std::string& name, const std::string& pointer) { return checker.cluster(name, pointer); });
  }
  if (spec.users) {
    checker.plan.record.users = selected<UserId>(
        checker, *spec.users, checker.plan.users, "users", "user",
        [&](const std::string& name, const std::string& pointer) { return checker.user(name, pointer); });
  }
}

}  // namespace roamsim::scenario
