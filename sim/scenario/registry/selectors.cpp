#include "sim/scenario/registry/selectors.hpp"

#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::uint64_t most_users = 2'000'000;

template <class Selector>
Object<Selector> common_keys(const TextRule& rule, const std::string& what) {
  Object<Selector> keys(JsonWriter::Layout::one_line);
  keys.add("id", &Selector::id, NamesCodec(rule), given("Ids and patterns of " + what + "."))
      .unless([](const Selector& selector) { return selector.id.names.empty(); });
  keys.add("group", &Selector::group, TextCodec(cluster_id_rule()), given("A group that they are in."));
  return keys;
}

Object<UserSelector> user_selector_keys() {
  using S = UserSelector;
  Object<S> keys = common_keys<S>(user_pattern_rule(), "users");
  keys.add("home", &S::home, TextCodec(cluster_pattern_rule()), given("Their home cluster, or a pattern of its id."));
  keys.add("first", &S::first, count(1, most_users, "users"),
           given("Only so many, the first in the order of the file that have all the other keys but \"at\"."));
  return keys;
}

}  // namespace

SelectorCodec<UserSelector> users_asked() {
  return {KeyType::users, NamesCodec(user_pattern_rule()), user_selector_keys()};
}

SelectorCodec<UserSelector> users_who_act() {
  Object<UserSelector> keys = user_selector_keys();
  keys.add("at", &UserSelector::at, cluster_reference(),
           given("The cluster where they are when their turn comes; the others do nothing."));
  return {KeyType::users, NamesCodec(user_pattern_rule()), std::move(keys)};
}

SelectorCodec<ClusterSelector> clusters_selected() {
  using S = ClusterSelector;
  Object<S> keys = common_keys<S>(cluster_pattern_rule(), "clusters");
  keys.add("role", &S::role, ils_role(), given("Their place in the ILS network."));
  return {KeyType::clusters, NamesCodec(cluster_pattern_rule()), std::move(keys)};
}

}  // namespace roamsim::scenario
