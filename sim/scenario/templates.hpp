#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// The templates of one kind, as written in a list of objects with an `id`. A template may name another one that it
/// starts from.
class Templates {
 public:
  /// `list` may be null: no templates. `pointer` is the list's.
  Templates(const Node* list, std::string pointer, Diagnostics& diagnostics);

  /// Puts what the item's template says under what the item says; false if it names none that exists, or one that
  /// starts from itself, which is reported.
  bool apply(Node& item, const std::string& pointer);

  /// Warns of templates that no item uses.
  void warn_of_unused() const;

 private:
  struct Entry {
    std::string_view id;
    const Node* node = nullptr;
    std::size_t index = 0;
    bool used = false;
  };
  Entry* find(const Node& name, const std::string& pointer);

  std::vector<Entry> entries_;
  std::string pointer_;
  Diagnostics& diagnostics_;
};

}  // namespace roamsim::scenario
