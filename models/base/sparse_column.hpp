#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace roamsim {

/// A value for each of many dense indices, most of which never get another one than the default: memory is taken for
/// a block of indices when the first of them is written.
template <class T>
class SparseColumn {
 public:
  explicit SparseColumn(std::size_t size, T initial = T{})
      : size_(size), initial_(initial), blocks_((size + of_a_block - 1) / of_a_block) {}

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] const T& operator[](std::size_t index) const {
    const std::vector<T>& block = blocks_[index / of_a_block];
    return block.empty() ? initial_ : block[index % of_a_block];
  }
  /// The value, to be written.
  [[nodiscard]] T& at(std::size_t index) {
    std::vector<T>& block = blocks_[index / of_a_block];
    if (block.empty()) block.assign(of_a_block, initial_);
    return block[index % of_a_block];
  }

  /// Has the processor fetch the value, if it is one that was written to.
  void prefetch(std::size_t index) const {
    const std::vector<T>& block = blocks_[index / of_a_block];
    if (!block.empty()) __builtin_prefetch(&block[index % of_a_block]);
  }

  /// Visits the indices and values of the blocks that were written to, in ascending order; the rest have the default.
  template <class Visit>
  void for_written(Visit visit) const {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const std::size_t first = i * of_a_block;
      for (std::size_t j = 0; j < std::min(blocks_[i].size(), size_ - first); ++j) visit(first + j, blocks_[i][j]);
    }
  }

 private:
  static constexpr std::size_t of_a_block = 512;  // a block is small beside what a run takes, and a visit of few cheap
  std::size_t size_;
  T initial_;
  std::vector<std::vector<T>> blocks_;
};

}  // namespace roamsim
