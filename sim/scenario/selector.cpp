#include "sim/scenario/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/core/glob.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::uint64_t most_looked_at = 1'000'000'000;  // so that a hostile file does not keep the loader for hours
constexpr std::size_t most_suggested = 10'000;

bool is_pattern(std::string_view name) {
  return name.find_first_of("*?") != std::string_view::npos;
}

template <class Id>
void sort_out(std::vector<Id>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

template <class Id>
std::vector<Id> both(const std::vector<Id>& a, const std::vector<Id>& b) {
  std::vector<Id> result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

template <class Id>
std::vector<Id> all_of(std::size_t count) {
  std::vector<Id> ids;
  ids.reserve(count);
  for (std::size_t i = 0; i < count; ++i) ids.emplace_back(i);
  return ids;
}

/// Starts with the first part of a selection and keeps what the further ones have too.
template <class Id>
class Narrowing {
 public:
  void keep(std::vector<Id> ids) { ids_ = ids_ ? both(*ids_, ids) : std::move(ids); }
  [[nodiscard]] std::vector<Id> take(std::size_t count) { return ids_ ? std::move(*ids_) : all_of<Id>(count); }

 private:
  std::optional<std::vector<Id>> ids_;
};

}  // namespace

struct Selectors::UserKind {
  using Id = UserId;
  static constexpr std::string_view word = "user";
  static const auto& things(const Checker& checker) { return checker.plan.users; }
  static const auto& groups(const Checker& checker) { return checker.user_groups; }
  static UserId find(const Checker& checker, std::string_view name) { return checker.find_user(name); }
  static UserId report(Checker& checker, std::string_view name, const std::string& pointer) {
    return checker.user(name, pointer);
  }
};

struct Selectors::ClusterKind {
  using Id = ClusterId;
  static constexpr std::string_view word = "cluster";
  static const auto& things(const Checker& checker) { return checker.plan.clusters; }
  static const auto& groups(const Checker& checker) { return checker.cluster_groups; }
  static ClusterId find(const Checker& checker, std::string_view name) { return checker.find_cluster(name); }
  static ClusterId report(Checker& checker, std::string_view name, const std::string& pointer) {
    return checker.cluster(name, pointer);
  }
};

bool Selectors::afford(std::size_t names, const std::string& pointer) {
  looked_at_ += names;
  if (looked_at_ <= most_looked_at) return true;
  checker_.error(pointer, {"one pattern too many for so many names",
                           fmt::format("patterns that look at {} names in all", most_looked_at),
                           "groups are found without a look at every name"});
  return false;
}

template <class Kind>
void Selectors::add_named(const std::string& name, const std::string& pointer, std::vector<typename Kind::Id>& found) {
  if (!checker_.clean(pointer)) return;
  typename Kind::Id exact = Kind::find(checker_, name);
  if (!exact.valid() && !is_pattern(name)) exact = Kind::report(checker_, name, pointer);
  if (exact.valid()) found.push_back(exact);
  if (exact.valid() || !is_pattern(name)) return;
  const auto& things = Kind::things(checker_);
  if (!afford(things.size(), pointer)) return;
  const std::size_t before = found.size();
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (core::glob_matches(name, things[i].name)) found.emplace_back(i);
  }
  if (found.size() > before) return;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < std::min(things.size(), most_suggested); ++i) names.push_back(things[i].name);
  std::string letters = name;
  std::erase_if(letters, [](char c) { return c == '*' || c == '?'; });
  checker_.error(pointer, {fmt::format("{}, which matches no {}", quoted(name), Kind::word),
                           fmt::format("the id of a {}, or a pattern of ids: {}", Kind::word, listed(names)),
                           checker_.suggestion(letters, names)});
}

template <class Kind>
std::vector<typename Kind::Id> Selectors::named(const NamesSpec& names, const std::string& pointer) {
  std::vector<typename Kind::Id> found;
  for (std::size_t i = 0; i < names.names.size(); ++i)
    add_named<Kind>(names.names[i], names.list ? fmt::format("{}/{}", pointer, i) : pointer, found);
  if (names.names.size() > 1) sort_out(found);
  return found;
}

