#include "sim/study/sweep/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace roamsim::study {
namespace {

using scenario::Place;
using scenario::Reader;

constexpr std::size_t most_values = 100'000;

/// What is the sweep's own to set.
constexpr std::array<std::string_view, 2> own_keys{"/seed", "/repetition"};

bool refuse(Reader& reader, Place place, std::string found, std::string allowed, std::string hint = {}) {
  reader.diagnostics().error(place, reader.pointer(), {std::move(found), std::move(allowed), std::move(hint)});
  return false;
}

/// A value of a key, with the pointer in the sweep file that it comes from.
struct Value {
  std::string json;
  std::string label;
  std::optional<Amount> amount;
  Place place;
  std::string pointer;
};

Value value_of(const ValueSpec& spec, std::string pointer) {
  Value value{spec.json, spec.label, std::nullopt, spec.place, std::move(pointer)};
  if (spec.is_number || spec.is_string) value.amount = amount_of(spec.label, spec.is_number);
  return value;
}

Value value_of(const Amount& amount, Place place, std::string pointer) {
  const std::string json = amount.json();
  const bool quoted = json.starts_with('"');
  return {json, quoted ? json.substr(1, json.size() - 2) : json, amount, place, std::move(pointer)};
}

/// The values of one key.
class KeyValues {
 public:
  KeyValues(const KeySpec& spec, Reader& reader) : spec_(spec), reader_(reader) {}

  /// Nothing after a mistake.
  std::vector<Value> all() {
    const bool range = spec_.from || spec_.to || spec_.step || spec_.points;
    if (std::find(own_keys.begin(), own_keys.end(), spec_.key.text) != own_keys.end()) {
      const Reader::Inside inside(reader_, "key");
      refuse(reader_, spec_.key.place, scenario::quoted(spec_.key.text), "a key that the sweep does not set itself",
             "`repetitions`, `seeds` and `first_seed` say which seeds there are");
      return {};
    }
    if (range == !spec_.values.empty()) {
      refuse(reader_, spec_.key.place, range ? "both values and a range" : "no values",
             "either \"values\", or \"from\" and \"to\" with \"step\" or \"points\"");
      return {};
    }
    return range ? of_range() : listed();
  }

 private:
  std::vector<Value> listed() {
    std::vector<Value> values;
    values.reserve(spec_.values.size());
    const Reader::Inside inside(reader_, "values");
    for (std::size_t i = 0; i < spec_.values.size(); ++i) {
      const Reader::Inside at(reader_, i);
      values.push_back(value_of(spec_.values[i], reader_.pointer()));
    }
    return values;
  }

  std::optional<Amount> amount(const std::optional<ValueSpec>& spec, std::string_view name) {
    const Reader::Inside inside(reader_, name);
    if (!spec) return std::nullopt;
    std::optional<Amount> amount =
        spec->is_number || spec->is_string ? amount_of(spec->label, spec->is_number) : std::nullopt;
    if (!amount) refuse(reader_, spec->place, scenario::shortened(spec->json), "a number, or a quantity with its unit");
    return amount;
  }

  std::vector<Value> of_range() {
    if (!spec_.from || !spec_.to || spec_.step.has_value() == spec_.points.has_value()) {
      refuse(reader_, spec_.key.place, "a range that is not whole",
             "\"from\" and \"to\" with either \"step\" or \"points\"");
      return {};
    }
    const std::optional<Amount> from = amount(spec_.from, "from");
    const std::optional<Amount> to = amount(spec_.to, "to");
    const std::optional<Amount> step = amount(spec_.step, "step");
    if (!from || !to || (spec_.step && !step)) return {};
    if (from->kind != to->kind || (step && step->kind != from->kind)) {
      refuse(reader_, spec_.from->place, "a range of different units", "values of one unit");
      return {};
    }
    return step ? by_step(*from, *to, *step) : by_points(*from, *to);
  }

  /// A mistake in a range is told at the end that is nearer to it in the file.
  [[nodiscard]] Value of_range(const Amount& amount, bool first) const {
    return value_of(amount, first ? spec_.from->place : spec_.to->place, reader_.pointer() + (first ? "/from" : "/to"));
  }

  std::vector<Value> by_step(const Amount& from, const Amount& to, const Amount& step) {
    const double span = to.in_unit() - from.in_unit();
    const double one = step.in_unit();
    if (spec_.scale == Scale::log || one == 0 || span / one < 0 || span / one >= static_cast<double>(most_values)) {
      const Reader::Inside inside(reader_, "step");
      refuse(reader_, spec_.step->place, scenario::shortened(spec_.step->json),
             spec_.scale == Scale::log
                 ? "no step with the scale \"log\": \"points\""
                 : fmt::format("a step from \"from\" towards \"to\", for at most {} values", most_values));
      return {};
    }
    std::vector<Value> values;
    for (std::uint64_t i = 0;; ++i) {
      const Amount next = stepped(from, step, i);
      const int beyond = compare(next, to);
      if (one > 0 ? beyond > 0 : beyond < 0) break;
      values.push_back(of_range(next, i == 0));
    }
    return values;
  }

