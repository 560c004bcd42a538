#include "models/ils/knowledge.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <tuple>

namespace roamsim::ils {

std::vector<std::uint32_t>& VersionVector::own(std::size_t logs) {
  if (known_ == nullptr) {
    known_ = std::make_shared<std::vector<std::uint32_t>>();
  } else if (known_.use_count() > 1) {
    known_ = std::make_shared<std::vector<std::uint32_t>>(*known_);
  }
  if (known_->size() < logs) known_->resize(logs, 0);
  return *known_;
}

void VersionVector::raise(LogIndex log, std::uint32_t to) {
  if ((*this)[log] < to) own(log + 1)[log] = to;
}

void VersionVector::merge(const VersionVector& other) {
  if (covers(other)) return;
  if (other.covers(*this)) {
    known_ = other.known_;
    return;
  }
  std::vector<std::uint32_t>& known = own(other.logs());
  std::transform(other.known_->begin(), other.known_->end(), known.begin(), known.begin(),
                 [](std::uint32_t a, std::uint32_t b) { return std::max(a, b); });
}

bool VersionVector::covers(const VersionVector& other) const {
  if (known_ == other.known_ || other.known_ == nullptr) return true;
  const std::vector<std::uint32_t>& others = *other.known_;
  const auto common = static_cast<std::ptrdiff_t>(std::min(logs(), other.logs()));
  const auto unknown = [](std::uint32_t known) { return known > 0; };
  return (common == 0 || std::equal(others.begin(), others.begin() + common, known_->begin(), std::less_equal<>())) &&
         std::none_of(others.begin() + common, others.end(), unknown);
}

VersionVector VersionVector::only(const std::vector<LogIndex>& logs) const {
  VersionVector part;
  for (const LogIndex log : logs) part.raise(log, (*this)[log]);
  return part;
}

void AppliedLog::keep_only(const std::vector<LogIndex>& logs) {
  applied_ = applied_.only(logs);
  for (LogIndex log = 0; log < advances_.size(); ++log) {
    if (std::find(logs.begin(), logs.end(), log) == logs.end()) advances_[log].clear();
  }
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

ClusterId route(const Stays& stays, const AppliedLog& known, ConflictPolicy policy, UserId user, ClusterId home,
                UpdateRef announced) {
  return route(stays, known, policy, user, home, announced, [](UpdateRef, ClusterId) { return true; });
}

}  // namespace roamsim::ils
