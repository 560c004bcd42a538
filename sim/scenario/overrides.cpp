#include "sim/scenario/overrides.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/row_keys.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/syntax.hpp"

namespace roamsim::scenario {
namespace {

std::vector<std::string> path_parts(std::string_view path) {
  if (path.starts_with('/')) return pointer_parts(path);
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Writes one argument into the tree.
class Override {
 public:
  Override(const std::string& argument, bool all_items_are_there, Sources& sources, Diagnostics& diagnostics)
      : argument_(argument),
        sources_(sources),
        diagnostics_(diagnostics),
        equals_(argument.find('=')),
        all_items_are_there_(all_items_are_there) {
    const bool has_value = equals_ != std::string::npos;
    source_ = sources_.add("--set " + argument, has_value ? argument.substr(equals_ + 1) : std::string{}, false);
  }

  void apply(Node& root) {
    if (equals_ == std::string::npos || equals_ == 0) {
      refuse({quoted(argument_), "PATH=VALUE, such as ils.interval=2min or /seed=7", {}});
      return;
    }
    std::vector<std::string> parts = path_parts(std::string_view(argument_).substr(0, equals_));
    std::optional<Node> value = read_value(parts);
    if (!value) return;
    Node* node = &root;
    for (std::string& part : parts) {
      node = step(*node, part);
      if (node == nullptr) return;
      append_pointer(pointer_, part);
    }
    value->key = node->key;
    value->key_place = {source_, 0};
    *node = std::move(*value);
    node->place = {source_, 0};
    warn_of_shadows(root, parts);
  }

  /// Whether the argument was left for later.
  [[nodiscard]] bool waits() const { return waits_; }

 private:
  void refuse(Message message) { diagnostics_.error({source_, 0}, pointer_, std::move(message)); }

  /// The member or item a part names; a member that is not there is made. The part becomes the index of an item.
  Node* step(Node& node, std::string& part) {
    if (node.is(NodeKind::array)) return item(node, part);
    if (!node.is(NodeKind::object)) {
      refuse({shown(node), "an object or an array, to set " + quoted(part) + " in", {}});
      return nullptr;
    }
    Node* const member = node.find(part);
    of_table_ = !all_items_are_there_ && has_table(node, part);
    if (member != nullptr) return member;
    Node made;
    made.kind = of_table_ ? NodeKind::array : NodeKind::object;
    made.place = made.key_place = {source_, 0};
    made.key = sources_.keep(part);
    node.children.push_back(std::move(made));
    return &node.children.back();
  }

  Node* item(Node& array, std::string& part) {
    std::vector<Node>& items = array.children;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (error == std::errc{} && end == part.data() + part.size() && index < items.size()) return &items[index];
    std::vector<std::string_view> ids;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Node* id = items[i].find("id");
      if (id == nullptr || !id->is(NodeKind::string)) continue;
      if (id->text == part) {
        part = std::to_string(i);
        return &items[i];
      }
      ids.push_back(id->text);
    }
    const bool of_pattern = std::any_of(items.begin(), items.end(), [](const Node& item) {
      return item.is(NodeKind::object) && item.find("count") != nullptr;
    });
    if (!all_items_are_there_ && (of_pattern || of_table_)) {
      waits_ = true;
      return nullptr;
    }
    std::string allowed = items.empty() ? "nothing: the array is empty" : "0 to " + std::to_string(items.size() - 1);
    if (!ids.empty()) allowed += ", or an id: " + listed(ids);
    refuse({"the item " + quoted(part), std::move(allowed), did_you_mean(part, ids)});
    return nullptr;
  }

  /// The value as JSON. What cannot be meant as JSON is a string.
  std::optional<Node> read_value(const std::vector<std::string>& parts) {
    const std::string_view text = sources_.text(source_);
    const bool meant_as_json = !text.empty() && std::string_view("{[\"").find(text.front()) != std::string_view::npos;
    Diagnostics own(sources_);
    std::optional<Node> value = parse(sources_, source_, own);
    if (value && own.error_count() == 0) return value;
    if (meant_as_json || text.size() > most_bytes) {
      std::string pointer;
      for (const std::string& part : parts) append_pointer(pointer, part);
      for (ScenarioError& error : own.errors()) {
        diagnostics_.error({source_, 0}, pointer + error.pointer,
                           {std::move(error.found), std::move(error.allowed), std::move(error.hint)});
      }
      return std::nullopt;
    }
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = utf8_length(text.substr(i));
      if (length == 0) {
        refuse({quoted(text), "a value in UTF-8", {}});
        return std::nullopt;
      }
      i += length;
    }
    Node string;
    string.kind = NodeKind::string;
    string.text = text;
    return string;
  }

  /// A value for all clusters does not reach those that state their own.
  void warn_of_shadows(const Node& root, const std::vector<std::string>& parts) {
    constexpr std::string_view sections[] = {"ils", "extension_mobility", "calls", "recovery"};
    const bool of_network = parts.size() == 3 && parts[0] == "network" && parts[1] == "access";
    if (!of_network &&
        (parts.size() != 2 || std::find(std::begin(sections), std::end(sections), parts[0]) == std::end(sections)))
      return;
    const std::string& section = parts[parts.size() - 2];
    const Node* clusters = root.find("clusters");
    if (clusters == nullptr) return;
    std::vector<std::string> own;
    for (std::size_t i = 0; i < clusters->children.size(); ++i) {
      const Node* inner = clusters->children[i].find(section);
      if (inner != nullptr && inner->find(parts.back()) != nullptr) {
        own.push_back("/clusters/" + std::to_string(i) + '/' + section + '/' + pointer_part(parts.back()));
      }
    }
    if (own.empty()) return;
    const std::vector<std::string_view> names(own.begin(), own.end());
    diagnostics_.warning({source_, 0}, pointer_,
                         {"clusters that state their own value", {}, "set there too: " + listed(names)});
  }

  const std::string& argument_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::size_t equals_;
  bool all_items_are_there_;
  bool waits_ = false;
  bool of_table_ = false;  ///< the list in hand has items in a table, too
  std::uint16_t source_ = 0;
  std::string pointer_;
};

}  // namespace

std::vector<std::string> apply_overrides(Node& root, std::span<const std::string> arguments, bool all_items_are_there,
                                         Sources& sources, Diagnostics& diagnostics) {
  std::vector<std::string> waiting;
  for (const std::string& argument : arguments) {
    Override one(argument, all_items_are_there, sources, diagnostics);
    one.apply(root);
    if (one.waits()) waiting.push_back(argument);
  }
  return waiting;
}

}  // namespace roamsim::scenario
