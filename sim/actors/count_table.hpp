#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace roamsim::actors {

/// How often each of few keys was seen: open addressing, so that counting allocates only when the table doubles. A key
/// is below 2^63.
class CountTable {
 public:
  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t count = 0;  ///< 0: a free place
  };

  void add(std::uint64_t key, std::uint64_t count = 1) {
    Entry& entry = place_of(key);
    if (entry.count == 0) {
      if ((used_ + 1) * 2 > entries_.size()) {
        grow();
        return add(key, count);
      }
      ++used_;
      entry.key = key;
    }
    entry.count += count;
  }

  [[nodiscard]] std::size_t size() const { return used_; }

  /// What was counted, by ascending key; the table is empty then and keeps its room.
  [[nodiscard]] std::vector<Entry> take() {
    std::vector<Entry> taken;
    taken.reserve(used_);
    for (Entry& entry : entries_) {
      if (entry.count > 0) taken.push_back(std::exchange(entry, Entry{}));
    }
    used_ = 0;
    std::sort(taken.begin(), taken.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
    return taken;
  }

 private:
  static constexpr std::size_t smallest = 64;

  [[nodiscard]] Entry& place_of(std::uint64_t key) {
    const std::size_t mask = entries_.size() - 1;
    // Fibonacci hashing: the upper half of the product depends on all bits of the key.
    std::size_t place = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
    while (entries_[place].count > 0 && entries_[place].key != key) place = (place + 1) & mask;
    return entries_[place];
  }

  void grow() {
    std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
    for (const Entry& entry : old) {
      if (entry.count > 0) place_of(entry.key) = entry;
    }
  }

  std::vector<Entry> entries_ = std::vector<Entry>(smallest);  ///< a power of two of them
  std::size_t used_ = 0;
};

}  // namespace roamsim::actors
