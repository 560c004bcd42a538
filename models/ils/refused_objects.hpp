#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "models/ils/ledger.hpp"

namespace roamsim::ils {

/// Updates that wait for room, in the order in which they were refused. Kept as runs of consecutive updates, since a
/// cluster without room refuses millions of them in the order of their logs: memory goes by runs and holes.
///
/// Each update is refused at most once, and those of one log in the order of their sequences.
class RefusedObjects {
 public:
  void push(UpdateRef update) { push(update.log, update.sequence, update.sequence); }
  /// The updates `first` to `last` of a log.
  void push(LogIndex log, std::uint32_t first, std::uint32_t last);
  /// Takes out the one that was refused first; none if there is none.
  std::optional<UpdateRef> pop();
  /// Takes it out of the midst; false if it does not wait.
  bool remove(UpdateRef update);
  [[nodiscard]] bool contains(UpdateRef update) const;
  [[nodiscard]] std::size_t size() const { return size_; }
  /// In order.
  [[nodiscard]] std::vector<UpdateRef> all() const;
  void clear() { *this = {}; }

 private:
  struct Run {
    std::uint32_t first = 0, last = 0;  ///< sequences; empty if first is behind last
  };
  /// A run by its log and its place there.
  struct Place {
    LogIndex log = 0;
    std::uint32_t run = 0;
  };
  std::vector<std::vector<Run>> runs_;                 ///< by log, ascending
  std::vector<Place> order_;                           ///< of all runs
  std::size_t head_ = 0;                               ///< the runs before it in `order_` are empty
  std::set<std::pair<LogIndex, std::uint32_t>> gone_;  ///< taken out of the midst of runs
  std::size_t size_ = 0;
};

}  // namespace roamsim::ils
