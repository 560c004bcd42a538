#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace roamsim::scenario {

/// A list whose copies share its items until one of them is changed. Descriptions hold descriptions, by value and more
/// than once: copied whole, each level would double what the one below it takes.
template <class T>
class SharedList {
 public:
  void push_back(T item) { own().push_back(std::move(item)); }
  [[nodiscard]] T& back() { return own().back(); }
  [[nodiscard]] const std::vector<T>& items() const { return *items_; }
  /// The items, to be changed.
  [[nodiscard]] std::vector<T>& own() {
    if (items_.use_count() > 1) items_ = std::make_shared<std::vector<T>>(*items_);
    return *items_;
  }

 private:
  std::shared_ptr<std::vector<T>> items_ = std::make_shared<std::vector<T>>();
};

}  // namespace roamsim::scenario
