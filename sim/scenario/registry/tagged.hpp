#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/copy_on_write.hpp"
#include "sim/scenario/registry/object.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {

/// Describes an object of several kinds, bound to a struct T that holds a variant. Either the value of a tag key tells
/// the kind ("do": "login"), or, with an empty tag, the presence of the kind's own key does ({"converged": "bob",
/// ...}).
template <class T>
class Tagged {
 public:
  Tagged(std::string tag, std::string tag_text, Object<T> common)
      : tag_(std::move(tag)), tag_text_(std::move(tag_text)), common_(std::move(common)) {}

  /// Adds the kind that a type of the variant stands for.
  template <class A, class... Kinds>
  Tagged& kind(const std::string& name, std::variant<Kinds...> T::*member, const Object<A>& object,
               const std::string& text) {
    Kind entry;
    entry.name = name;
    entry.text = text;
    entry.describe = [object](Key& key) { object.describe(key); };
    for (const Field<A>& field : object.fields()) entry.keys.push_back(field.name);
    entry.read = [member, object](Reader& reader, const Node& node, T& value) {
      return object.read_fields(reader, node, (value.*member).template emplace<A>());
    };
    entry.write = [member, object](JsonWriter& writer, const T& value) {
      object.write_fields(writer, std::get<A>(value.*member));
    };
    entry.holds = [member](const T& value) { return std::holds_alternative<A>(value.*member); };
    kinds_.own().push_back(std::move(entry));
    return *this;
  }

  bool read(Reader& reader, const Node& node, T& value) const {
    if (!node.is(NodeKind::object)) return reader.refuse(node, "an object");
    bool ok = common_.read_fields(reader, node, value);
    const Kind* kind = tag_.empty() ? by_leading_key(reader, node) : by_tag(reader, node);
    if (kind == nullptr) return false;
    ok = kind->read(reader, node, value) && ok;
    std::vector<std::string_view> known;
    for (const Field<T>& field : common_.fields()) known.emplace_back(field.name);
    if (!tag_.empty()) known.emplace_back(tag_);
    known.insert(known.end(), kind->keys.begin(), kind->keys.end());
    for (const Node& member : node.children) {
      if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
      reader.unknown_key(member, known);
      ok = false;
    }
    return ok;
  }

  void write(JsonWriter& writer, const T& value) const {
    writer.begin_object(JsonWriter::Layout::one_line);
    common_.write_fields(writer, value);
    for (const Kind& kind : *kinds_) {
      if (!kind.holds(value)) continue;
      if (!tag_.empty()) {
        writer.key(tag_);
        writer.string(kind.name);
      }
      kind.write(writer, value);
    }
    writer.end_object();
  }

  void describe(Key& key) const {
    common_.describe(key);
    key.type = KeyType::tagged;
    key.tag = tag_;
    if (!tag_.empty()) {
      Key tag;
      tag.name = tag_;
      tag.type = KeyType::choice;
      tag.text = tag_text_;
      tag.required = true;
      for (const Kind& kind : *kinds_) tag.choices.push_back({kind.name, kind.text});
      key.children.push_back(std::move(tag));
    }
    for (const Kind& kind : *kinds_) {
      Key alternative;
      alternative.name = kind.name;
      kind.describe(alternative);
      alternative.type = KeyType::alternative;
      alternative.text = kind.text;
      key.children.push_back(std::move(alternative));
    }
  }

 private:
  struct Kind {
    std::string name, text;
    std::vector<std::string> keys;
    std::function<void(Key&)> describe;
    std::function<bool(Reader&, const Node&, T&)> read;
    std::function<void(JsonWriter&, const T&)> write;
    std::function<bool(const T&)> holds;
  };

  [[nodiscard]] std::vector<std::string_view> names() const {
    std::vector<std::string_view> result;
    for (const Kind& kind : *kinds_) result.emplace_back(kind.name);
    return result;
  }

  const Kind* by_tag(Reader& reader, const Node& node) const {
    const Node* tag = node.find(tag_);
    const std::vector<std::string_view> known = names();
    if (tag == nullptr) {
      reader.refuse_found(node, "no \"" + tag_ + '"', "an object with \"" + tag_ + "\": " + listed(known));
      return nullptr;
    }
    const Reader::Inside inside(reader, tag_);
    for (const Kind& kind : *kinds_) {
      if (tag->is(NodeKind::string) && tag->text == kind.name) return &kind;
    }
    reader.refuse(*tag, listed(known), tag->is(NodeKind::string) ? did_you_mean(tag->text, known) : std::string{});
    return nullptr;
  }

  const Kind* by_leading_key(Reader& reader, const Node& node) const {
    const Kind* found = nullptr;
    for (const Kind& kind : *kinds_) {
      if (node.find(kind.name) == nullptr) continue;
      if (found != nullptr) {
        reader.refuse_found(node, "both \"" + found->name + "\" and \"" + kind.name + '"', "one of " + listed(names()));
        return nullptr;
      }
      found = &kind;
    }
    if (found == nullptr) {
      std::string hint;
      for (const Node& member : node.children) {
        if (hint.empty()) hint = did_you_mean(member.key, names());
      }
      reader.refuse_found(node, "none of the keys that tell what is expected", "one of " + listed(names()),
                          std::move(hint));
    }
    return found;
  }

  std::string tag_;
  std::string tag_text_;
  Object<T> common_;
  core::CopyOnWrite<std::vector<Kind>> kinds_;
};

}  // namespace roamsim::scenario
