#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/date_and_time.hpp"
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

/// The first table that call records are made from and that is not kept.
std::optional<Table> missing_for_call_records(record::TableSet kept) {
  for (const Table table : {Table::calls, Table::call_legs}) {
    if (!kept.has(table)) return table;
  }
  return std::nullopt;
}

void check_call_records(Checker& checker) {
  const std::optional<CallRecordsSpec>& spec = checker.spec.record.cdr;
  if (!spec) return;
  if (const std::optional<Table> missing = missing_for_call_records(checker.plan.record.tables)) {
    checker.error("/record/cdr", {fmt::format("\"cdr\" without {}", quoted(name_of(*missing))),
                                  "a \"level\" from \"calls\" on, or \"calls\" and \"call_legs\" in \"tables\"",
                                  "call records are made from both"});
  }
  if (spec->interval % minute != 0) {
    checker.error("/record/cdr/interval", {checker.written("/record/cdr/interval"), "whole minutes",
                                           "the name of a file tells its interval to the minute"});
  }
  const std::optional<std::int64_t> starts = seconds_since_1970(spec->starts);
  if (!starts) return;
  if (*starts + checker.spec.duration / second > record::last_call_record_date) {
    checker.error("/record/cdr/starts",
                  {checker.written("/record/cdr/starts"),
                   fmt::format("a run that is over by {}", date_and_time(record::last_call_record_date)),
                   "call records have no room for a later date"});
  }
  checker.plan.record.call_records = {spec->interval, *starts, spec->zero_duration};
}

/// More samples of a node are no log that anybody reads.
constexpr Duration most_samples = 1'000'000;

void check_counter_logs(Checker& checker) {
  const std::optional<CounterLogsSpec>& spec = checker.spec.record.rtmt;
  if (!spec) return;
  if (spec->interval % millisecond != 0) {
    checker.error("/record/rtmt/interval", {checker.written("/record/rtmt/interval"), "whole milliseconds",
                                            "a sample tells its date to the millisecond"});
  }
  if (checker.spec.duration / spec->interval > most_samples) {
    checker.error("/record/rtmt/interval",
                  {fmt::format("{}, which makes {} samples", checker.written("/record/rtmt/interval"),
                               checker.spec.duration / spec->interval),
                   fmt::format("at most {} samples in the run", most_samples), "a log is for reading"});
  }
  const std::optional<std::int64_t> starts = seconds_since_1970(spec->starts);
  if (starts) checker.plan.record.counter_logs = {spec->interval, spec->file_size, spec->files, *starts};
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
  check_call_records(checker);
  check_counter_logs(checker);
  check_call_counts(checker);
  checker.plan.record.reachability_pairs = spec.reachability_pairs;
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
