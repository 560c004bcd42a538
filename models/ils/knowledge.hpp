#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/ledger.hpp"
#include "models/ils/parameters.hpp"

namespace roamsim::ils {

/// How far each log is known: the number of its updates, from the first on; logs beyond the end count as 0. Copies
/// share their memory until one of them moves.
class VersionVector {
 public:
  [[nodiscard]] std::uint32_t operator[](LogIndex log) const { return log < logs() ? (*known_)[log] : 0; }
  /// Moves the entry forward, never back.
  void raise(LogIndex log, std::uint32_t to);
  /// Raises every entry to `other`'s.
  void merge(const VersionVector& other);
  /// Whether everything that `other` knows is known here.
  [[nodiscard]] bool covers(const VersionVector& other) const;
  [[nodiscard]] LogIndex logs() const { return known_ == nullptr ? 0 : static_cast<LogIndex>(known_->size()); }
  [[nodiscard]] bool knows(UpdateRef update) const { return (*this)[update.log] >= update.sequence; }
  /// The same of these logs alone.
  [[nodiscard]] VersionVector only(const std::vector<LogIndex>& logs) const;

 private:
  std::vector<std::uint32_t>& own(std::size_t logs);
  std::shared_ptr<std::vector<std::uint32_t>> known_;  ///< changed only where nobody else holds it
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
  /// Forgets every log but these.
  void keep_only(const std::vector<LogIndex>& logs);

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
/// and not known to be over, else to the home cluster if it announced the user, else nowhere. What `usable` denies does
/// not count: usable(update, cluster) is asked of the update that would be routed by and of the cluster it leads to.
template <class Usable>
ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced, Usable usable);
ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced);

/// Whether `a` wins over `b` by the policy; ties by (log, sequence) keep the order total.
bool wins(const Stay& a, const Stay& b, const AppliedLog& known, ConflictPolicy policy);

template <class Usable>
ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced, Usable usable) {
  const Stay* best = nullptr;
  for (StayId id = stays.newest(user); id.valid(); id = stays[id].previous) {
    const Stay& stay = stays[id];
    if (!known.vector().knows(stay.opened) || !usable(stay.opened, stay.cluster)) continue;
    if (stay.ended.valid() && known.vector().knows(stay.ended)) continue;
    if (stay.superseded.valid() && known.vector().knows(stay.superseded)) continue;
    if (best == nullptr || wins(stay, *best, known, policy)) best = &stay;
    // Stays come newest first, so by epoch the first that counts is the answer.
    if (policy == ConflictPolicy::newest_by_epoch) break;
  }
  if (best != nullptr) return best->cluster;
  return known.vector().knows(announced) && usable(announced, home) ? home : ClusterId{};
}

}  // namespace roamsim::ils
