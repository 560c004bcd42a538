#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/time.hpp"
#include "sim/core/copy_on_write.hpp"
#include "sim/scenario/json_writer.hpp"
#include "sim/scenario/registry/key.hpp"
#include "sim/scenario/registry/reader.hpp"
#include "sim/scenario/spec.hpp"

/// How each type of value is read from a node, written as JSON and described. A codec has `read` (false after reporting
/// what is wrong), `write` and `describe`.
namespace roamsim::scenario {

template <class C, class V>
concept Codec = requires(const C codec, Reader& reader, const Node& node, V& value, JsonWriter& writer, Key& key) {
  { codec.read(reader, node, value) } -> std::same_as<bool>;
  codec.write(writer, static_cast<const V&>(value));
  codec.describe(key);
};

class BooleanCodec {
 public:
  bool read(Reader& reader, const Node& node, bool& value) const;
  void write(JsonWriter& writer, bool value) const { writer.literal(value ? "true" : "false"); }
  void describe(Key& key) const { key.type = KeyType::boolean; }
};

/// A duration, bit rate, size or distance: a string with a number and a unit.
class QuantityCodec {
 public:
  QuantityCodec(KeyType type, std::int64_t least, std::int64_t most) : type_(type), least_(least), most_(most) {}

  bool read(Reader& reader, const Node& node, std::int64_t& value) const;
  void write(JsonWriter& writer, std::int64_t value) const { writer.string(format(value)); }
  void describe(Key& key) const;

  bool read(Reader& reader, const Node& node, std::uint32_t& value) const {
    std::int64_t wide = value;
    const bool ok = read(reader, node, wide);
    if (ok) value = static_cast<std::uint32_t>(wide);
    return ok;
  }

  [[nodiscard]] std::string format(std::int64_t value) const;

 private:
  [[nodiscard]] std::string range() const { return format(least_) + " to " + format(most_); }

  KeyType type_;
  std::int64_t least_, most_;
};

/// A whole number without a unit in the value; `unit` names what is counted.
class CountCodec {
 public:
  CountCodec(std::uint64_t least, std::uint64_t most, std::string unit)
      : least_(least), most_(most), unit_(std::move(unit)) {}

  bool read(Reader& reader, const Node& node, std::uint64_t& value) const;
  bool read(Reader& reader, const Node& node, std::uint32_t& value) const {
    std::uint64_t wide = value;
    const bool ok = read(reader, node, wide);
    if (ok) value = static_cast<std::uint32_t>(wide);
    return ok;
  }
  void write(JsonWriter& writer, std::uint64_t value) const { writer.literal(std::to_string(value)); }
  void describe(Key& key) const;

 private:
  std::uint64_t least_, most_;
  std::string unit_;
};

/// A rule for strings: what it allows in words and as ECMAScript pattern, and the check itself.
struct TextRule {
  std::string_view allowed;
  std::string_view pattern;
  bool (*matches)(std::string_view text);
};

const TextRule& title_rule();
const TextRule& free_text_rule();
const TextRule& cluster_id_rule();
const TextRule& cluster_pattern_rule();
const TextRule& user_id_rule();
const TextRule& user_pattern_rule();
const TextRule& number_rule();
/// The same, or a bulk pattern of it.
const TextRule& bulk_user_id_rule();
const TextRule& bulk_number_rule();
/// The same, or nothing.
const TextRule& optional_bulk_number_rule();
/// See calls::NumberPattern.
const TextRule& route_pattern_rule();
/// Cluster ids with `*` and `?`.
const TextRule& route_string_pattern_rule();
const TextRule& file_name_rule();
const TextRule& version_rule();
const TextRule& requirement_rule();
const TextRule& label_rule();
const TextRule& pin_rule();
const TextRule& locale_rule();
const TextRule& device_name_rule();
/// The same, or a bulk pattern of it.
const TextRule& bulk_device_name_rule();
const TextRule& device_pattern_rule();
/// The name of a stage of a login.
const TextRule& stage_rule();
const TextRule& feature_service_rule();
const TextRule& url_rule();
const TextRule& address_rule();
/// A date from 1970 to 2037 and a time of day.
const TextRule& date_and_time_rule();

/// A string that follows a rule. One that does not is reported and kept, so that references to it are not reported too.
class TextCodec {
 public:
  explicit TextCodec(const TextRule& rule, KeyType type = KeyType::text) : rule_(&rule), type_(type) {}

