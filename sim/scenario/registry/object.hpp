#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/copy_on_write.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {

/// What a description says of a key beside its type and range.
struct Doc {
  std::string text;
  Provenance provenance = Provenance::given;
  std::string source;
};

/// The author of a scenario states it.
inline Doc given(std::string text) {
  return {std::move(text), Provenance::given, {}};
}
/// The vendor's (or a standard's) text states it.
inline Doc documented(std::string text, std::string source) {
  return {std::move(text), Provenance::documented, std::move(source)};
}
/// Seen in a measurement.
inline Doc measured(std::string text, std::string source) {
  return {std::move(text), Provenance::measured, std::move(source)};
}
/// Neither; to be swept. `basis` is what speaks for it, if anything does.
inline Doc assumed(std::string text, std::string basis = {}) {
  return {std::move(text), Provenance::assumed, std::move(basis)};
}

/// How many items a list may have. The upper end keeps a hostile file from filling the memory.
struct Items {
  std::size_t least = 0;
  std::size_t most = 0;
};

/// One key of an object that is bound to a struct T.
template <class T>
struct Field {
  std::string name;
  bool required = false;
  bool written = true;       ///< false: read and checked, but not written again
  bool has_default = false;  ///< what the member holds beforehand, where the key stands for one value
  std::function<bool(Reader&, const Node&, T&)> read;
  std::function<void(JsonWriter&, const T&)> write;  ///< the key and its value; nothing if it is absent
  std::function<void(Key&)> describe;                ///< all but name, `required` and default

  /// Made when it is asked for: who runs a scenario needs no descriptions.
  [[nodiscard]] Key key() const {
    Key key;
    key.name = name;
    describe(key);
    key.required = required;
    if (has_default && key.is_leaf()) {
      JsonWriter writer;
      writer.begin_object(JsonWriter::Layout::one_line);
      write(writer, T{});
      const std::string& text = writer.text();
      key.default_value = text.substr(text.find(": ") + 2);
    }
    return key;
  }
};

/// Describes an object of the file by the struct it fills: each key with its member, type, range and text in one place.
/// The default is what the member holds beforehand, so it is never repeated here.
template <class T>
class Object {
 public:
  explicit Object(JsonWriter::Layout layout = JsonWriter::Layout::lines) : layout_(layout) {}

  /// A key that may be left out.
  template <class V, Codec<V> C>
  Object& add(std::string name, V T::*member, C codec, Doc doc) {
    fields_.own().push_back(bound(std::move(name), member, std::move(codec), std::move(doc)));
    fields_.own().back().has_default = true;
    return *this;
  }

  /// A key that must be there.
  template <class V, Codec<V> C>
  Object& require(std::string name, V T::*member, C codec, Doc doc) {
    fields_.own().push_back(bound(std::move(name), member, std::move(codec), std::move(doc)));
    fields_.own().back().required = true;
    return *this;
  }

  /// A key without a default: absent is a state of its own.
  template <class V, Codec<V> C>
  Object& add(std::string name, std::optional<V> T::*member, C codec, Doc doc) {
    Field<T> field = described(name, codec, std::move(doc));
    field.read = [member, codec](Reader& reader, const Node& node, T& object) {
      V value{};
      const bool ok = codec.read(reader, node, value);
      if (ok || node.is(NodeKind::string)) object.*member = std::move(value);
      return ok;
    };
    field.write = [member, codec, name](JsonWriter& writer, const T& object) {
      if (!(object.*member)) return;
      writer.key(name);
      codec.write(writer, *(object.*member));
    };
    fields_.own().push_back(std::move(field));
    return *this;
  }

  /// The keys of a struct that is a member of T stand among those of T.
  template <class U>
  Object& embed(U T::*member, const Object<U>& inner) {
    for (const Field<U>& part : inner.fields()) {
      Field<T> field;
      field.name = part.name;
      field.required = part.required;
      field.written = part.written;
      field.read = [member, read = part.read](Reader& reader, const Node& node, T& object) {
        return read(reader, node, object.*member);
      };
      field.write = [member, write = part.write](JsonWriter& writer, const T& object) {
        write(writer, object.*member);
      };
      field.describe = [part](Key& key) { key = part.key(); };
      fields_.own().push_back(std::move(field));
    }
    return *this;
  }

  /// A list whose items start as `first(object)`, for what holds for all of them unless an item says otherwise.
  template <class U, Codec<U> C>
  Object& add_list(std::string name, std::vector<U> T::*member, C item, Items items, std::function<U(const T&)> first,
                   Doc doc) {
    Field<T> field;
    field.name = name;
    field.required = items.least > 0;
    field.describe = [item, items, doc = std::move(doc)](Key& key) { describe_list(key, item, items, doc); };
    field.read = [member, item, items, first](Reader& reader, const Node& node, T& object) {
      const std::size_t size = node.children.size();
      if (!node.is(NodeKind::array)) return reader.refuse(node, "an array");
      if (size < items.least || size > items.most) {
        return reader.refuse_found(node, "an array of " + std::to_string(size),
                                   std::to_string(items.least) + " to " + std::to_string(items.most) + " items");
      }
      std::vector<U> values(size, first(object));
      bool ok = true;
      for (std::size_t i = 0; i < size; ++i) {
        const Reader::Inside inside(reader, i);
        ok = item.read(reader, node.children[i], values[i]) && ok;
      }
      object.*member = std::move(values);  // with the bad ones, so that each keeps its index
      return ok;
    };
    field.write = [member, item, name](JsonWriter& writer, const T& object) {
      writer.key(name);
      constexpr bool short_items = std::is_same_v<U, std::string>;
      writer.begin_array(short_items ? JsonWriter::Layout::one_line : JsonWriter::Layout::lines);
      for (const U& entry : object.*member) item.write(writer, entry);
      writer.end_array();
    };
    fields_.own().push_back(std::move(field));
    return *this;
  }

