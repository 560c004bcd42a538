#include "sim/scenario/registry/codecs.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

/// What differs between the types of quantities.
struct QuantityType {
  std::span<const Unit> units;
  std::string_view words;
  std::string_view usual;  ///< the unit to propose for a bare number
};

QuantityType quantity_type(KeyType type) {
  if (type == KeyType::bit_rate)
    return {bit_rate_units(), "a bit rate with its unit, such as \"100 Mb/s\" (b/s, kb/s, Mb/s, Gb/s, Tb/s)", "Mb/s"};
  if (type == KeyType::size) return {size_units(), "a size with its unit, such as \"64 kB\" (B, kB, MB, GB)", "B"};
  if (type == KeyType::distance)
    return {distance_units(), "a distance with its unit, such as \"400 km\" (m, km)", "km"};
  return {duration_units(), "a duration with its unit, such as \"30 s\" (ns, us, ms, s, min, h, d)", "s"};
}

std::string unit_hint(std::string_view unit, std::span<const Unit> units) {
  std::vector<std::string_view> names;
  for (const Unit& known : units) {
    if (known.name.size() == unit.size() && edit_distance(known.name, unit, 1) == 0) {
      return "units are case-sensitive: \"" + std::string(known.name) + '"';
    }
    names.push_back(known.name);
  }
  return did_you_mean(unit, names);
}

}  // namespace

bool BooleanCodec::read(Reader& reader, const Node& node, bool& value) const {
  if (!node.is(NodeKind::boolean)) {
    const bool in_quotes = node.is(NodeKind::string) && (node.text == "true" || node.text == "false");
    return reader.refuse(node, "true or false", in_quotes ? "without quotes" : "");
  }
  value = node.text == "true";
  return true;
}

std::string QuantityCodec::format(std::int64_t value) const {
  return type_ == KeyType::duration ? format_duration(value) : format_quantity(value, quantity_type(type_).units);
}

bool QuantityCodec::read(Reader& reader, const Node& node, std::int64_t& value) const {
  const QuantityType type = quantity_type(type_);
  if (node.is(NodeKind::number)) {
    return reader.refuse(
        node, std::string(type.words),
        "a bare number has no unit: \"" + shortened(node.text) + ' ' + std::string(type.usual) + "\"?");
  }
  if (!node.is(NodeKind::string)) return reader.refuse(node, std::string(type.words));
  const Quantity quantity = parse_quantity(node.text, type.units);
  switch (quantity.status) {
    case QuantityStatus::ok:
      break;
    case QuantityStatus::no_number:
      return reader.refuse(node, std::string(type.words));
    case QuantityStatus::no_unit:
      return reader.refuse(node, std::string(type.words), "the unit is missing");
    case QuantityStatus::unknown_unit:
      return reader.refuse(node, std::string(type.words), unit_hint(quantity.unit, type.units));
    case QuantityStatus::too_large:
      return reader.refuse(node, range());
    case QuantityStatus::too_fine:
      return reader.refuse(node, "a whole number of " + std::string(type.units.front().name));
  }
  if (quantity.value < least_ || quantity.value > most_) return reader.refuse(node, range());
  value = quantity.value;
  return true;
}

void QuantityCodec::describe(Key& key) const {
  key.type = type_;
  for (const Unit& unit : quantity_type(type_).units)
    key.unit += (key.unit.empty() ? "" : "|") + std::string(unit.name);
  key.least = format(least_);
  key.most = format(most_);
}

