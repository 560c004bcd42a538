#include "sim/scenario/registry/recording.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "sim/record/table_words.hpp"
#include "sim/scenario/registry/object.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_patterns = 100;  // each is tried on every id

ChoiceCodec<record::Level> level_codec() {
  using enum record::Level;
  return ChoiceCodec<record::Level>(
      {{counters, "counters", "scalars, expectations, and counts of calls, reachability and storms"},
       {changes, "changes", "and faults, location changes, convergence, knowledge, registrations"},
       {requests, "requests", "and logins and logouts with their stages"},
       {calls, "calls", "and calls"},
       {everything, "everything", "and every advance, route, exchange, call message and step of reachability"}});
}

constexpr Duration longest_record_interval = day;

Object<CallRecordsSpec> call_record_keys() {
  using C = CallRecordsSpec;
  Object<C> keys(JsonWriter::Layout::one_line);
  keys.add("interval", &C::interval, duration(minute, longest_record_interval),
           documented("Span of time that one file of call records is of, in whole minutes (CDR File Time Interval).",
                      "Call Detail Records Administration Guide, CDR service and enterprise parameters"));
  keys.add("starts", &C::starts, TextCodec(date_and_time_rule()),
           given("Date and time (UTC) of the start of the run, for call records."));
  keys.add("zero_duration", &C::zero_duration, BooleanCodec{},
           documented("Also write records of calls that lasted less than a second and ended normally (CDR Log Calls "
                      "with Zero Duration Flag); those that failed are always written.",
                      "Call Detail Records Administration Guide, CDR service parameters"));
  return keys;
}

Object<CounterLogsSpec> counter_log_keys() {
  using C = CounterLogsSpec;
  Object<C> keys(JsonWriter::Layout::one_line);
  keys.add("interval", &C::interval, duration(5 * second, 300 * second),
           documented("Time between two samples (the polling rate of Troubleshooting Perfmon Data Logging).",
                      "Real-Time Monitoring Tool guide, performance counters"));
  keys.add("file_size", &C::file_size, count(1, 500, "MB"),
           documented("A log begins a new file before it would get larger, in 1,000,000 bytes (Troubleshooting Perfmon "
                      "Data Logging).",
                      "Real-Time Monitoring Tool guide, performance counters"));
  keys.add("files", &C::files, count(1, 100, "files"),
           documented("How many files of a log are kept; of more, the first are left out (Troubleshooting Perfmon Data "
                      "Logging).",
                      "Real-Time Monitoring Tool guide, performance counters"));
  keys.add("starts", &C::starts, TextCodec(date_and_time_rule()),
           given("Date and time (UTC) of the start of the run, for logs of counters."));
  return keys;
}

Object<CallCounting> call_counting_keys() {
  using C = CallCounting;
  Object<C> keys(JsonWriter::Layout::one_line);
  keys.add("by", &C::by_pairs,
           ChoiceCodec<bool>({{false, "clusters", "by the caller's cluster"},
                              {true, "pairs", "by the caller's cluster and the one that the call was sent to"}}),
           given("What the rows of call_counts tell apart."));
  keys.add("interval", &C::interval, duration(0, longest_run),
           given("How long the spans are in which calls are counted; 0: the whole run is one."));
  return keys;
}

Object<RecordSpec> record_keys() {
  using R = RecordSpec;
  Object<R> keys(JsonWriter::Layout::one_line);
  keys.add("level", &R::level, level_codec(), given("Which tables are kept, unless `tables` says otherwise."));
  keys.add("clusters", &R::clusters, NamePatternsCodec(cluster_pattern_rule()),
           given("Only rows that concern one of these clusters are kept: ids, perhaps with * and ?."));
  keys.add("users", &R::users, NamePatternsCodec(user_pattern_rule()),
           given("Of tables about users, only rows that concern one of these are kept: ids, perhaps with * and ?."));
  keys.add("tables", &R::tables, TableChoicesCodec{},
           given("Single tables of results.sqlite, kept or not, whatever the level says."));
  keys.add("cdr", &R::cdr, call_record_keys(),
           given("Call records of every cluster as files in `cdr/`, in the 103 columns of the CAR guide's sample (of "
                 "the 8.x era); absent: none."));
  keys.add("rtmt", &R::rtmt, counter_log_keys(),
           given("Logs of the performance counters of every node as PDH-CSV files in `rtmt/`; absent: none."));
  keys.add("call_counts", &R::call_counts, call_counting_keys(), given("How calls are counted."))
      .unless([](const R& record) { return record.call_counts == CallCounting{}; });
  keys.add("reachability_pairs", &R::reachability_pairs, count(0, 1'000'000'000, "pairs"),
           given("The most pairs of cluster and user for which it is followed throughout the run whether a call would "
                 "find a registered phone; where the users who move make more, only every n-th of them is looked at."))
      .unless([](const R& record) { return record.reachability_pairs == RecordSpec{}.reachability_pairs; });
  return keys;
}

bool says_more_than_level(const RecordSpec& spec) {
  return spec.tables != TableChoices{} || spec.clusters || spec.users || spec.cdr || spec.rtmt ||
         spec.call_counts != CallCounting{} || spec.reachability_pairs != RecordSpec{}.reachability_pairs;
}

/// Always false.
bool refuse_table(Reader& reader, const Node& member) {
  const bool is_table = std::any_of(record::table_words.begin(), record::table_words.end(),
                                    [&](const record::TableWords& table) { return table.name == member.key; });
  if (is_table) {
    const Reader::Inside inside(reader, member.key);
    return reader.refuse_found(member, quoted(member.key) + ", which is always kept", listed(record::table_names));
  }
  reader.unknown_key(member, record::table_names);
  return false;
}

}  // namespace

