#include "sim/record/summary.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "sim/record/header_fields.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::record {
namespace {

using Json = nlohmann::ordered_json;

Json name_or_null(const std::vector<std::string>& names, ClusterId id) {
  return id.valid() ? Json(names.at(id.index())) : Json(nullptr);
}

/// From one date to a later one; null if the later one never came.
Json delay(Time from, Time to) {
  return to == never ? Json(nullptr) : Json(to - from);
}

Json header_json(const Header& header) {
  Json json;
  for (const HeaderField& field : header_fields(header)) {
    std::visit([&](const auto& value) { json[std::string(field.key)] = value; }, field.value);
  }
  return json;
}

Json clusters_json(const Names& names) {
  Json json = Json::array();
  for (std::size_t i = 0; i < names.clusters.size(); ++i) {
    json.push_back({{"name", names.clusters[i]}, {"role", i < names.roles.size() ? names.roles[i] : std::string()}});
  }
  return json;
}

/// Whether the cluster belonged to the ILS network at the end.
bool is_member(const Names& names, std::size_t cluster) {
  return cluster >= names.roles.size() || names.roles[cluster] != "standalone";
}

/// Members of the network without a row never learned the change.
Json convergence_json(const RunView& run, const LocationChangeRow& change, const std::vector<ConvergenceRow>& rows) {
  const ConvergenceRow* first = nullptr;
  const ConvergenceRow* last = nullptr;
  std::size_t applied = 0;
  Json by_cluster = Json::array();
  for (const ConvergenceRow& row : rows) {
    by_cluster.push_back({{"cluster", name_or_null(run.names.clusters, row.cluster)},
                          {"received_after_ns", delay(change.at, row.received)},
                          {"applied_after_ns", delay(change.at, row.applied)}});
    if (row.applied == never) continue;
    ++applied;
    if (first == nullptr || row.applied < first->applied) first = &row;
    if (last == nullptr || row.applied > last->applied) last = &row;
  }
  for (std::size_t i = 0; i < run.names.clusters.size(); ++i) {
    const auto about_it = [i](const ConvergenceRow& row) { return row.cluster == ClusterId{i}; };
    if (std::any_of(rows.begin(), rows.end(), about_it) || !is_member(run.names, i)) continue;
    by_cluster.push_back(
        {{"cluster", run.names.clusters[i]}, {"received_after_ns", nullptr}, {"applied_after_ns", nullptr}});
  }
  const auto extreme = [&](const ConvergenceRow* row) {
    if (row == nullptr) return Json(nullptr);
    return Json{{"cluster", name_or_null(run.names.clusters, row->cluster)}, {"after_ns", row->applied - change.at}};
  };
  const std::size_t members = by_cluster.size();
  return {{"clusters", members},
          {"applied", applied},
          {"first", extreme(first)},
          {"last", extreme(last)},
          {"by_cluster", std::move(by_cluster)}};
}

/// The rows of the first `groups` groups, each in the order of the journal.
template <class Row, class GroupOf>
std::vector<std::vector<const Row*>> grouped(const std::vector<Row>& rows, std::size_t groups, GroupOf group_of) {
  std::vector<std::vector<const Row*>> result(groups);
  for (const Row& row : rows) {
    if (const std::size_t group = group_of(row); group < groups) result[group].push_back(&row);
  }
  return result;
}

Json stages_json(const std::vector<const SpanRow*>& spans) {
  Json json = Json::array();
  for (const SpanRow* span : spans) {
    json.push_back({{"stage", span->stage}, {"begin_ns", span->begin}, {"took_ns", delay(span->begin, span->end)}});
  }
  return json;
}

Json location_changes_json(const RunView& run) {
  if (!run.header.recorded.has(Table::location_changes)) return nullptr;
  const bool convergence_known = run.header.recorded.has(Table::convergence);
  const Journal& journal = run.journal;
  const std::size_t shown = std::min(journal.location_changes.size(), location_changes_in_summary);
  const auto convergence = journal.convergence.of_first(shown);
  std::map<RequestId, std::size_t> shown_requests;
  for (std::size_t i = 0; i < shown; ++i) {
    if (const RequestId request = journal.location_changes[i].request; request.valid())
      shown_requests.emplace(request, i);
  }
  const auto spans = grouped(journal.spans, shown, [&](const SpanRow& row) {
    const auto found = shown_requests.find(row.request);
    return found == shown_requests.end() ? shown : found->second;
  });
  Json list = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    const LocationChangeRow& change = journal.location_changes[i];
    const Names::User& user = run.names.users.at(change.user.index());
    Json json{{"at_ns", change.at},
              {"kind", name_of(change.kind)},
              {"user", user.name},
              {"dn", user.dn},
              {"cluster", name_or_null(run.names.clusters, change.cluster)},
              {"truth", name_or_null(run.names.clusters, change.truth)},
              {"stages", stages_json(spans[i])},
              {"convergence", convergence_known ? convergence_json(run, change, convergence[i]) : Json(nullptr)}};
    list.push_back(std::move(json));
  }
  return {{"count", journal.location_changes.size()}, {"shown", shown}, {"list", std::move(list)}};
}

