#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace roamsim::actors {

/// The rows of a table by a dense id, each list in the order of the table.
class RowsBy {
 public:
  /// `id_of(row)` is the index of the row's id, below `ids`.
  template <class Rows, class IdOf>
  RowsBy(const Rows& rows, std::size_t ids, IdOf id_of) : first_(ids + 1), rows_(rows.size()) {
    for (const auto& row : rows) ++first_[id_of(row) + 1];
    for (std::size_t i = 0; i < ids; ++i) first_[i + 1] += first_[i];
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t i = 0; i < rows.size(); ++i) rows_[next[id_of(rows[i])]++] = static_cast<std::uint32_t>(i);
  }

  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t id) const {
    return std::span(rows_).subspan(first_[id], first_[id + 1] - first_[id]);
  }

 private:
  std::vector<std::uint32_t> first_;  ///< by id, and one past the last
  std::vector<std::uint32_t> rows_;
};

}  // namespace roamsim::actors
