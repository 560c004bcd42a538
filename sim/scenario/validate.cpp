#include "sim/scenario/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
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

void Checker::report_unknown(const std::vector<std::string_view>& names, std::string_view name,
                             const std::string& pointer, std::string_view what) {
  if (name.empty() || !clean(pointer)) return;
  std::string allowed = fmt::format("the id of a {}", what);
  if (!names.empty()) allowed += ": " + listed(names);
  error(pointer,
        {fmt::format("{}, which names no {}", quoted(name), what), std::move(allowed), suggestion(name, names)});
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
  const ClusterId found = find_cluster(name);
  if (!found.valid()) report_unknown(clusters_.list, name, pointer, "cluster");
  return found;
}

ClusterId Checker::find_cluster(std::string_view name) const {
  const auto found = clusters_.index.find(name);
  return found == clusters_.index.end() ? ClusterId{} : ClusterId{found->second};
}

namespace {

auto names_of(const Plan& plan) {
  return [&users = plan.users](std::uint32_t user) { return users.name(user); };
}
auto numbers_of(const Plan& plan) {
  return [&users = plan.users](std::uint32_t user) { return users.dn(user); };
}
UserId user_or_none(std::uint32_t found) {
  return found == TextIndex::none ? UserId{} : UserId{found};
}

}  // namespace

UserId Checker::user(std::string_view name, const std::string& pointer) {
  const UserId found = find_user(name);
  if (found.valid() || name.empty() || !clean(pointer)) return found;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < plan.users.size(); ++i) {
    const std::string_view one = plan.users.name(i);
    if (!one.empty() && find_user(one) == UserId{i}) names.push_back(one);
  }
  report_unknown(names, name, pointer, "user");
  return found;
}

UserId Checker::find_user(std::string_view name) const {
  return user_or_none(users_.names.find(name, names_of(plan)));
}

UserId Checker::find_number(std::string_view dn) const {
  return user_or_none(users_.numbers.find(dn, numbers_of(plan)));
}

void Checker::expect_users(std::size_t users) {
  plan.users.reserve(users);
  users_.names.reserve(users, names_of(plan));
  users_.numbers.reserve(users, numbers_of(plan));
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

void Checker::name_user(const std::string& pointer) {
  const auto user = static_cast<std::uint32_t>(plan.users.size() - 1);
  std::vector<std::pair<std::uint32_t, std::string>>& pointers = users_.pointers;
  if (pointers.empty() || pointers.back().second != pointer) pointers.emplace_back(user, pointer);
  const std::uint32_t other = users_.names.add(user, names_of(plan));
  const std::string_view name = plan.users.name(user);
  if (other == TextIndex::none || name.empty()) return;
  const auto after = std::upper_bound(pointers.begin(), pointers.end(), other,
                                      [](std::uint32_t id, const auto& entry) { return id < entry.first; });
  const std::string& others = std::prev(after)->second;
  error(pointer,
        {quoted(name), "an id of its own for each user",
         others == pointer ? "another one of the pattern has it already" : in_file(others) + " has it already"});
}

UserId Checker::number_user() {
  return user_or_none(users_.numbers.add(static_cast<std::uint32_t>(plan.users.size() - 1), numbers_of(plan)));
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