  template <class U, Codec<U> C>
  Object& add_list(std::string name, std::vector<U> T::*member, C item, Items items, Doc doc) {
    const auto fresh = [](const T&) { return U{}; };
    return add_list<U, C>(std::move(name), member, std::move(item), items, fresh, std::move(doc));
  }

  /// A key that is read and checked but not written again, because merging has moved its values to where they act.
  Object& not_written() {
    fields_.own().back().written = false;
    return *this;
  }

  /// The same keys, of which but one must be there.
  [[nodiscard]] Object requiring_only(std::string_view name) const {
    Object copy = *this;
    for (Field<T>& field : copy.fields_.own()) field.required = field.name == name;
    return copy;
  }

  /// The last key is left out of what is written where the predicate holds.
  template <class Predicate>
  Object& unless(Predicate left_out) {
    fields_.own().back().write = [write = std::move(fields_.own().back().write), left_out](JsonWriter& writer,
                                                                                           const T& object) {
      if (!left_out(object)) write(writer, object);
    };
    fields_.own().back().has_default = false;
    return *this;
  }

  bool read(Reader& reader, const Node& node, T& object) const { return read_beside(reader, node, object, {}); }

  /// Reads the object; the keys in `others` are known but belong to someone else.
  bool read_beside(Reader& reader, const Node& node, T& object, const std::vector<std::string_view>& others) const {
    if (!node.is(NodeKind::object)) return reader.refuse(node, "an object");
    bool ok = read_fields(reader, node, object);
    std::vector<std::string_view> known = others;
    for (const Field<T>& field : *fields_) known.emplace_back(field.name);
    for (const Node& member : node.children) {
      if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
      reader.unknown_key(member, known);
      ok = false;
    }
    return ok;
  }

  /// Reads the known keys only.
  bool read_fields(Reader& reader, const Node& node, T& object) const {
    bool ok = true;
    for (const Field<T>& field : *fields_) {
      if (const Node* value = node.find(field.name)) {
        const Reader::Inside inside(reader, field.name);
        ok = field.read(reader, *value, object) && ok;
      } else if (field.required && !is_misspelt(field.name, node)) {
        ok = reader.refuse_found(node, "no \"" + field.name + '"', "an object with \"" + field.name + '"',
                                 field.key().text);
      }
    }
    return ok;
  }

  void write(JsonWriter& writer, const T& object) const {
    writer.begin_object(layout_);
    write_fields(writer, object);
    writer.end_object();
  }
  void write_fields(JsonWriter& writer, const T& object) const {
    for (const Field<T>& field : *fields_) {
      if (field.written) field.write(writer, object);
    }
  }

  void describe(Key& key) const {
    key.type = KeyType::object;
    for (const Field<T>& field : *fields_) key.children.push_back(field.key());
  }

  [[nodiscard]] const std::vector<Field<T>>& fields() const { return *fields_; }

 private:
  /// Whether a key is there under a name so near that the unknown key is the better message.
  [[nodiscard]] bool is_misspelt(std::string_view name, const Node& node) const {
    constexpr std::size_t shortest = 4;  // shorter names are near each other anyway
    if (name.size() < shortest) return false;
    const auto own = [](std::string_view key) { return [key](const Field<T>& field) { return field.name == key; }; };
    return std::any_of(node.children.begin(), node.children.end(), [&](const Node& member) {
      return std::none_of(fields_->begin(), fields_->end(), own(member.key)) && nearest(member.key, {&name, 1});
    });
  }

  template <class C>
  static Field<T> described(std::string name, const C& codec, Doc doc) {
    Field<T> field;
    field.name = std::move(name);
    field.describe = [codec, doc = std::move(doc)](Key& key) {
      key.text = doc.text;
      key.provenance = doc.provenance;
      key.source = doc.source;
      codec.describe(key);
    };
    return field;
  }

  template <class C>
  static void describe_list(Key& key, const C& item, Items items, const Doc& doc) {
    key.type = KeyType::array;
    key.least = std::to_string(items.least);
    key.most = std::to_string(items.most);
    Key of_item;
    of_item.text = doc.text;
    item.describe(of_item);
    key.children.push_back(std::move(of_item));
    key.text = doc.text;
  }

  template <class V, class C>
  static Field<T> bound(std::string name, V T::*member, C codec, Doc doc) {
    Field<T> field = described(name, codec, std::move(doc));
    field.read = [member, codec](Reader& reader, const Node& node, T& object) {
      return codec.read(reader, node, object.*member);
    };
    field.write = [member, codec, name = std::move(name)](JsonWriter& writer, const T& object) {
      writer.key(name);
      codec.write(writer, object.*member);
    };
    return field;
  }

  JsonWriter::Layout layout_;
  core::CopyOnWrite<std::vector<Field<T>>> fields_;  ///< shared by those that an object is a part of
};

}  // namespace roamsim::scenario
