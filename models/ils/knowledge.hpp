#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/ledger.hpp"
#include "models/ils/parameters.hpp"

namespace roamsim::ils {

/// How far each log is known: the number of its updates, from the first on; logs beyond the end count as 0.
class VersionVector {
 public:
  [[nodiscard]] std::uint32_t operator[](LogIndex log) const { return log < known_.size() ? known_[log] : 0; }
  /// Moves the entry forward, never back.
  void raise(LogIndex log, std::uint32_t to) {
    if (known_.size() <= log) known_.resize(log + 1, 0);
    if (known_[log] < to) known_[log] = to;
  }
  /// Raises every entry to `other`'s.
  void merge(const VersionVector& other);
  /// Whether everything that `other` knows is known here.
  [[nodiscard]] bool covers(const VersionVector& other) const;
  [[nodiscard]] LogIndex logs() const { return static_cast<LogIndex>(known_.size()); }
  [[nodiscard]] bool knows(UpdateRef update) const { return (*this)[update.log] >= update.sequence; }

 private:
  std::vector<std::uint32_t> known_;
};

/// Consecutive updates of one log: `from` is the last one known before, `to` the last one contained.
struct Range {
  LogIndex log = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  [[nodiscard]] std::uint32_t records() const { return to - from; }
};

/// What a cluster routes by: how far each log is applied, and in which order that came.
class AppliedLog {
 public:
  /// Ranges of one batch are applied in the order of their logs.
  void apply(const Range& range);
  [[nodiscard]] const VersionVector& vector() const { return applied_; }
  /// The place of the update in the order in which this cluster learned; call only for known updates.
  [[nodiscard]] std::uint64_t learned_at(UpdateRef update) const;

 private:
  struct Advance {
    std::uint32_t to;
    std::uint64_t first;  ///< place of the first update of the advance
    std::uint32_t from;
  };
  VersionVector applied_;
  std::vector<std::vector<Advance>> advances_;  ///< by log
  std::uint64_t learned_ = 0;
};

/// Where a cluster that applied `known` sends calls for the user: to the stay that wins by `policy` among those known
/// and not known to have ended, else to the home cluster if it announced the user, else nowhere.
ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced);

}  // namespace roamsim::ils
