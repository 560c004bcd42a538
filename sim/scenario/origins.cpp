#include "sim/scenario/origins.hpp"

#include <charconv>
#include <cstddef>
#include <string_view>

namespace roamsim::scenario {
namespace {

bool is_at(const Node& node, Place place) {
  return (node.place.source == place.source && node.place.offset == place.offset) ||
         (!node.key.empty() && node.key_place.source == place.source && node.key_place.offset == place.offset);
}

bool find(const Node& node, Place place, std::string& pointer) {
  if (is_at(node, place)) return true;
  const std::size_t length = pointer.size();
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    append_pointer(pointer, node.is(NodeKind::object) ? std::string(node.children[i].key) : std::to_string(i));
    if (find(node.children[i], place, pointer)) return true;
    pointer.resize(length);
  }
  return false;
}

const Node* step(const Node& node, const std::string& part) {
  if (node.is(NodeKind::object)) return node.find(part);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  const bool good = error == std::errc{} && end == part.data() + part.size();
  return node.is(NodeKind::array) && good && index < node.children.size() ? &node.children[index] : nullptr;
}

}  // namespace

std::string written_pointer(const Node& written, const Node& expanded, Place place, const std::string& pointer) {
  std::string found;
  if (!find(written, place, found)) return pointer;
  // What the pointer names beyond the value at the place stays: a key that is missing there, say.
  std::string rest;
  bool met = false;
  const auto meet = [&](const Node* node) {
    if (node == nullptr || !is_at(*node, place)) return;
    rest.clear();
    met = true;
  };
  const Node* node = &expanded;
  for (const std::string& part : pointer_parts(pointer)) {
    meet(node);
    append_pointer(rest, part);
    node = node == nullptr ? nullptr : step(*node, part);
  }
  meet(node);
  return met ? found + rest : found;
}

}  // namespace roamsim::scenario
