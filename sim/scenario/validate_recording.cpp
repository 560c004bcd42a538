#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>

#include "sim/scenario/checker.hpp"
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
constexpr std::array<Reference, 4> references{{{Table::convergence, Table::location_changes},
                                               {Table::spans, Table::requests},
                                               {Table::call_legs, Table::calls},
                                               {Table::call_messages, Table::calls}}};

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

void check_warmup(Checker& checker) {
  checker.plan.warmup = checker.spec.warmup;
  if (checker.spec.warmup < checker.spec.duration || checker.spec.duration == 0) return;
  if (!checker.clean("/warmup") || !checker.clean("/duration")) return;
  checker.error("/warmup", {checker.written("/warmup"),
                            "less than " + format_duration(checker.spec.duration) + ", the duration of the run",
                            "the scalars would count nothing"});
}

void check_call_counts(Checker& checker) {
  const std::string at = "/record/call_counts/interval";
  const CallCounting& spec = checker.spec.record.call_counts;
  checker.plan.call_counts = spec;
  if (spec.interval == 0 || !checker.clean(at)) return;
  const auto spans = static_cast<std::uint64_t>(checker.spec.duration / spec.interval);
  if (spans <= most_counting_spans) return;
  checker.error(at, {fmt::format("{}, which makes {} spans", checker.written(at), spans),
                     fmt::format("at most {} spans in the run", most_counting_spans),
                     {}});
}

}  // namespace

void check_recording(Checker& checker) {
  const RecordSpec& spec = checker.spec.record;
  checker.plan.labels = {checker.spec.experiment, checker.spec.measurement, checker.spec.repetition};
  check_warmup(checker);
  if (!checker.clean("/record")) return;
  check_tables(checker);
  check_call_counts(checker);
  if (spec.clusters) {
    ClusterSelector clusters;
    clusters.id = {*spec.clusters, true};
    checker.plan.record.clusters = checker.selectors.clusters(clusters, "/record/clusters");
  }
  if (spec.users) {
    UserSelector users;
    users.id = {*spec.users, true};
    checker.plan.record.users = checker.selectors.users(users, "/record/users");
  }
}

}  // namespace roamsim::scenario