  std::vector<Value> by_points(const Amount& from, const Amount& to) {
    const bool log = spec_.scale == Scale::log;
    if (log && (from.in_unit() <= 0 || to.in_unit() <= 0)) {
      refuse(reader_, spec_.from->place, "an end that is not above 0", "a range above 0 with the scale \"log\"");
      return {};
    }
    std::vector<Value> values;
    const std::uint64_t points = *spec_.points;
    for (std::uint64_t i = 0; i < points; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(points - 1);
      Value value = of_range(between(from, to, share, log), i == 0);
      if (values.empty() || values.back().json != value.json) values.push_back(std::move(value));
    }
    return values;
  }

  const KeySpec& spec_;
  Reader& reader_;
};

Setting setting(const PlacedText& key, std::string_view json, Place place, std::string pointer) {
  return {key.text + '=' + std::string(json), key.place, place, std::move(pointer)};
}

void add_lockstep(Axis& axis, const AxisSpec& spec, Reader& reader) {
  const Reader::Inside inside(reader, "with");
  for (std::size_t i = 0; i < spec.with.size(); ++i) {
    const Reader::Inside at(reader, i);
    const KeySpec& key = spec.with[i];
    const std::vector<Value> values = KeyValues(key, reader).all();
    if (values.empty()) continue;
    if (values.size() != axis.values.size()) {
      refuse(reader, key.key.place, fmt::format("{} values", values.size()),
             fmt::format("{} values, as many as the axis has", axis.values.size()));
      continue;
    }
    for (std::size_t v = 0; v < values.size(); ++v)
      axis.values[v].settings.push_back(setting(key.key, values[v].json, values[v].place, values[v].pointer));
  }
}

void add_fragments(Axis& axis, const AxisSpec& spec, Reader& reader) {
  const Reader::Inside inside(reader, "fragments");
  for (const FragmentSpec& fragment : spec.fragments) {
    const Reader::Inside at(reader, fragment.name.text);
    AxisValue& value = axis.values.emplace_back();
    value.label = fragment.name.text;
    for (const SettingSpec& entry : fragment.settings) {
      const Reader::Inside of(reader, entry.key.text);
      value.settings.push_back(setting(entry.key, entry.value.json, entry.value.place, reader.pointer()));
    }
  }
}

void check_labels(const Axis& axis, const AxisSpec& spec, Reader& reader) {
  std::set<std::string> labels;
  for (const AxisValue& value : axis.values) {
    if (labels.insert(value.label).second) continue;
    const Place place = value.settings.empty() ? spec.name.place : value.settings.front().value_place;
    refuse(reader, place, scenario::quoted(value.label) + " twice", "different values");
    return;
  }
}

Axis axis_of(const AxisSpec& spec, Reader& reader) {
  Axis axis;
  axis.name = spec.name.text;
  axis.key = spec.main.key.text;
  const bool has_fragments = !spec.fragments.empty();
  if (has_fragments != axis.key.empty()) {
    refuse(reader, spec.name.place,
           has_fragments ? "both \"key\" and \"fragments\"" : "neither \"key\" nor \"fragments\"", "one of them");
    return axis;
  }
  if (has_fragments) {
    if (!spec.with.empty())
      refuse(reader, spec.name.place, "\"with\" beside \"fragments\"", "the keys in the fragments themselves");
    add_fragments(axis, spec, reader);
    return axis;
  }
  for (const Value& value : KeyValues(spec.main, reader).all())
    axis.values.push_back(
        {value.label, value.amount, {setting(spec.main.key, value.json, value.place, value.pointer)}});
  if (axis.values.empty()) return axis;
  add_lockstep(axis, spec, reader);
  check_labels(axis, spec, reader);
  return axis;
}

}  // namespace

std::vector<Setting> settings_of(const SweepSpec& spec) {
  std::vector<Setting> settings;
  settings.reserve(spec.set.size());
  for (const SettingSpec& entry : spec.set) {
    std::string pointer = "/set";
    scenario::append_pointer(pointer, entry.key.text);
    settings.push_back(setting(entry.key, entry.value.json, entry.value.place, std::move(pointer)));
  }
  return settings;
}

std::vector<Axis> axes_of(const SweepSpec& spec, Reader& reader) {
  std::vector<Axis> axes;
  axes.reserve(spec.axes.size());
  std::set<std::string> names;
  const Reader::Inside inside(reader, "axes");
  for (std::size_t i = 0; i < spec.axes.size(); ++i) {
    const Reader::Inside at(reader, i);
    if (!names.insert(spec.axes[i].name.text).second) {
      const Reader::Inside name(reader, "name");
      refuse(reader, spec.axes[i].name.place, "another axis " + scenario::quoted(spec.axes[i].name.text),
             "a name of its own");
    }
    axes.push_back(axis_of(spec.axes[i], reader));
  }
  return axes;
}

}  // namespace roamsim::study
