#include "sim/study/sweep/keys.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace roamsim::study {
namespace {

using scenario::Items;
using scenario::JsonWriter;
using scenario::Key;
using scenario::KeyType;
using scenario::Node;
using scenario::NodeKind;
using scenario::Object;
using scenario::Reader;
using scenario::TextRule;

constexpr std::size_t most_axes = 16;
constexpr std::size_t most_values = 100'000;
constexpr std::size_t most_settings = 1'000;
constexpr std::size_t most_measures = 1'000;
constexpr std::size_t most_constraints = 1'000;
constexpr std::uint64_t most_repetitions = 1'000'000;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name(std::string_view text) {
  constexpr std::size_t longest = 60;
  return !text.empty() && text.size() <= longest && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'; });
}
bool is_fragment_name(std::string_view text) {
  constexpr std::size_t longest = 60;
  return !text.empty() && text.size() <= longest && !scenario::has_control(text);
}
bool is_key(std::string_view text) {
  constexpr std::size_t longest = 1'000;
  return text.size() > 1 && text.size() <= longest && text[0] == '/';
}

constexpr TextRule name_rule{"a name of 1 to 60 letters, digits, '_', '.' and '-' that starts with a letter",
                             "[A-Za-z][A-Za-z0-9_.-]{0,59}", is_name};
constexpr TextRule fragment_rule{"a name of 1 to 60 bytes", R"([^\u0000-\u001F\u007F-\u009F]{1,60})", is_fragment_name};
constexpr TextRule key_rule{"the JSON Pointer of a key of the scenario, such as \"/ils/interval\"", R"(/[\s\S]{1,999})",
                            is_key};

void write_node(JsonWriter& writer, const Node& node) {
  switch (node.kind) {
    case NodeKind::null:
      return writer.literal("null");
    case NodeKind::boolean:
    case NodeKind::number:
      return writer.literal(node.text);
    case NodeKind::string:
      return writer.string(node.text);
    case NodeKind::array:
      writer.begin_array(JsonWriter::Layout::one_line);
      for (const Node& child : node.children) write_node(writer, child);
      return writer.end_array();
    case NodeKind::object:
      writer.begin_object(JsonWriter::Layout::one_line);
      for (const Node& child : node.children) {
        writer.key(child.key);
        write_node(writer, child);
      }
      return writer.end_object();
  }
}

/// A text that follows a rule, with its place.
class PlacedTextCodec {
 public:
  explicit PlacedTextCodec(const TextRule& rule) : text_(rule) {}
  bool read(Reader& reader, const Node& node, PlacedText& value) const {
    value.place = node.place;
    return text_.read(reader, node, value.text);
  }
  void write(JsonWriter& writer, const PlacedText& value) const { writer.string(value.text); }
  void describe(Key& key) const { text_.describe(key); }

