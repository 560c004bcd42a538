#include "sim/scenario/merge.hpp"

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace roamsim::scenario {

void merge_over(Node& base, Node over) {
  if (!base.is(NodeKind::object) || !over.is(NodeKind::object)) {
    base = std::move(over);
    return;
  }
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < base.children.size(); ++i) index.emplace(base.children[i].key, i);
  base.place = over.place;
  for (Node& member : over.children) {
    const auto found = index.find(member.key);
    if (found == index.end()) {
      base.children.push_back(std::move(member));
    } else {
      const Place key_place = member.key_place;
      merge_over(base.children[found->second], std::move(member));
      base.children[found->second].key_place = key_place;
    }
  }
}

}  // namespace roamsim::scenario
