#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::scenario {

/// Where a key's default and range come from. `given` makes no claim about the world: the author of a scenario states
/// it.
enum class Provenance : std::uint8_t { given, documented, measured, assumed };

/// What a value looks like in the file.
enum class KeyType : std::uint8_t {
  boolean,
  count,  ///< a whole number
  text,
  choice,         ///< one of a few names
  duration,       ///< "30 min"
  bit_rate,       ///< "100 Mb/s"
  size,           ///< "64 kB"
  distance,       ///< "400 km"
  cluster,        ///< the id of a cluster of the file
  user,           ///< the id of a user of the file
  cluster_pair,   ///< two ids of clusters
  number,         ///< with or without a fraction
  names,          ///< an id or pattern, or an array of them
  users,          ///< a selector of users: names, or an object
  clusters,       ///< a selector of clusters
  moment,         ///< a date, or one measured from an event such as "cluster1 recovered"
  call,           ///< "user->number"
  text_or_count,  ///< a text, or a whole number for its digits
  object,
  array,             ///< its one child describes an item
  tagged,            ///< an object of several kinds; its children are the common keys, then the alternatives
  choice_or_object,  ///< one of a few names, or an object that says more
  alternative        ///< one kind of a tagged object
};

struct Choice {
  std::string name;
  std::string text;
};

struct Key;

/// The keys below a key. Copies share them, so that a description that many others contain is held once.
class Keys {
 public:
  void push_back(Key key);
  [[nodiscard]] const Key* begin() const;
  [[nodiscard]] const Key* end() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const Key& front() const { return at(0); }
  [[nodiscard]] const Key& at(std::size_t index) const;

 private:
  std::shared_ptr<std::vector<Key>> keys_;  ///< null: none
};

/// The description of one key: what the loader enforces, and what schema, table, reference and completion are made
/// from.
struct Key {
  std::string name;
  KeyType type = KeyType::object;
  std::string unit;  ///< of a quantity: the units a value may have, as "B|kB|MB|GB", or what a count counts
  std::string text;  ///< one or two sentences
  bool required = false;
  std::optional<std::string> default_value;  ///< as JSON text, written from the struct's initializer
  std::string least, most;                   ///< of a quantity, as written in a file
  std::string pattern;                       ///< of a text: ECMAScript, for the whole value
  std::string tag;  ///< of a tagged object: the key whose value names the kind; empty: the first key does
  std::vector<Choice> choices;
  Provenance provenance = Provenance::given;
  std::string source;
  Keys members;  ///< of a selector: the keys of its object; not visited by walk()
  Keys children;

  /// Whether this is a value of its own rather than a container of keys.
  [[nodiscard]] bool is_leaf() const { return type < KeyType::object; }
  /// Whether a value can be given for the key itself.
  [[nodiscard]] bool has_value() const { return is_leaf() || type == KeyType::choice_or_object; }
  /// Whether values of this type have a unit and a range.
  [[nodiscard]] bool is_quantity() const {
    return type == KeyType::count || type == KeyType::number || type == KeyType::duration ||
           type == KeyType::bit_rate || type == KeyType::size || type == KeyType::distance;
  }
};

inline const Key* Keys::end() const {
  return begin() + size();
}

std::string_view name_of(KeyType type);
std::string_view name_of(Provenance provenance);

/// Sees every key below a description, parents first. A path is like "clusters[].ils.interval" or
/// "timeline[].login.user"; the index of an array is "[]".
class KeyVisitor {
 public:
  virtual ~KeyVisitor() = default;
  virtual void enter(const std::string& path, const Key& key) = 0;
  virtual void leave(const std::string& /*path*/, const Key& /*key*/) {}
};

void walk(const Key& root, KeyVisitor& visitor);

/// Every leaf key below the description, one a line: path, type, unit, default, range, provenance, source, text; tabs
/// between.
std::string describe(const Key& root);

}  // namespace roamsim::scenario
