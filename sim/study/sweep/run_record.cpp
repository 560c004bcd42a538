#include "sim/study/sweep/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/core/hash/sha256.hpp"

namespace roamsim::study {
namespace {

using Json = nlohmann::ordered_json;

constexpr int record_version = 1;

Json number_json(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

std::optional<double> number_of(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

const RunRecord::Scalar* find(const RunRecord& record, const PlanMeasure& measure) {
  const auto found = std::find_if(record.scalars.begin(), record.scalars.end(), [&](const RunRecord::Scalar& scalar) {
    return scalar.name == measure.scalar && scalar.entity == measure.entity;
  });
  return found == record.scalars.end() ? nullptr : &*found;
}

}  // namespace

std::optional<double> RunRecord::value_of(const PlanMeasure& measure) const {
  if (!measure.query.empty()) {
    for (const Query& query : queries) {
      if (query.name == measure.name) return query.value;
    }
    return std::nullopt;
  }
  if (const Scalar* scalar = find(*this, measure)) return scalar->value;
  const auto count = [&](bool met) {
    return static_cast<double>(std::count_if(expectations.begin(), expectations.end(),
                                             [met](const Expectation& one) { return one.met == met; }));
  };
  if (measure.scalar == "expectations.met") return count(true);
  if (measure.scalar == "expectations.failed") return count(false);
  if (measure.scalar == "events") return static_cast<double>(events);
  return std::nullopt;
}

std::string RunRecord::unit_of(const PlanMeasure& measure) const {
  const Scalar* scalar = measure.query.empty() ? find(*this, measure) : nullptr;
  return scalar == nullptr ? std::string() : scalar->unit;
}

RunRecord record_of(const record::RunView& run, std::string key, std::vector<RunRecord::Query> queries) {
  RunRecord record;
  record.key = std::move(key);
  record.seed = run.header.seed;
  record.scenario_hash = run.header.scenario_hash;
  record.end = run.header.end;
  record.events = run.header.events;
  record.order_fingerprint = fmt::format("{:016x}", run.header.order_fingerprint);
  for (const record::ScalarRow& row : run.journal.scalars)
    record.scalars.push_back(
        {row.name, row.entity, std::isfinite(row.value) ? std::optional(row.value) : std::nullopt, row.unit});
  for (const record::ExpectationRow& row : run.journal.expectations)
    record.expectations.push_back({row.pointer, row.judged ? std::optional(row.met) : std::nullopt});
  record.queries = std::move(queries);
  return record;
}

std::string record_text(const RunRecord& record) {
  Json json;
  json["run_record"] = record_version;
  json["key"] = record.key;
  json["seed"] = record.seed;
  json["scenario_hash"] = record.scenario_hash;
  json["end"] = record.end;
  json["events"] = record.events;
  json["order_fingerprint"] = record.order_fingerprint;
  json["scalars"] = Json::array();
  for (const RunRecord::Scalar& scalar : record.scalars)
    json["scalars"].push_back(Json::array({scalar.name, scalar.entity, number_json(scalar.value), scalar.unit}));
  json["expectations"] = Json::array();
  for (const RunRecord::Expectation& one : record.expectations)
    json["expectations"].push_back(Json::array({one.pointer, one.met ? Json(*one.met) : Json(nullptr)}));
  json["queries"] = Json::array();
  for (const RunRecord::Query& query : record.queries)
    json["queries"].push_back(Json::array({query.name, number_json(query.value)}));
  const std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return line + core::sha256_hex(line) + "\n";
}

bool is_whole_record(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end != std::string_view::npos && text.substr(end + 1) == core::sha256_hex(text.substr(0, end + 1)) + "\n";
}

std::optional<RunRecord> parse_record(std::string_view text) {
  if (!is_whole_record(text)) return std::nullopt;
  const std::string_view line = text.substr(0, text.find('\n'));
  try {
    const Json json = Json::parse(line);
    if (json.at("run_record") != record_version) return std::nullopt;
    RunRecord record;
    record.key = json.at("key");
    record.seed = json.at("seed");
    record.scenario_hash = json.at("scenario_hash");
    record.end = json.at("end");
    record.events = json.at("events");
    record.order_fingerprint = json.at("order_fingerprint");
    for (const Json& one : json.at("scalars"))
      record.scalars.push_back({one.at(0), one.at(1), number_of(one.at(2)), one.at(3)});
    for (const Json& one : json.at("expectations"))
      record.expectations.push_back(
          {one.at(0), one.at(1).is_null() ? std::nullopt : std::optional(one.at(1).get<bool>())});
    for (const Json& one : json.at("queries")) record.queries.push_back({one.at(0), number_of(one.at(1))});
    return record;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace roamsim::study
