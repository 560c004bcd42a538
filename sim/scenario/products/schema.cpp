#include "sim/scenario/products/schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {

namespace {

using Json = nlohmann::ordered_json;

Json schema_of(const Key& key);

std::string description_of(const Key& key) {
  std::string text = key.text;
  const auto add = [&](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    text += text.empty() ? "" : " ";
    text += std::string(label) + ": " + value + ".";
  };
  if (key.is_quantity() && key.type != KeyType::count && key.type != KeyType::number)
    add("Range", key.least + " to " + key.most);
  if (key.type == KeyType::count) add("Counts", key.unit);
  if (key.provenance != Provenance::given) add("Provenance", std::string(name_of(key.provenance)));
  add("Source", key.source);
  return text;
}

// A number with a unit, as units.cpp reads it, or with a placeholder for a digit or more.
std::string quantity(std::string_view units) {
  const std::string number = R"((-?[0-9]+(\.[0-9]+)?|[0-9]*)" + std::string(placeholder_pattern) + "[0-9]*)";
  return number + " ?(" + std::string(units) + ")";
}

// A date, or one measured from an event, as MomentCodec reads it.
std::string moment() {
  std::string units;
  for (const Unit& unit : duration_units()) units += (units.empty() ? "" : "|") + std::string(unit.name);
  return quantity(units) + "|" + std::string(cluster_id_rule().pattern) +
         " (recovered|failed|started|ended)( ?\\+ ?[0-9]+(\\.[0-9]+)? ?(" + units + "))?";
}

// USER->NUMBER, as CallNameCodec reads it.
std::string call() {
  return "(?:" + std::string(user_pattern_rule().pattern) + ")->(?:" + std::string(number_rule().pattern) + ")";
}

Json anchored(const std::string& pattern) {
  return {{"type", "string"}, {"pattern", "^(?:" + pattern + ")$"}};
}

Json one_of(const std::vector<Choice>& choices) {
  Json names = Json::array();
  for (const Choice& choice : choices) names.push_back(choice.name);
  return {{"enum", std::move(names)}};
}

Json closed_object(const std::vector<const Key*>& keys);

// A name, an array of names, and of a selector the object, as NamesCodec and SelectorCodec read them.
Json names(const Key& key) {
  Json forms = Json::array();
  forms.push_back(anchored(key.pattern));
  forms.push_back({{"type", "array"},
                   {"items", anchored(key.pattern)},
                   {"minItems", std::stoull(key.least)},
                   {"maxItems", std::stoull(key.most)}});
  if (key.members.size() > 0) {
    std::vector<const Key*> members;
    for (const Key& member : key.members) members.push_back(&member);
    Json object = closed_object(members);
    object["minProperties"] = 1;
    forms.push_back(std::move(object));
  }
  return {{"anyOf", std::move(forms)}};
}

// Selectors are many and large, so that each of their forms stands once, under this name.
std::string definition(const Key& selector) {
  if (selector.type == KeyType::clusters) return "clusters";
  const bool acts = std::any_of(selector.members.begin(), selector.members.end(),
                                [](const Key& member) { return member.name == "at"; });
  return acts ? "users_who_act" : "users";
}

template <class Selector>
void define(Json& definitions, const Selector& selector) {
  Key key;
  selector.describe(key);
  definitions[definition(key)] = names(key);
}

Json leaf(const Key& key) {
  switch (key.type) {
    case KeyType::boolean:
      return {{"type", "boolean"}};
    case KeyType::count:
      return {{"type", "integer"}, {"minimum", std::stoull(key.least)}, {"maximum", std::stoull(key.most)}};
    case KeyType::choice:
      return one_of(key.choices);
    case KeyType::text_or_count: {
      Json either = anchored(key.pattern);
      either["type"] = {"string", "integer"};
      either["minimum"] = std::stoull(key.least);
      either["maximum"] = std::stoull(key.most);
      return either;
    }
    case KeyType::duration:
    case KeyType::bit_rate:
    case KeyType::size:
    case KeyType::distance:
      return anchored(quantity(key.unit));
    case KeyType::text:
    case KeyType::cluster:
    case KeyType::user:
      return anchored(key.pattern);
    case KeyType::cluster_pair:
      return {{"type", "array"},
              {"items", anchored(std::string(cluster_id_rule().pattern))},
              {"minItems", 2},
              {"maxItems", 2},
              {"uniqueItems", true}};
    case KeyType::number:
      return {{"type", "number"}, {"minimum", std::stod(key.least)}, {"maximum", std::stod(key.most)}};
    case KeyType::names:
      return names(key);
    case KeyType::users:
    case KeyType::clusters:
      return {{"$ref", "#/$defs/" + definition(key)}};
    case KeyType::moment:
      return anchored(moment());
    case KeyType::call:
      return anchored(call());
    case KeyType::object:
    case KeyType::array:
    case KeyType::tagged:
    case KeyType::choice_or_object:
    case KeyType::alternative:
      break;
  }
  return Json::object();
}

// The object made of all the given keys, and nothing else.
Json closed_object(const std::vector<const Key*>& keys) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Key* key : keys) {
    properties[key->name] = schema_of(*key);
    if (key->required) required.push_back(key->name);
  }
  Json object{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) object["required"] = std::move(required);
  object["additionalProperties"] = false;
  return object;
}

