#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace roamsim::core {

/// Objects at addresses that never change, made in blocks and kept until the pool ends. Recycling is the user's: the
/// pool hands out each object once.
template <class T, std::size_t Block = 256>
class StablePool {
 public:
  T& operator[](std::size_t index) { return blocks_[index / Block][index % Block]; }
  const T& operator[](std::size_t index) const { return blocks_[index / Block][index % Block]; }

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Adds one default-constructed object and returns it.
  T& grow() {
    if (size_ == blocks_.size() * Block) blocks_.push_back(std::make_unique<T[]>(Block));
    return (*this)[size_++];
  }

 private:
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace roamsim::core
