#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::scenario {

/// What a JSON value is.
enum class NodeKind : std::uint8_t { null, boolean, number, string, array, object };

/// A place in one of the texts a scenario is made of: 0 is the file, k the k-th `--set`.
struct Place {
  std::uint16_t source = 0;
  std::uint32_t offset = 0;  ///< bytes from the start of that text
};

/// A JSON value that remembers where it was written. Its views point into the texts held by Sources.
struct Node {
  NodeKind kind = NodeKind::null;
  Place place;                 ///< of the value
  Place key_place;             ///< of the key, if the value is a member of an object
  std::string_view key;        ///< decoded; only in a member of an object
  std::string_view text;       ///< string: decoded; number and boolean: as written
  std::vector<Node> children;  ///< items of an array, members of an object, in the order of the text

  /// The member with the key, or null; keys of one object differ.
  [[nodiscard]] const Node* find(std::string_view name) const {
    for (const Node& child : children) {
      if (child.key == name) return &child;
    }
    return nullptr;
  }
  [[nodiscard]] Node* find(std::string_view name) {
    for (Node& child : children) {
      if (child.key == name) return &child;
    }
    return nullptr;
  }
  [[nodiscard]] bool is(NodeKind what) const { return kind == what; }
};

/// A key or index as part of a JSON Pointer (RFC 6901): `~` and `/` escaped.
std::string pointer_part(std::string_view key);

/// Appends "/key" to a JSON Pointer.
void append_pointer(std::string& pointer, std::string_view key);

/// The parts of a JSON Pointer, unescaped.
std::vector<std::string> pointer_parts(std::string_view pointer);

/// The node a pointer names, or the deepest one on the way to it; `exact` tells which. An array's part is an index.
const Node& deepest(const Node& root, std::string_view pointer, bool& exact);

/// What stands at a node, for a message: a short value as written, or "an object".
std::string shown(const Node& node);

}  // namespace roamsim::scenario
