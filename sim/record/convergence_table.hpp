#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <span>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

namespace roamsim::record {

/// When one cluster got to know one location change.
struct ConvergenceRow {
  std::uint32_t change = 0;  ///< index of the LocationChangeRow
  ClusterId cluster;
  Time received = never;  ///< the publisher has it
  Time applied = never;   ///< the cluster's last node routes by it
  Time right = never;  ///< the cluster sends calls for the user to the truth of the change; not once that is overtaken
  Time reachable = never;  ///< a call placed there finds a registered phone of the user; likewise, if it is looked at
  std::uint16_t hops = no_hops;                     ///< exchanges that the update took to get here, 0 at its origin
  static constexpr std::uint16_t no_hops = 0xFFFF;  ///< it has not
};

/// What of convergence is kept beside when each cluster applied each change. Of what is not kept, rows say `never`.
struct ConvergenceColumns {
  bool received = true;  ///< and the hops
  bool right = true;
  bool reachable = true;
  bool order = true;  ///< in which the rows came about; else they are in the order of change and cluster
};

/// Convergence rows, at most one of each location change and cluster. A change has a block with a cell per cluster, and
/// each date of the cells a column of its own, so that a cell costs little more than the dates in it; a cell becomes a
/// row with its first date. Nothing is moved when the table grows.
class ConvergenceTable {
 public:
  ConvergenceTable() = default;
  /// Rows as they stand; no two of one change and cluster.
  explicit ConvergenceTable(const std::vector<ConvergenceRow>& rows);

  /// Empties the table and says what is kept from now on, of so many clusters.
  void start(std::size_t clusters, const ConvergenceColumns& columns);
  /// Makes room for that many location changes; there is never less.
  void reserve_changes(std::size_t changes);
  [[nodiscard]] const ConvergenceColumns& columns() const { return columns_; }

  // The first that is noted of a cell counts, which must be that of a change with room.
  void note_received(std::uint32_t change, ClusterId cluster, Time at, std::uint16_t hops);
  void note_applied(std::uint32_t change, ClusterId cluster, Time at) { note(change, cluster, at, &Chunk::applied); }
  void note_right(std::uint32_t change, ClusterId cluster, Time at) {
    if (columns_.right) note(change, cluster, at, &Chunk::right);
  }
  void note_reachable(std::uint32_t change, ClusterId cluster, Time at);
  /// Adds a row; there is none of its change and cluster yet. For tables of any size: makes room itself.
  void push_back(const ConvergenceRow& row);

  [[nodiscard]] std::uint16_t hops(std::uint32_t change, ClusterId cluster) const;
  /// What is known of a change and a cluster, if only that nothing is.
  [[nodiscard]] ConvergenceRow row(std::uint32_t change, ClusterId cluster) const;
  /// When clusters applied the change, by cluster; those beyond the end did not.
  [[nodiscard]] std::span<const Time> applied(std::uint32_t change) const;

  /// The rows of that many changes from the first on, each change's in the order of the table.
  [[nodiscard]] std::vector<std::vector<ConvergenceRow>> of_first(std::size_t changes) const;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// Only rows of changes whose new index, by the old one, is not `dropped`; they take the new index.
  void renumber(const std::vector<std::uint32_t>& changes, std::uint32_t dropped);
  void clear();

  /// Goes through the rows; any note may make it invalid.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = ConvergenceRow;
    using difference_type = std::ptrdiff_t;
    using pointer = const ConvergenceRow*;
    using reference = ConvergenceRow;
    Iterator(const ConvergenceTable& table, std::size_t at) : table_(&table), at_(at) { skip(); }
    ConvergenceRow operator*() const { return table_->row_at(at_); }
    Iterator& operator++() {
      ++at_;
      skip();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    void skip();
    const ConvergenceTable* table_;
    std::size_t at_;  ///< in the order of the rows, or else the number of the cell
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, places()}; }

 private:
  /// The blocks of some changes; a column that is not kept is empty, and so is that of `reachable` until it is used.
  struct Chunk {
    std::vector<Time> applied, received, right, reachable;
    std::vector<std::uint16_t> hops;
    [[nodiscard]] bool is_row(std::size_t cell) const {
      return applied[cell] != never || (!received.empty() && received[cell] != never) ||
             (!right.empty() && right[cell] != never) || (!reachable.empty() && reachable[cell] != never);
    }
  };
  static constexpr std::size_t cells_of_a_chunk = 4096;  ///< or one change, where that has more

  void note(std::uint32_t change, ClusterId cluster, Time at, std::vector<Time> Chunk::*column) {
    Chunk& in = chunks_[change >> shift_];
    const std::size_t cell = cell_of(change, cluster);
    Time& known = (in.*column)[cell];
    if (known <= at) return;
    if (known == never) touch(in, cell, change, cluster);
    known = at;
  }
  void touch(const Chunk& in, std::size_t cell, std::uint32_t change, ClusterId cluster) {
    if (!in.is_row(cell)) add_row(change, cluster);
  }
  void add_row(std::uint32_t change, ClusterId cluster);
  void widen(std::size_t clusters);
  [[nodiscard]] Chunk make_chunk() const;
  [[nodiscard]] std::size_t cell_of(std::uint32_t change, ClusterId cluster) const {
    return (change & mask_) * clusters_ + cluster.index();
  }
  [[nodiscard]] std::size_t places() const {
    return columns_.order ? order_.size() : (chunks_.size() << shift_) * clusters_;
  }
  [[nodiscard]] ConvergenceRow row_at(std::size_t at) const;

  ConvergenceColumns columns_;
  std::size_t clusters_ = 0;
  std::size_t size_ = 0;
  std::uint32_t shift_ = 0;  ///< a chunk has the blocks of 2^shift changes
  std::uint32_t mask_ = 0;
  std::vector<Chunk> chunks_;
  std::deque<std::uint64_t> order_;  ///< of the rows: numbers of cells
};

}  // namespace roamsim::record
