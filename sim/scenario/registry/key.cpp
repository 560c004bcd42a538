#include "sim/scenario/registry/key.hpp"

#include <fmt/format.h>

#include <utility>

namespace roamsim::scenario {
namespace {

void walk_from(const std::string& path, const Key& key, KeyVisitor& visitor) {
  visitor.enter(path, key);
  for (const Key& child : key.children) {
    std::string below = path;
    if (key.type == KeyType::array) {
      below += "[]";
    } else {
      if (!below.empty()) below += '.';
      below += child.name;
    }
    walk_from(below, child, visitor);
  }
  visitor.leave(path, key);
}

class Lines final : public KeyVisitor {
 public:
  void enter(const std::string& path, const Key& key) override {
    if (!key.has_value()) return;
    std::string range = key.pattern;
    if (key.is_quantity()) range = key.least + " to " + key.most;
    for (const Choice& choice : key.choices) {
      if (!range.empty()) range += '|';
      range += choice.name;
    }
    const std::string preset = key.required ? "required" : key.default_value.value_or("none");
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", path, name_of(key.type), key.unit, preset, range,
                        name_of(key.provenance), key.source, key.text);
  }

  std::string text;
};

}  // namespace

void Keys::push_back(Key key) {
  if (keys_ == nullptr) {
    keys_ = std::make_shared<std::vector<Key>>();
  } else if (keys_.use_count() > 1) {
    keys_ = std::make_shared<std::vector<Key>>(*keys_);
  }
  keys_->push_back(std::move(key));
}

const Key* Keys::begin() const {
  return keys_ == nullptr ? nullptr : keys_->data();
}

std::size_t Keys::size() const {
  return keys_ == nullptr ? 0 : keys_->size();
}

const Key& Keys::at(std::size_t index) const {
  return keys_->at(index);
}

std::string_view name_of(KeyType type) {
  switch (type) {
    case KeyType::boolean:
      return "boolean";
    case KeyType::count:
      return "count";
    case KeyType::text:
      return "text";
    case KeyType::choice:
      return "choice";
    case KeyType::duration:
      return "duration";
    case KeyType::bit_rate:
      return "bit_rate";
    case KeyType::size:
      return "size";
    case KeyType::distance:
      return "distance";
    case KeyType::cluster:
      return "cluster";
    case KeyType::user:
      return "user";
    case KeyType::cluster_pair:
      return "cluster_pair";
    case KeyType::number:
      return "number";
    case KeyType::names:
      return "names";
    case KeyType::users:
      return "users";
    case KeyType::clusters:
      return "clusters";
    case KeyType::moment:
      return "moment";
    case KeyType::call:
      return "call";
    case KeyType::text_or_count:
      return "text_or_count";
    case KeyType::object:
      return "object";
    case KeyType::array:
      return "array";
    case KeyType::tagged:
      return "tagged";
    case KeyType::choice_or_object:
      return "choice_or_object";
    case KeyType::alternative:
      return "alternative";
  }
  return "unknown";
}

std::string_view name_of(Provenance provenance) {
  switch (provenance) {
    case Provenance::given:
      return "given";
    case Provenance::documented:
      return "documented";
    case Provenance::measured:
      return "measured";
    case Provenance::assumed:
      return "assumed";
  }
  return "unknown";
}

void walk(const Key& root, KeyVisitor& visitor) {
  walk_from(root.name, root, visitor);
}

std::string describe(const Key& root) {
  Lines lines;
  walk(root, lines);
  return std::move(lines.text);
}

}  // namespace roamsim::scenario