  bool read(Reader& reader, const Node& node, std::string& value) const;
  void write(JsonWriter& writer, const std::string& value) const { writer.string(value); }
  void describe(Key& key) const {
    key.type = type_;
    key.pattern = rule_->pattern;
  }

 private:
  const TextRule* rule_;
  KeyType type_;
};

class ClusterPairCodec {
 public:
  bool read(Reader& reader, const Node& node, std::array<std::string, 2>& value) const;
  void write(JsonWriter& writer, const std::array<std::string, 2>& value) const;
  void describe(Key& key) const { key.type = KeyType::cluster_pair; }
};

class MomentCodec {
 public:
  bool read(Reader& reader, const Node& node, MomentSpec& value) const;
  void write(JsonWriter& writer, const MomentSpec& value) const;
  void describe(Key& key) const { key.type = KeyType::moment; }
};

/// A number with or without a fraction; `unit` names what is counted or measured.
class NumberCodec {
 public:
  NumberCodec(double least, double most, std::string unit) : least_(least), most_(most), unit_(std::move(unit)) {}

  bool read(Reader& reader, const Node& node, double& value) const;
  void write(JsonWriter& writer, double value) const;
  void describe(Key& key) const;

 private:
  double least_, most_;
  std::string unit_;
};

inline constexpr std::size_t most_names = 100'000;

/// One id or pattern, or an array of them.
class NamesCodec {
 public:
  explicit NamesCodec(const TextRule& rule) : rule_(&rule) {}

  bool read(Reader& reader, const Node& node, NamesSpec& value) const;
  void write(JsonWriter& writer, const NamesSpec& value) const;
  void describe(Key& key) const;

 private:
  const TextRule* rule_;
};

class CallNameCodec {
 public:
  bool read(Reader& reader, const Node& node, CallName& value) const;
  void write(JsonWriter& writer, const CallName& value) const { writer.string(value.from + "->" + value.to); }
  void describe(Key& key) const { key.type = KeyType::call; }
};

/// The index of the string at a node among names, reporting what is none of them.
bool read_choice(Reader& reader, const Node& node, std::span<const Choice> choices, std::size_t& index);

template <class E>
struct Named {
  E value;
  std::string_view name;
  std::string_view text;
};

/// An enumeration with the names of its values.
template <class E>
class ChoiceCodec {
 public:
  explicit ChoiceCodec(std::vector<Named<E>> names) : names_(std::move(names)) {
    std::vector<Choice>& choices = choices_.own();
    for (const Named<E>& entry : *names_) choices.push_back({std::string(entry.name), std::string(entry.text)});
  }

  bool read(Reader& reader, const Node& node, E& value) const {
    std::size_t index = 0;
    if (!read_choice(reader, node, *choices_, index)) return false;
    value = (*names_)[index].value;
    return true;
  }
  void write(JsonWriter& writer, E value) const {
    const auto found =
        std::find_if(names_->begin(), names_->end(), [value](const Named<E>& entry) { return entry.value == value; });
    if (found != names_->end()) {
      writer.string(found->name);
    } else {
      writer.literal("null");
    }
  }
  void describe(Key& key) const {
    key.type = KeyType::choice;
    key.choices = *choices_;
  }

 private:
  core::CopyOnWrite<std::vector<Named<E>>> names_;  ///< never changed: copies of the codec share both
  core::CopyOnWrite<std::vector<Choice>> choices_;
};

inline QuantityCodec duration(Duration least, Duration most) {
  return {KeyType::duration, least, most};
}
inline QuantityCodec bit_rate(std::int64_t least, std::int64_t most) {
  return {KeyType::bit_rate, least, most};
}
inline QuantityCodec size(std::int64_t least, std::int64_t most) {
  return {KeyType::size, least, most};
}
inline QuantityCodec distance(std::int64_t least, std::int64_t most) {
  return {KeyType::distance, least, most};
}
inline CountCodec count(std::uint64_t least, std::uint64_t most, std::string unit) {
  return {least, most, std::move(unit)};
}
inline TextCodec cluster_reference() {
  return TextCodec(cluster_id_rule(), KeyType::cluster);
}
inline TextCodec user_reference() {
  return TextCodec(user_id_rule(), KeyType::user);
}

/// No run is longer; dates stay far from the end of 63 bits.
inline constexpr Duration longest_run = 3650 * day;

/// No line is slower, one way.
inline constexpr Duration longest_latency = 10 * second;

/// A plain date of the run; whether it is inside the run is checked once the run's length is known.
inline QuantityCodec date() {
  return duration(0, longest_run);
}

}  // namespace roamsim::scenario