 private:
  scenario::TextCodec text_;
};

ValueSpec value_of(const Node& node) {
  ValueSpec value;
  value.json = json_of(node);
  value.is_string = node.is(NodeKind::string);
  value.is_number = node.is(NodeKind::number);
  value.label = value.is_string ? std::string(node.text) : value.json;
  value.place = node.place;
  return value;
}

/// Whatever a scenario may hold.
class ValueCodec {
 public:
  bool read(Reader& /*reader*/, const Node& node, ValueSpec& value) const {
    value = value_of(node);
    return true;
  }
  void write(JsonWriter& writer, const ValueSpec& value) const { writer.literal(value.json); }
  void describe(Key& key) const { key.type = KeyType::object; }
};

bool read_settings(Reader& reader, const Node& node, std::vector<SettingSpec>& settings) {
  if (!node.is(NodeKind::object)) return reader.refuse(node, "an object of JSON Pointers and values");
  if (node.children.size() > most_settings)
    return reader.refuse_found(node, "an object of " + std::to_string(node.children.size()),
                               "at most " + std::to_string(most_settings) + " keys");
  bool ok = true;
  for (const Node& member : node.children) {
    const Reader::Inside inside(reader, member.key);
    if (!key_rule.matches(member.key)) {
      reader.diagnostics().error(member.key_place, reader.pointer(),
                                 {scenario::quoted(member.key), std::string(key_rule.allowed), {}});
      ok = false;
      continue;
    }
    settings.push_back({{std::string(member.key), member.key_place}, value_of(member)});
  }
  return ok;
}

class SettingsCodec {
 public:
  bool read(Reader& reader, const Node& node, std::vector<SettingSpec>& value) const {
    return read_settings(reader, node, value);
  }
  void write(JsonWriter& writer, const std::vector<SettingSpec>& value) const {
    writer.begin_object(JsonWriter::Layout::one_line);
    for (const SettingSpec& setting : value) {
      writer.key(setting.key.text);
      writer.literal(setting.value.json);
    }
    writer.end_object();
  }
  void describe(Key& key) const {
    key.type = KeyType::object;
    key.pattern = key_rule.pattern;
  }
};

class FragmentsCodec {
 public:
  bool read(Reader& reader, const Node& node, std::vector<FragmentSpec>& value) const {
    if (!node.is(NodeKind::object)) return reader.refuse(node, "an object of names and settings");
    if (node.children.empty()) return reader.refuse_found(node, "an empty object", "at least one fragment");
    bool ok = true;
    for (const Node& member : node.children) {
      const Reader::Inside inside(reader, member.key);
      FragmentSpec& fragment = value.emplace_back();
      fragment.name = {std::string(member.key), member.key_place};
      if (!fragment_rule.matches(member.key)) {
        reader.diagnostics().error(member.key_place, reader.pointer(),
                                   {scenario::quoted(member.key), std::string(fragment_rule.allowed), {}});
        ok = false;
      }
      ok = read_settings(reader, member, fragment.settings) && ok;
    }
    return ok;
  }
  void write(JsonWriter& writer, const std::vector<FragmentSpec>& value) const {
    writer.begin_object(JsonWriter::Layout::lines);
    for (const FragmentSpec& fragment : value) {
      writer.key(fragment.name.text);
      SettingsCodec{}.write(writer, fragment.settings);
    }
    writer.end_object();
  }
  void describe(Key& key) const {
    key.type = KeyType::object;
    key.pattern = fragment_rule.pattern;
  }
};

Object<KeySpec> key_keys() {
  using K = KeySpec;
  Object<K> keys;
  keys.add("key", &K::key, PlacedTextCodec(key_rule), scenario::given("The key of the scenario, by JSON Pointer."));
  keys.add_list<ValueSpec>("values", &K::values, ValueCodec{}, Items{1, most_values},
                           scenario::given("Its values, one after the other."));
  keys.add("from", &K::from, ValueCodec{}, scenario::given("The first value of a range."));
  keys.add("to", &K::to, ValueCodec{}, scenario::given("Where a range ends; the last value is not beyond it."));
  keys.add("step", &K::step, ValueCodec{}, scenario::given("From one value of a range to the next."));
  keys.add("points", &K::points, scenario::count(2, most_values, "points"),
           scenario::given("How many values a range has, both ends among them, in place of `step`."));
  keys.add(
      "scale", &K::scale,
      scenario::ChoiceCodec<Scale>({{Scale::linear, "linear", "equal steps"}, {Scale::log, "log", "equal factors"}}),
      scenario::given("Whether `points` are equal steps or equal factors apart."));
  return keys;
}

Object<KeySpec> axis_part() {
  return key_keys().requiring_only({});
}

/// A key in lockstep.
Object<KeySpec> with_keys() {
  return key_keys().requiring_only("key");
}

Object<AxisSpec> axis_keys() {
  using A = AxisSpec;
  Object<A> keys;
  keys.require("name", &A::name, PlacedTextCodec(name_rule), scenario::given("What the axis is called in results."));
  keys.embed(&A::main, axis_part());
  keys.add_list<KeySpec>("with", &A::with, with_keys(), Items{0, most_settings},
                         scenario::given("Further keys in lockstep: as many values each."));
  keys.add("fragments", &A::fragments, FragmentsCodec{},
           scenario::given("In place of a key: by name, several settings that belong together."));
  return keys;
}

Object<MeasureSpec> measure_object() {
  using M = MeasureSpec;
  Object<M> keys;
  keys.require("name", &M::name, PlacedTextCodec(name_rule), scenario::given("What it is called in results."));
  keys.add("scalar", &M::scalar, scenario::TextCodec(scenario::free_text_rule()),
           scenario::given("A scalar of docs/results.md; empty: the one of this name."));
  keys.add("entity", &M::entity, scenario::TextCodec(scenario::free_text_rule()),
           scenario::given("What the scalar is about."));
  keys.add("query", &M::query, PlacedTextCodec(scenario::free_text_rule()),
           scenario::given("In place of a scalar: SQL over the tables of docs/results.md that gives one number."));
  return keys;
}

/// The name of a scalar of the run, or an object.
class MeasureCodec {
 public:
  bool read(Reader& reader, const Node& node, MeasureSpec& value) const {
    value.name.place = node.place;
    if (node.is(NodeKind::string)) return PlacedTextCodec(name_rule).read(reader, node, value.name);
    if (!node.is(NodeKind::object)) return reader.refuse(node, "the name of a scalar, or an object");
    return measure_object().read(reader, node, value);
  }
  void write(JsonWriter& writer, const MeasureSpec& value) const { measure_object().write(writer, value); }
  void describe(Key& key) const { measure_object().describe(key); }
};

Object<StopSpec> stop_keys() {
  using S = StopSpec;
  Object<S> keys;
  keys.require("measure", &S::measure, PlacedTextCodec(name_rule), scenario::given("Of which measure."));
  keys.require("half_width", &S::half_width, scenario::NumberCodec(1e-300, 1e300, "of the measure's unit"),
               scenario::given("How far the interval of its mean may reach to either side."));
  keys.add("relative", &S::relative, scenario::BooleanCodec{},
           scenario::given("Whether that is a share of the mean in place of the measure's unit."));
  keys.add("confidence", &S::confidence, scenario::NumberCodec(0.5, 0.9999, "share"),
           scenario::given("Of the interval."));
  keys.require("at_most", &S::at_most, scenario::count(2, most_repetitions, "repetitions"),
               scenario::given("No point gets more repetitions."));
  return keys;
}

}  // namespace

