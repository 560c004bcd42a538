#include "sim/study/sweep/file_schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "sim/scenario/products/schema.hpp"
#include "sim/study/sweep/keys.hpp"

namespace roamsim::study {
namespace {

using Json = nlohmann::ordered_json;
using scenario::Key;

const Key& child(const Key& key, std::string_view name) {
  return *std::find_if(key.children.begin(), key.children.end(), [&](const Key& one) { return one.name == name; });
}

/// Names that follow a pattern, with whatever values are described.
Json named(const Key& key, Json values) {
  return {{"type", "object"},
          {"propertyNames", {{"pattern", "^(?:" + key.pattern + ")$"}}},
          {"additionalProperties", std::move(values)},
          {"description", key.text}};
}

/// A value of a scenario may be anything; its reader knows. A key is given or not: it has no default.
void free_values(Json& keys) {
  keys["key"].erase("default");
  for (const char* name : {"from", "to", "step"}) keys[name] = {{"description", keys[name]["description"]}};
  keys["values"]["items"] = Json::object();
}

}  // namespace

std::string sweep_file_schema() {
  Key root;
  sweep_keys().describe(root);
  Json schema = Json::parse(scenario::json_schema_of(root, "roamsim sweep"));
  Json& properties = schema["properties"];
  properties["set"] = named(child(root, "set"), Json::object());

  Json& axis = properties["axes"]["items"];
  free_values(axis["properties"]);
  free_values(axis["properties"]["with"]["items"]["properties"]);
  const Key& fragments = child(child(root, "axes").children.front(), "fragments");
  const Json settings = named(child(root, "set"), Json::object());
  axis["properties"]["fragments"] = named(fragments, settings);
  axis["properties"]["fragments"]["minProperties"] = 1;
  axis["properties"]["fragments"]["additionalProperties"].erase("description");
  axis["oneOf"] = {{{"required", {"key"}}}, {{"required", {"fragments"}}}};

  Json& measure = properties["measures"]["items"];
  Json name = measure["properties"]["name"];
  measure = {{"oneOf", Json::array({std::move(name), std::move(measure)})}};
  return schema.dump(2) + "\n";
}

}  // namespace roamsim::study
