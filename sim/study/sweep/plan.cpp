#include "sim/study/sweep/plan.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/core/hash/sha256.hpp"
#include "sim/record/error.hpp"

namespace roamsim::study {
namespace {

using Json = nlohmann::ordered_json;

constexpr int plan_version = 1;

/// Each part after its length, so that no two lists of parts read alike.
void add_part(core::Sha256& hash, std::string_view part) {
  hash.add(std::to_string(part.size()));
  hash.add(":");
  hash.add(part);
}

Json header_json(const SweepPlan& plan) {
  Json json;
  json["sweep_plan"] = plan_version;
  json["title"] = plan.title;
  json["base"] = plan.base.string();
  json["base_fingerprint"] = plan.base_fingerprint;
  json["build"] = plan.build;
  json["program_version"] = plan.program_version;
  json["repetitions"] = plan.repetitions;
  json["seeds"] = plan.seeds == Seeds::common ? "common" : "independent";
  json["first_seed"] = plan.first_seed;
  json["time_limit_ns"] = plan.time_limit_ns;
  json["points"] = plan.points.size();
  json["axes"] = Json::array();
  for (const PlanAxis& axis : plan.axes) json["axes"].push_back({{"name", axis.name}, {"key", axis.key}});
  json["measures"] = Json::array();
  for (const PlanMeasure& measure : plan.measures)
    json["measures"].push_back(
        {{"name", measure.name}, {"scalar", measure.scalar}, {"entity", measure.entity}, {"query", measure.query}});
  json["stop"] = nullptr;
  if (plan.stop)
    json["stop"] = {{"measure", plan.stop->measure},
                    {"half_width", plan.stop->half_width},
                    {"relative", plan.stop->relative},
                    {"confidence", plan.stop->confidence},
                    {"at_most", plan.stop->at_most}};
  return json;
}

Json point_json(const Point& point) {
  Json json;
  json["values"] = Json::array();
  for (const PointValue& value : point.values) {
    Json entry = {{"label", value.label}, {"number", nullptr}, {"unit", value.unit}};
    if (value.number) entry["number"] = *value.number;
    json["values"].push_back(std::move(entry));
  }
  json["set"] = point.settings;
  return json;
}

void read_header(const Json& json, SweepPlan& plan) {
  plan.title = json.at("title");
  plan.base = json.at("base").get<std::string>();
  plan.base_fingerprint = json.at("base_fingerprint");
  plan.build = json.at("build");
  plan.program_version = json.at("program_version");
  plan.repetitions = json.at("repetitions");
  plan.seeds = json.at("seeds") == "common" ? Seeds::common : Seeds::independent;
  plan.first_seed = json.at("first_seed");
  plan.time_limit_ns = json.at("time_limit_ns");
  for (const Json& axis : json.at("axes")) plan.axes.push_back({axis.at("name"), axis.at("key")});
  for (const Json& measure : json.at("measures"))
    plan.measures.push_back({measure.at("name"), measure.at("scalar"), measure.at("entity"), measure.at("query")});
  if (const Json& stop = json.at("stop"); !stop.is_null())
    plan.stop = PlanStop{stop.at("measure"), stop.at("half_width"), stop.at("relative"), stop.at("confidence"),
                         stop.at("at_most")};
}

Point read_point(const Json& json) {
  Point point;
  for (const Json& value : json.at("values")) {
    PointValue& entry = point.values.emplace_back();
    entry.label = value.at("label");
    if (!value.at("number").is_null()) entry.number = value.at("number").get<double>();
    entry.unit = value.at("unit");
  }
  point.settings = json.at("set").get<std::vector<std::string>>();
  return point;
}

}  // namespace

std::uint64_t SweepPlan::seed_of(const Point& point, std::uint64_t repetition) const {
  if (seeds == Seeds::common) return first_seed + repetition;
  core::Sha256 hash;
  add_part(hash, "seed");
  add_part(hash, std::to_string(first_seed));
  add_part(hash, std::to_string(repetition));
  for (const std::string& setting : point.settings) add_part(hash, setting);
  const core::Sha256::Digest digest = hash.finish();
  std::uint64_t seed = 0;
  // 53 bits: programs that read JSON numbers as binary64 keep them.
  for (std::size_t i = 0; i < 8; ++i) seed = seed << 8U | digest.at(i);
  return seed >> 11U;
}

std::string SweepPlan::key_of(const Point& point, std::uint64_t repetition) const {
  core::Sha256 hash;
  add_part(hash, "run");
  add_part(hash, build);
  add_part(hash, base_fingerprint);
  add_part(hash, std::to_string(seed_of(point, repetition)));
  for (const std::string& setting : point.settings) add_part(hash, setting);
  for (const PlanMeasure& measure : measures) {
    if (!measure.query.empty()) add_part(hash, "query " + measure.name + " " + measure.query);
  }
  return core::to_hex(hash.finish());
}

std::string SweepPlan::command_of(const Point& point, std::uint64_t repetition) const {
  std::string command = "roamsim run " + shell_word(base.string());
  for (const std::string& setting : point.settings) command += " --set " + shell_word(setting);
  return command + fmt::format(" --seed {}", seed_of(point, repetition));
}

std::string SweepPlan::words_of(const Point& point) const {
  std::string words;
  for (std::size_t i = 0; i < axes.size(); ++i)
    words += (words.empty() ? "" : " ") + axes[i].name + "=" + point.values[i].label;
  return words.empty() ? "the base scenario" : words;
}

std::string plan_text(const SweepPlan& plan) {
  constexpr auto replace = Json::error_handler_t::replace;
  std::string text = header_json(plan).dump(-1, ' ', false, replace) + "\n";
  for (const Point& point : plan.points) text += point_json(point).dump(-1, ' ', false, replace) + "\n";
  return text;
}

SweepPlan read_plan(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw record::RecordError(file, "cannot read the plan of the sweep");
  SweepPlan plan;
  try {
    std::string line;
    std::getline(stream, line);
    const Json header = Json::parse(line);
    if (header.at("sweep_plan") != plan_version)
      throw record::RecordError(file, fmt::format("has version {} of the plan, and this roamsim reads version {}",
                                                  header.at("sweep_plan").dump(), plan_version));
    read_header(header, plan);
    while (std::getline(stream, line)) plan.points.push_back(read_point(Json::parse(line)));
    if (plan.points.size() != header.at("points").get<std::size_t>())
      throw record::RecordError(file, "is cut short; run the sweep again");
  } catch (const nlohmann::json::exception& wrong) {
    throw record::RecordError(file, std::string("is no plan of a sweep: ") + wrong.what());
  }
  return plan;
}

std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace roamsim::study
