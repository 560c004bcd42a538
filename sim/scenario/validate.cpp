#include "sim/scenario/validate.hpp"

#include <fmt/format.h>

#include <utility>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

}  // namespace

void Checker::error(std::string pointer, Message message) {
  bool exact = false;
  const Place place = deepest(root_, pointer, exact).place;
  diagnostics_.error(place, std::move(pointer), std::move(message));
}

void Checker::warning(std::string pointer, Message message) {
  bool exact = false;
  const Place place = deepest(root_, pointer, exact).place;
  diagnostics_.warning(place, std::move(pointer), std::move(message));
}

std::string Checker::suggestion(std::string_view word, const std::vector<std::string_view>& names) const {
  return diagnostics_.wants_suggestion() ? did_you_mean(word, names) : std::string{};
}

std::size_t Checker::find(const Names& names, std::string_view name, const std::string& pointer,
                          std::string_view what) {
  const auto found = names.index.find(name);
  if (found != names.index.end()) return found->second;
  if (!name.empty() && clean(pointer)) {
    std::string allowed = fmt::format("the id of a {}", what);
    if (!names.list.empty()) allowed += ": " + listed(names.list);
    error(pointer,
          {fmt::format("{}, which names no {}", quoted(name), what), std::move(allowed), suggestion(name, names.list)});
  }
  return nothing;
}

bool Checker::add(Names& names, std::string_view name, const std::string& pointer, std::string_view what) {
  if (names.pointers.empty() || names.pointers.back() != pointer) names.pointers.push_back(pointer);
  const auto [entry, added] = names.index.emplace(name, names.pointer_of.size());
  names.pointer_of.push_back(static_cast<std::uint32_t>(names.pointers.size() - 1));
  if (!added && !name.empty()) {
    const std::string& other = names.pointers[names.pointer_of[entry->second]];
    error(pointer,
          {quoted(name), fmt::format("an id of its own for each {}", what),
           other == pointer ? "another one of the pattern has it already" : in_file(other) + " has it already"});
  }
  if (added && !name.empty()) names.list.push_back(name);
  return added;
}

ClusterId Checker::cluster(std::string_view name, const std::string& pointer) {
  const std::size_t index = find(clusters_, name, pointer, "cluster");
  return index == nothing ? ClusterId{} : ClusterId{index};
}

ClusterId Checker::find_cluster(std::string_view name) const {
  const auto found = clusters_.index.find(name);
  return found == clusters_.index.end() ? ClusterId{} : ClusterId{found->second};
}

UserId Checker::user(std::string_view name, const std::string& pointer) {
  const std::size_t index = find(users_, name, pointer, "user");
  return index == nothing ? UserId{} : UserId{index};
}

UserId Checker::find_user(std::string_view name) const {
  const auto found = users_.index.find(name);
  return found == users_.index.end() ? UserId{} : UserId{found->second};
}

namespace {

template <class Id, class Groups>
void join(Groups& all, Id id, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    std::vector<Id>& members = all[group];
    if (members.empty() || members.back() != id) members.push_back(id);
  }
}

}  // namespace

void Checker::join_groups(UserId user, const std::vector<std::string>& groups) {
  join(user_groups, user, groups);
}
void Checker::join_groups(ClusterId cluster, const std::vector<std::string>& groups) {
  join(cluster_groups, cluster, groups);
}

bool Checker::name_cluster(std::string_view name, const std::string& pointer) {
  return add(clusters_, name, pointer, "cluster");
}
bool Checker::name_user(std::string_view name, const std::string& pointer) {
  return add(users_, name, pointer, "user");
}

std::string Checker::in_file(const std::string& pointer) const {
  bool exact = false;
  return diagnostics_.in_file(deepest(root_, pointer, exact).place, pointer);
}

std::string Checker::written(std::string_view pointer) const {
  bool exact = false;
  const Node& node = deepest(root_, pointer, exact);
  return exact ? shown(node) : std::string{};
}

bool Checker::in_run(Time at, const std::string& pointer, std::string_view what) {
  if (at <= spec.duration || !clean("/duration") || spec.duration == 0) return true;
  std::string found = what.empty() ? written(pointer) : fmt::format("{} at {}", what, format_duration(at));
  error(pointer, {std::move(found), "0 s to " + format_duration(spec.duration) + ", the duration of the run", {}});
  return false;
}

namespace {

/// Which entries of the timeline are rows of tables.
std::vector<bool> rows_of(const Node& root, const std::set<std::uint16_t>& tables) {
  std::vector<bool> rows;
  const Node* timeline = tables.empty() ? nullptr : root.find("timeline");
  if (timeline == nullptr) return rows;
  for (const Node& entry : timeline->children) rows.push_back(tables.contains(entry.place.source));
  return rows;
}

}  // namespace

Plan make_plan(ScenarioSpec& spec, const Node& root, const std::set<std::uint16_t>& call_tables,
               Diagnostics& diagnostics) {
  Plan plan;
  plan.title = spec.title;
  plan.covers = spec.covers;
  plan.seed = spec.seed;
  plan.duration = spec.duration;
  plan.lan_latency = spec.network.lan_latency;
  plan.super_user_sync = spec.super_user_sync;
  Checker checker(spec, plan, root, diagnostics);
  checker.traced = rows_of(root, call_tables);
  if (spec.clusters.empty()) return plan;  // reported; every reference would be too
  check_clusters(checker);
  check_random_faults(checker);
  check_timeline(checker);  // before check_ils, which asks when clusters join
  check_traffic(checker);
  check_storms(checker);
  check_ils(checker);
  check_user_exceptions(checker);
  check_expectations(checker);
  check_recording(checker);
  return plan;
}

}  // namespace roamsim::scenario