bool CountCodec::read(Reader& reader, const Node& node, std::uint64_t& value) const {
  const std::string allowed = least_ == most_
                                  ? std::to_string(least_)
                                  : "a whole number from " + std::to_string(least_) + " to " + std::to_string(most_);
  if (!node.is(NodeKind::number)) {
    const bool in_quotes = node.is(NodeKind::string) && !node.text.empty() &&
                           std::all_of(node.text.begin(), node.text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return reader.refuse(node, allowed, in_quotes ? "without quotes" : "");
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
  if (error != std::errc{} || end != node.text.data() + node.text.size() || number < least_ || number > most_) {
    return reader.refuse(node, allowed);
  }
  value = number;
  return true;
}

void CountCodec::describe(Key& key) const {
  key.type = KeyType::count;
  key.unit = unit_;
  key.least = std::to_string(least_);
  key.most = std::to_string(most_);
}

bool TextCodec::read(Reader& reader, const Node& node, std::string& value) const {
  if (!node.is(NodeKind::string)) return reader.refuse(node, std::string(rule_->allowed));
  value = node.text;
  if (rule_->matches(node.text)) return true;
  // A placeholder that could not be filled in is reported already.
  return reader.diagnostics().clean(reader.pointer()) && reader.refuse(node, std::string(rule_->allowed));
}

bool ClusterPairCodec::read(Reader& reader, const Node& node, std::array<std::string, 2>& value) const {
  if (!node.is(NodeKind::array) || node.children.size() != 2) {
    std::string found = shown(node);
    if (node.is(NodeKind::array)) found = "an array of " + std::to_string(node.children.size());
    return reader.refuse_found(node, std::move(found), "an array of the ids of two clusters");
  }
  bool ok = true;
  for (std::size_t i = 0; i < 2; ++i) {
    const Reader::Inside inside(reader, i);
    ok = cluster_reference().read(reader, node.children[i], value[i]) && ok;
  }
  return ok;
}

void ClusterPairCodec::write(JsonWriter& writer, const std::array<std::string, 2>& value) const {
  writer.begin_array(JsonWriter::Layout::one_line);
  for (const std::string& id : value) writer.string(id);
  writer.end_array();
}

namespace {

using Event = MomentSpec::Event;
constexpr std::array<std::pair<std::string_view, Event>, 4> event_words{
    {{"recovered", Event::recovered}, {"failed", Event::failed}, {"started", Event::started}, {"ended", Event::ended}}};

std::string_view without_blank(std::string_view text) {
  if (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool MomentCodec::read(Reader& reader, const Node& node, MomentSpec& value) const {
  constexpr std::string_view allowed =
      "a date such as \"5 min\", or \"CLUSTER failed\", \"CLUSTER recovered\", \"NAME started\" or \"NAME ended\", "
      "perhaps with \" + 30 s\"";
  if (node.is(NodeKind::number)) return date().read(reader, node, value.at);
  if (!node.is(NodeKind::string)) return reader.refuse(node, std::string(allowed));
  if (parse_quantity(node.text, duration_units()).status != QuantityStatus::no_number) {
    const std::size_t blank = node.text.find(' ');
    const std::string_view last = node.text.substr(std::min(blank, node.text.size()));
    const bool event = std::any_of(event_words.begin(), event_words.end(),
                                   [&](const auto& word) { return last.find(word.first) != std::string_view::npos; });
    if (!event) return date().read(reader, node, value.at);
  }
  const std::size_t plus = node.text.find('+');
  std::string_view event = node.text.substr(0, plus);
  if (plus != std::string_view::npos) {
    event = without_blank(event);
    std::string_view after = node.text.substr(plus + 1);
    if (after.starts_with(' ')) after.remove_prefix(1);
    const Quantity quantity = parse_quantity(after, duration_units());
    if (quantity.status != QuantityStatus::ok || quantity.value < 0 || quantity.value > longest_run)
      return reader.refuse(node, std::string(allowed));
    value.at = quantity.value;
  }
  const std::size_t space = event.rfind(' ');
  const std::string_view word = space == std::string_view::npos ? std::string_view{} : event.substr(space + 1);
  const auto found =
      std::find_if(event_words.begin(), event_words.end(), [word](const auto& known) { return known.first == word; });
  if (found == event_words.end()) {
    std::vector<std::string_view> words;
    for (const auto& known : event_words) words.push_back(known.first);
    return reader.refuse(node, std::string(allowed), did_you_mean(word, words));
  }
  value.event = found->second;
  value.of = event.substr(0, space);
  return cluster_id_rule().matches(value.of) || reader.refuse(node, std::string(allowed));
}

void MomentCodec::write(JsonWriter& writer, const MomentSpec& value) const {
  if (value.event == Event::absolute) return writer.string(format_duration(value.at));
  const auto found = std::find_if(event_words.begin(), event_words.end(),
                                  [&](const auto& known) { return known.second == value.event; });
  std::string text = value.of + ' ' + std::string(found->first);
  if (value.at > 0) text += " + " + format_duration(value.at);
  writer.string(text);
}

bool NumberCodec::read(Reader& reader, const Node& node, double& value) const {
  std::string allowed = fmt::format("a number from {} to {}", least_, most_);
  if (!node.is(NodeKind::number)) return reader.refuse(node, std::move(allowed));
  double number = 0;
  const auto [end, error] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
  // What is too small to be told from 0 is 0.
  const bool tiny = error == std::errc::result_out_of_range && std::abs(number) < 1;
  if ((error != std::errc{} && !tiny) || end != node.text.data() + node.text.size() || !(number >= least_) ||
      !(number <= most_)) {
    return reader.refuse(node, std::move(allowed));
  }
  value = tiny ? 0 : number;
  return true;
}

void NumberCodec::write(JsonWriter& writer, double value) const {
  writer.literal(fmt::format("{}", value));
}

void NumberCodec::describe(Key& key) const {
  key.type = KeyType::number;
  key.unit = unit_;
  key.least = fmt::format("{}", least_);
  key.most = fmt::format("{}", most_);
}

bool NamesCodec::read(Reader& reader, const Node& node, NamesSpec& value) const {
  const TextCodec name(*rule_);
  if (!node.is(NodeKind::array)) {
    value.names.resize(1);
    if (node.is(NodeKind::string)) return name.read(reader, node, value.names[0]);
    return reader.refuse(node, std::string(rule_->allowed) + ", or an array of such");
  }
  if (node.children.empty() || node.children.size() > most_names) {
    return reader.refuse_found(node, "an array of " + std::to_string(node.children.size()),
                               "1 to " + std::to_string(most_names) + " items");
  }
  value.list = true;
  value.names.resize(node.children.size());
  bool ok = true;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Reader::Inside inside(reader, i);
    ok = name.read(reader, node.children[i], value.names[i]) && ok;
  }
  return ok;
}

void NamesCodec::write(JsonWriter& writer, const NamesSpec& value) const {
  if (!value.list) return writer.string(value.names.empty() ? std::string{} : value.names[0]);
  writer.begin_array(JsonWriter::Layout::one_line);
  for (const std::string& name : value.names) writer.string(name);
  writer.end_array();
}

void NamesCodec::describe(Key& key) const {
  key.type = KeyType::names;
  key.pattern = rule_->pattern;
  key.least = "1";
  key.most = std::to_string(most_names);
}

bool CallNameCodec::read(Reader& reader, const Node& node, CallName& value) const {
  constexpr std::string_view allowed = "USER->NUMBER, such as \"kally->1000-001\"";
  if (!node.is(NodeKind::string)) return reader.refuse(node, std::string(allowed));
  const std::size_t arrow = node.text.rfind("->");
  if (arrow == std::string_view::npos) return reader.refuse(node, std::string(allowed));
  value.from = node.text.substr(0, arrow);
  value.to = node.text.substr(arrow + 2);
  const bool ok = user_pattern_rule().matches(value.from) && number_rule().matches(value.to);
  return ok || reader.refuse(node, std::string(allowed));
}

bool read_choice(Reader& reader, const Node& node, std::span<const Choice> choices, std::size_t& index) {
  std::vector<std::string_view> names;
  for (const Choice& choice : choices) {
    if (node.is(NodeKind::string) && choice.name == node.text) {
      index = names.size();
      return true;
    }
    names.push_back(choice.name);
  }
  return reader.refuse(node, listed(names), node.is(NodeKind::string) ? did_you_mean(node.text, names) : std::string{});
}

}  // namespace roamsim::scenario
