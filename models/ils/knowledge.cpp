#include "models/ils/knowledge.hpp"

#include <algorithm>
#include <tuple>

namespace roamsim::ils {

void VersionVector::merge(const VersionVector& other) {
  for (LogIndex log = 0; log < other.logs(); ++log) raise(log, other[log]);
}

bool VersionVector::covers(const VersionVector& other) const {
  for (LogIndex log = 0; log < other.logs(); ++log) {
    if ((*this)[log] < other[log]) return false;
  }
  return true;
}

void AppliedLog::apply(const Range& range) {
  const std::uint32_t from = std::max(range.from, applied_[range.log]);
  if (range.to <= from) return;
  if (advances_.size() <= range.log) advances_.resize(range.log + 1);
  advances_[range.log].push_back({range.to, learned_, from});
  learned_ += range.to - from;
  applied_.raise(range.log, range.to);
}

std::uint64_t AppliedLog::learned_at(UpdateRef update) const {
  const auto& advances = advances_[update.log];
  const auto advance =
      std::partition_point(advances.begin(), advances.end(), [&](const Advance& a) { return a.to < update.sequence; });
  return advance->first + (update.sequence - advance->from - 1);
}

namespace {

// Whether `a` wins over `b`; ties by (origin log, sequence) keep the order total.
bool wins(const Stay& a, const Stay& b, const AppliedLog& known, ConflictPolicy policy) {
  const auto tie = [](const Stay& s) { return std::tuple(s.opened.log, s.opened.sequence); };
  switch (policy) {
    case ConflictPolicy::newest_by_epoch:
      return std::tuple(a.epoch, tie(a)) > std::tuple(b.epoch, tie(b));
    case ConflictPolicy::newest_by_wall_clock:
      return std::tuple(a.wall_clock, tie(a)) > std::tuple(b.wall_clock, tie(b));
    case ConflictPolicy::first_learned:
      return known.learned_at(a.opened) < known.learned_at(b.opened);
  }
  return false;
}

}  // namespace

ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced) {
  const Stay* best = nullptr;
  for (StayId id = stays.newest(user); id.valid(); id = stays[id].previous) {
    const Stay& stay = stays[id];
    if (!known.vector().knows(stay.opened)) continue;
    if (stay.ended.valid() && known.vector().knows(stay.ended)) continue;
    if (best == nullptr || wins(stay, *best, known, policy)) best = &stay;
    // Stays come newest first, so by epoch the first that counts is the answer.
    if (policy == ConflictPolicy::newest_by_epoch) break;
  }
  if (best != nullptr) return best->cluster;
  return known.vector().knows(announced) ? home : ClusterId{};
}

}  // namespace roamsim::ils
