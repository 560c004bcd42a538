#include "sim/scenario/products/parameters.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {

namespace {

std::string range_of(const Key& key) {
  if (!key.choices.empty()) {
    std::string names;
    for (const Choice& choice : key.choices) names += (names.empty() ? "" : ", ") + choice.name;
    return names;
  }
  if (key.is_quantity()) return key.least + " to " + key.most;
  return {};
}

class Collector final : public KeyVisitor {
 public:
  void enter(const std::string& path, const Key& key) override {
    if (!key.has_value()) return;
    found.push_back({.path = path,
                     .type = std::string(name_of(key.type)),
                     .unit = key.unit,
                     .default_value = key.default_value.value_or(std::string()),
                     .range = range_of(key),
                     .provenance = std::string(name_of(key.provenance)),
                     .source = key.source,
                     .text = key.text,
                     .required = key.required});
  }
  std::vector<Parameter> found;
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

// The section of a path: everything before its last dot.
std::string section_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? std::string("the file itself") : path.substr(0, dot);
}

}  // namespace

std::vector<Parameter> parameters() {
  Collector collector;
  walk(registry(), collector);
  return std::move(collector.found);
}

std::vector<Parameter> parameters_with(std::string_view word) {
  std::vector<Parameter> all = parameters();
  const std::string wanted = lower(word);
  std::erase_if(all, [&](const Parameter& p) {
    return lower(p.path).find(wanted) == std::string::npos && lower(p.text).find(wanted) == std::string::npos &&
           lower(p.source).find(wanted) == std::string::npos;
  });
  return all;
}

std::string parameter_reference() {
  std::string page =
      "# Every key of a scenario file\n\n"
      "Made by `roamsim params --format markdown` from the registry that the loader uses; a test keeps it current.\n"
      "Provenance says where a default comes from: *documented* by the vendor or a standard, *measured*, or "
      "*assumed*;\n"
      "*given* keys are the author's to state. `[]` stands for an item of a list.\n";
  std::string section;
  for (const Parameter& p : parameters()) {
    if (const std::string own = section_of(p.path); own != section) {
      section = own;
      page += "\n## " + section +
              "\n\n| key | type | default | range | provenance | meaning |\n| --- | --- | --- | --- | --- | --- |\n";
    }
    const std::size_t dot = p.path.rfind('.');
    const std::string name = dot == std::string::npos ? p.path : p.path.substr(dot + 1);
    const std::string fallback = p.required ? "required" : p.default_value.empty() ? "" : "`" + p.default_value + "`";
    page += "| `" + cell(name) + "` | " + cell(p.type) + " | " + cell(fallback) + " | " + cell(p.range) + " | " +
            cell(p.provenance) + (p.source.empty() ? "" : ": " + cell(p.source)) + " | " + cell(p.text) + " |\n";
  }
  return page;
}

std::string settable_paths() {
  std::string lines;
  for (const Parameter& p : parameters()) {
    if (p.path.find("[]") == std::string::npos) lines += p.path + "\n";
  }
  return lines;
}

}  // namespace roamsim::scenario