std::string json_of(const Node& node) {
  JsonWriter writer;
  write_node(writer, node);
  std::string text = writer.take();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Object<SweepSpec> sweep_keys() {
  using S = SweepSpec;
  Object<S> keys;
  keys.require("schema_version", &S::schema_version, scenario::count(1, 1, "version"),
               scenario::given("Version of the format."));
  keys.require("title", &S::title, scenario::TextCodec(scenario::title_rule()), scenario::given("One line."));
  keys.require("scenario", &S::scenario, PlacedTextCodec(scenario::file_name_rule()),
               scenario::given("The file of the base scenario; a relative path starts at the sweep file."));
  keys.add("set", &S::set, SettingsCodec{}, scenario::given("What holds for all points, by JSON Pointer."));
  keys.add_list<AxisSpec>("axes", &S::axes, axis_keys(), Items{0, most_axes},
                          scenario::given("What is varied; points are all combinations, the last axis fastest."));
  keys.add_list<PlacedText>("constraints", &S::constraints, PlacedTextCodec(scenario::free_text_rule()),
                            Items{0, most_constraints},
                            scenario::given("Points are kept for which all of these hold."));
  keys.add("repetitions", &S::repetitions, scenario::count(1, most_repetitions, "runs"),
           scenario::given("Runs of each point, each with a seed of its own."));
  keys.add("seeds", &S::seeds,
           scenario::ChoiceCodec<Seeds>(
               {{Seeds::common, "common", "repetition r has the seed first_seed + r in every point"},
                {Seeds::independent, "independent", "every run has a seed of its own, drawn from first_seed"}}),
           scenario::given("Whether points share their random numbers."));
  keys.add("first_seed", &S::first_seed, scenario::count(0, std::numeric_limits<std::uint32_t>::max(), "seed"),
           scenario::given("The seed of the first repetition."));
  keys.add_list<MeasureSpec>("measures", &S::measures, MeasureCodec{}, Items{1, most_measures},
                             scenario::given("What is collected of every run."));
  keys.add("stop", &S::stop, stop_keys(), scenario::given("Further repetitions until a mean is known well enough."));
  keys.add("time_limit", &S::time_limit, scenario::duration(0, scenario::longest_run),
           scenario::given("No run may take longer on the clock on the wall; 0: no limit."));
  return keys;
}

}  // namespace roamsim::study
