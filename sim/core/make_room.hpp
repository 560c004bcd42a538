#pragma once

#include <vector>

namespace roamsim::core {

/// Makes room for one more at the end of a vector. One that is full grows by a quarter, not to twice its size: where
/// there are many vectors, or large ones, less of them is empty.
template <class T>
void make_room(std::vector<T>& items) {
  if (items.size() == items.capacity()) items.reserve(items.size() + items.size() / 4 + 8);
}

}  // namespace roamsim::core
