#include "sim/scenario/node.hpp"

#include <charconv>
#include <cstddef>

#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {

void append_pointer(std::string& pointer, std::string_view key) {
  pointer += '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string pointer_part(std::string_view key) {
  std::string result;
  append_pointer(result, key);
  return result.substr(1);
}

std::vector<std::string> pointer_parts(std::string_view pointer) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      parts.emplace_back();
    } else if (!parts.empty()) {
      const bool escaped =
          pointer[i] == '~' && i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1');
      parts.back() += escaped ? (pointer[++i] == '0' ? '~' : '/') : pointer[i];
    }
  }
  return parts;
}

const Node& deepest(const Node& root, std::string_view pointer, bool& exact) {
  const Node* node = &root;
  exact = true;
  for (const std::string& part : pointer_parts(pointer)) {
    const Node* next = nullptr;
    if (node->is(NodeKind::object)) {
      next = node->find(part);
    } else if (node->is(NodeKind::array)) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
      if (error == std::errc{} && end == part.data() + part.size() && index < node->children.size()) {
        next = &node->children[index];
      }
    }
    if (next == nullptr) {
      exact = false;
      return *node;
    }
    node = next;
  }
  return *node;
}

std::string shown(const Node& node) {
  switch (node.kind) {
    case NodeKind::null:
      return "null";
    case NodeKind::boolean:
    case NodeKind::number:
      return shortened(node.text);
    case NodeKind::string:
      return quoted(node.text);
    case NodeKind::array:
      return node.children.empty() ? "an empty array" : "an array";
    case NodeKind::object:
      return "an object";
  }
  return "a value";
}

}  // namespace roamsim::scenario