Json calls_json(const Journal& journal, const Header& header) {
  if (!header.recorded.has(Table::calls)) return nullptr;
  std::array<std::uint64_t, calls::outcome_names.size()> counts{};
  std::uint64_t unknown = 0;
  for (const CallRow& row : journal.calls) {
    ++(row.known ? counts.at(static_cast<std::size_t>(row.outcome)) : unknown);
  }
  Json by_outcome;
  for (std::size_t i = 0; i < counts.size(); ++i) by_outcome[std::string(calls::outcome_names[i].name)] = counts[i];
  return {{"offered", journal.calls.size()}, {"by_outcome", std::move(by_outcome)}, {"unfinished", unknown}};
}

Json requests_json(const Journal& journal, const Header& header) {
  if (!header.recorded.has(Table::requests)) return nullptr;
  std::map<std::int32_t, std::uint64_t> by_code;
  std::uint64_t unfinished = 0;
  for (const RequestRow& row : journal.requests) ++(row.end == never ? unfinished : by_code[row.code]);
  Json codes = Json::object();
  for (const auto& [code, count] : by_code) codes[std::to_string(code)] = count;
  return {{"offered", journal.requests.size()}, {"by_code", std::move(codes)}, {"unfinished", unfinished}};
}

Json expectations_json(const Journal& journal) {
  Json list = Json::array();
  std::uint64_t met = 0;
  std::uint64_t not_judged = 0;
  for (const ExpectationRow& row : journal.expectations) {
    if (row.met) ++met;
    if (!row.judged) ++not_judged;
    list.push_back({{"pointer", row.pointer},
                    {"text", row.text},
                    {"met", row.judged ? Json(row.met) : Json(nullptr)},
                    {"found", row.found},
                    {"missed_by", row.missed_by ? Json(*row.missed_by) : Json(nullptr)},
                    {"unit", row.unit},
                    {"at_ns", row.at == never ? Json(nullptr) : Json(row.at)}});
  }
  Json json{{"met", met}, {"failed", journal.expectations.size() - met - not_judged}};
  if (not_judged > 0) json["not_judged"] = not_judged;
  json["list"] = std::move(list);
  return json;
}

Json scalars_json(const Journal& journal) {
  Json list = Json::array();
  for (const ScalarRow& row : journal.scalars) {
    list.push_back({{"name", row.name}, {"entity", row.entity}, {"value", row.value}, {"unit", row.unit}});
  }
  return list;
}

}  // namespace

std::string summary_json(const RunView& run) {
  Json json;
  json["schema_version"] = 1;
  json["header"] = header_json(run.header);
  json["clusters"] = clusters_json(run.names);
  json["expectations"] = expectations_json(run.journal);
  json["location_changes"] = location_changes_json(run);
  json["calls"] = calls_json(run.journal, run.header);
  json["requests"] = requests_json(run.journal, run.header);
  json["scalars"] = scalars_json(run.journal);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace roamsim::record
