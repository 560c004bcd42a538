#pragma once

#include "sim/scenario/registry/object.hpp"
#include "sim/scenario/selector.hpp"

namespace roamsim::scenario {

/// A selector: a name, an array of names, or an object with keys.
template <class Selector>
class SelectorCodec {
 public:
  SelectorCodec(KeyType type, NamesCodec names, Object<Selector> keys)
      : type_(type), names_(std::move(names)), keys_(std::move(keys)) {}

  bool read(Reader& reader, const Node& node, Selector& value) const {
    if (!node.is(NodeKind::object)) return names_.read(reader, node, value.id);
    value.object = true;
    if (node.children.empty()) {
      std::vector<std::string_view> names;
      for (const auto& field : keys_.fields()) names.emplace_back(field.name);
      return reader.refuse_found(node, "an empty object", "at least one of " + listed(names));
    }
    return keys_.read(reader, node, value);
  }

  void write(JsonWriter& writer, const Selector& value) const {
    if (value.object) {
      keys_.write(writer, value);
    } else {
      names_.write(writer, value.id);
    }
  }

  void describe(Key& key) const {
    names_.describe(key);
    key.type = type_;
    for (const auto& field : keys_.fields()) key.members.push_back(field.key());
  }

 private:
  KeyType type_;
  NamesCodec names_;
  Object<Selector> keys_;
};

/// Who acts: `at` asks where a user is when the turn comes.
SelectorCodec<UserSelector> users_who_act();
/// Whom an expectation is about.
SelectorCodec<UserSelector> users_asked();
SelectorCodec<ClusterSelector> clusters_selected();

}  // namespace roamsim::scenario