Json tagged(const Key& key) {
  std::vector<const Key*> common;
  for (const Key& child : key.children) {
    if (child.type != KeyType::alternative && child.name != key.tag) common.push_back(&child);
  }
  Json kinds = Json::array();
  for (const Key& kind : key.children) {
    if (kind.type != KeyType::alternative) continue;
    std::vector<const Key*> keys = common;
    for (const Key& child : kind.children) keys.push_back(&child);
    Json object = closed_object(keys);
    if (!key.tag.empty()) {
      object["properties"][key.tag] = {{"const", kind.name}};
      object["required"].insert(object["required"].begin(), key.tag);
    }
    object["description"] = kind.text;
    kinds.push_back(std::move(object));
  }
  return {{"oneOf", std::move(kinds)}};
}

Json body(const Key& key) {
  if (key.type == KeyType::array) {
    return {{"type", "array"},
            {"items", schema_of(key.children.front())},
            {"minItems", std::stoull(key.least)},
            {"maxItems", std::stoull(key.most)}};
  }
  if (key.type == KeyType::tagged) return tagged(key);
  if (key.is_leaf()) return leaf(key);
  std::vector<const Key*> keys;
  for (const Key& child : key.children) keys.push_back(&child);
  if (key.type == KeyType::choice_or_object)
    return {{"oneOf", Json::array({one_of(key.choices), closed_object(keys)})}};
  return closed_object(keys);
}

Json schema_of(const Key& key) {
  Json schema = body(key);
  if (const std::string text = description_of(key); !text.empty() && !schema.contains("description")) {
    schema["description"] = text;
  }
  if (key.default_value) schema["default"] = Json::parse(*key.default_value);
  return schema;
}

Json titled(const Key& root, const std::string& title) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  schema.update(schema_of(root));
  return schema;
}

}  // namespace

std::string json_schema_of(const Key& root, const std::string& title) {
  return titled(root, title).dump(2) + "\n";
}

std::string json_schema() {
  Json schema = titled(registry(), "roamsim scenario");
  Json definitions = Json::object();
  define(definitions, users_who_act());
  define(definitions, users_asked());
  define(definitions, clusters_selected());
  schema["$defs"] = std::move(definitions);
  // What a file must have may come from those that it includes.
  schema["if"] = {{"not", {{"required", {"include"}}}}};
  schema["then"] = {{"required", schema["required"]}};
  schema.erase("required");
  return schema.dump(2) + "\n";
}

}  // namespace roamsim::scenario
