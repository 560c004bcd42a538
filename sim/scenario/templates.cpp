#include "sim/scenario/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/scenario/merge.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {

Templates::Templates(const Node* list, std::string pointer, Diagnostics& diagnostics)
    : pointer_(std::move(pointer)), diagnostics_(diagnostics) {
  if (list == nullptr || !list->is(NodeKind::array)) return;
  for (std::size_t i = 0; i < list->children.size(); ++i) {
    const Node& node = list->children[i];
    const Node* id = node.find("id");
    if (id == nullptr || !id->is(NodeKind::string)) continue;  // reported when the keys are read
    const auto same = [&](const Entry& entry) { return entry.id == id->text; };
    if (const auto other = std::find_if(entries_.begin(), entries_.end(), same); other != entries_.end()) {
      diagnostics_.error(id->place, fmt::format("{}/{}/id", pointer_, i),
                         {quoted(id->text), "an id of its own for each template",
                          fmt::format("{}/{}/id has it already", pointer_, other->index)});
      continue;
    }
    entries_.push_back({id->text, &node, i, false});
  }
}

Templates::Entry* Templates::find(const Node& name, const std::string& pointer) {
  if (!name.is(NodeKind::string)) return nullptr;  // reported when the keys are read
  for (Entry& entry : entries_) {
    if (entry.id == name.text) return &entry;
  }
  std::vector<std::string_view> ids;
  for (const Entry& entry : entries_) ids.push_back(entry.id);
  diagnostics_.error(name.place, pointer,
                     {quoted(name.text) + ", which names no template",
                      ids.empty() ? "the id of a template in " + pointer_ + ", which has none"
                                  : "the id of a template: " + listed(ids),
                      did_you_mean(name.text, ids)});
  return nullptr;
}

bool Templates::apply(Node& item, const std::string& pointer) {
  std::vector<const Entry*> chain;
  const Node* name = item.find("template");
  std::string place = pointer;
  while (name != nullptr) {
    Entry* entry = find(*name, place + "/template");
    if (entry == nullptr) return false;
    entry->used = true;
    if (std::find(chain.begin(), chain.end(), entry) != chain.end()) {
      diagnostics_.error(name->place, place + "/template",
                         {quoted(name->text) + ", which starts from itself", "a template of another kind", {}});
      return false;
    }
    chain.push_back(entry);
    place = fmt::format("{}/{}", pointer_, entry->index);
    name = entry->node->find("template");
  }
  if (chain.empty()) return true;
  Node whole;
  whole.kind = NodeKind::object;
  for (auto entry = chain.rbegin(); entry != chain.rend(); ++entry) {
    Node part = *(*entry)->node;
    std::erase_if(part.children, [](const Node& member) { return member.key == "id" || member.key == "template"; });
    merge_over(whole, std::move(part));
  }
  const Node own = item;
  merge_over(whole, std::move(item));
  whole.key = own.key;
  whole.key_place = own.key_place;
  item = std::move(whole);
  return true;
}

void Templates::warn_of_unused() const {
  for (const Entry& entry : entries_) {
    if (entry.used) continue;
    diagnostics_.warning(entry.node->place, fmt::format("{}/{}", pointer_, entry.index),
                         {quoted(entry.id), {}, "nothing uses this template"});
  }
}

}  // namespace roamsim::scenario