bool TableChoicesCodec::read(Reader& reader, const Node& node, TableChoices& value) const {
  if (!node.is(NodeKind::object)) return reader.refuse(node, "an object");
  bool ok = true;
  for (const Node& member : node.children) {
    const auto* const name = std::find(record::table_names.begin(), record::table_names.end(), member.key);
    if (name == record::table_names.end()) {
      ok = refuse_table(reader, member);
      continue;
    }
    const Reader::Inside inside(reader, member.key);
    bool kept = false;
    if (BooleanCodec{}.read(reader, member, kept)) {
      value[static_cast<std::size_t>(name - record::table_names.begin())] = kept;
    } else {
      ok = false;
    }
  }
  return ok;
}

void TableChoicesCodec::write(JsonWriter& writer, const TableChoices& value) const {
  writer.begin_object(JsonWriter::Layout::one_line);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!value[i]) continue;
    writer.key(record::table_names[i]);
    BooleanCodec{}.write(writer, *value[i]);
  }
  writer.end_object();
}

void TableChoicesCodec::describe(Key& key) const {
  key.type = KeyType::object;
  for (const std::string_view name : record::table_names) {
    Key table;
    table.name = name;
    table.text = "Whether to keep " + std::string(name) + ": " + std::string(record::words_about(name)) + ".";
    BooleanCodec{}.describe(table);
    key.children.push_back(std::move(table));
  }
}

bool NamePatternsCodec::read(Reader& reader, const Node& node, std::vector<std::string>& value) const {
  const std::size_t size = node.children.size();
  if (!node.is(NodeKind::array)) return reader.refuse(node, "an array");
  if (size == 0 || size > most_patterns) {
    return reader.refuse_found(node, "an array of " + std::to_string(size),
                               "1 to " + std::to_string(most_patterns) + " items");
  }
  value.assign(size, {});
  bool ok = true;
  for (std::size_t i = 0; i < size; ++i) {
    const Reader::Inside inside(reader, i);
    ok = item_.read(reader, node.children[i], value[i]) && ok;
  }
  return ok;
}

void NamePatternsCodec::write(JsonWriter& writer, const std::vector<std::string>& value) const {
  writer.begin_array(JsonWriter::Layout::one_line);
  for (const std::string& pattern : value) writer.string(pattern);
  writer.end_array();
}

void NamePatternsCodec::describe(Key& key) const {
  key.type = KeyType::array;
  key.least = "1";
  key.most = std::to_string(most_patterns);
  Key item;
  item.text = key.text;
  item_.describe(item);
  key.children.push_back(std::move(item));
}

bool RecordCodec::read(Reader& reader, const Node& node, RecordSpec& value) const {
  if (node.is(NodeKind::object)) return record_keys().read(reader, node, value);
  if (node.is(NodeKind::string)) return level_codec().read(reader, node, value.level);
  return reader.refuse(node, "the name of a level, or an object");
}

void RecordCodec::write(JsonWriter& writer, const RecordSpec& value) const {
  if (!says_more_than_level(value)) return level_codec().write(writer, value.level);
  writer.begin_object(JsonWriter::Layout::one_line);
  const Object<RecordSpec> keys = record_keys();
  for (const Field<RecordSpec>& field : keys.fields()) {
    if (field.name != "tables" || value.tables != TableChoices{}) field.write(writer, value);
  }
  writer.end_object();
}

void RecordCodec::describe(Key& key) const {
  level_codec().describe(key);
  record_keys().describe(key);
  key.type = KeyType::choice_or_object;
  JsonWriter writer;
  write(writer, RecordSpec{});
  key.default_value = writer.take();
}

bool LabelCodec::read(Reader& reader, const Node& node, std::string& value) const {
  if (node.is(NodeKind::string)) return TextCodec(label_rule()).read(reader, node, value);
  std::uint64_t number = 0;
  const bool digits = node.is(NodeKind::number) &&
                      std::all_of(node.text.begin(), node.text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return reader.refuse(node, std::string(label_rule().allowed) + ", or a whole number");
  if (!count(0, std::numeric_limits<std::uint64_t>::max(), {}).read(reader, node, number)) return false;
  value = std::to_string(number);
  return true;
}

void LabelCodec::describe(Key& key) const {
  key.type = KeyType::text_or_count;
  key.pattern = label_rule().pattern;
  key.least = "0";
  key.most = std::to_string(std::numeric_limits<std::uint64_t>::max());
}

}  // namespace roamsim::scenario