template <class Kind>
std::vector<typename Kind::Id> Selectors::in_group(const std::string& group, const std::string& pointer) {
  const auto& groups = Kind::groups(checker_);
  const auto found = groups.find(group);
  if (found != groups.end()) return found->second;
  if (!checker_.clean(pointer)) return {};
  std::vector<std::string_view> names;
  for (const auto& [name, members] : groups) names.push_back(name);
  checker_.error(pointer, {fmt::format("{}, a group of no {}", quoted(group), Kind::word),
                           names.empty() ? fmt::format("a group, and no {} has \"groups\"", Kind::word)
                                         : "a group: " + listed(names),
                           checker_.suggestion(group, names)});
  return {};
}

template <class Kind>
bool Selectors::refuse_empty(const std::string& pointer) {
  if (checker_.clean(pointer)) {
    checker_.error(pointer, {fmt::format("a selector of no {}", Kind::word),
                             fmt::format("keys that at least one {} has all of", Kind::word),
                             {}});
  }
  return false;
}

std::vector<UserId> Selectors::at_home(const std::string& home, const std::string& pointer) {
  std::vector<ClusterId> homes;
  add_named<ClusterKind>(home, pointer, homes);
  if (users_by_home_.empty()) {
    users_by_home_.resize(checker_.plan.clusters.size());
    const directory::Users& users = checker_.plan.users;
    for (std::size_t i = 0; i < users.size(); ++i) users_by_home_[users.home(i).index()].emplace_back(i);
  }
  std::vector<UserId> found;
  for (const ClusterId cluster : homes) {
    const std::vector<UserId>& users = users_by_home_[cluster.index()];
    found.insert(found.end(), users.begin(), users.end());
  }
  sort_out(found);
  return found;
}

std::vector<UserId> Selectors::users(const UserSelector& selector, const std::string& pointer) {
  if (!checker_.clean(pointer)) return {};
  if (!selector.object) return named<UserKind>(selector.id, pointer);
  Narrowing<UserId> chosen;
  if (!selector.id.names.empty()) chosen.keep(named<UserKind>(selector.id, pointer + "/id"));
  if (selector.group) chosen.keep(in_group<UserKind>(*selector.group, pointer + "/group"));
  if (selector.home) chosen.keep(at_home(*selector.home, pointer + "/home"));
  std::vector<UserId> users = chosen.take(checker_.plan.users.size());
  if (selector.first && users.size() > *selector.first) users.resize(*selector.first);
  if (users.empty()) refuse_empty<UserKind>(pointer);
  return users;
}

// A cluster that joins by the timeline has the role it joins with first.
const std::vector<ils::Role>& Selectors::roles() {
  if (!roles_.empty()) return roles_;
  for (const ClusterSpec& cluster : checker_.spec.clusters) roles_.push_back(cluster.ils.role);
  for (const ActionSpec& action : checker_.spec.timeline) {
    const auto* join = std::get_if<IlsJoinSpec>(&action.action);
    if (join == nullptr || !join->role) continue;
    const ClusterId cluster = checker_.find_cluster(join->cluster);
    if (!cluster.valid() || roles_[cluster.index()] != ils::Role::standalone) continue;
    roles_[cluster.index()] = *join->role;
  }
  return roles_;
}

std::vector<ClusterId> Selectors::clusters(const ClusterSelector& selector, const std::string& pointer) {
  if (!checker_.clean(pointer)) return {};
  if (!selector.object) return named<ClusterKind>(selector.id, pointer);
  Narrowing<ClusterId> chosen;
  if (!selector.id.names.empty()) chosen.keep(named<ClusterKind>(selector.id, pointer + "/id"));
  if (selector.group) chosen.keep(in_group<ClusterKind>(*selector.group, pointer + "/group"));
  std::vector<ClusterId> clusters = chosen.take(checker_.plan.clusters.size());
  if (selector.role) std::erase_if(clusters, [&](ClusterId id) { return roles()[id.index()] != *selector.role; });
  if (clusters.empty()) refuse_empty<ClusterKind>(pointer);
  return clusters;
}

}  // namespace roamsim::scenario
