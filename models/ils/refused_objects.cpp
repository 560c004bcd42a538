#include "models/ils/refused_objects.hpp"

#include <algorithm>

namespace roamsim::ils {

void RefusedObjects::push(LogIndex log, std::uint32_t first, std::uint32_t last) {
  if (first > last) return;
  if (log >= runs_.size()) runs_.resize(log + 1);
  std::vector<Run>& runs = runs_[log];
  size_ += last - first + 1;
  const bool newest = !runs.empty() && order_.back().log == log;
  if (newest && runs.back().first <= runs.back().last && runs.back().last + 1 == first) {
    runs.back().last = last;
    return;
  }
  order_.push_back({log, static_cast<std::uint32_t>(runs.size())});
  runs.push_back({first, last});
}

std::optional<UpdateRef> RefusedObjects::pop() {
  for (; head_ < order_.size(); ++head_) {
    const Place place = order_[head_];
    Run& run = runs_[place.log][place.run];
    while (run.first <= run.last) {
      const UpdateRef update{place.log, run.first++};
      if (gone_.erase({update.log, update.sequence}) > 0) continue;
      --size_;
      return update;
    }
  }
  return std::nullopt;
}

bool RefusedObjects::remove(UpdateRef update) {
  if (!contains(update)) return false;
  gone_.emplace(update.log, update.sequence);
  --size_;
  return true;
}

bool RefusedObjects::contains(UpdateRef update) const {
  if (size_ == 0 || update.log >= runs_.size()) return false;
  const std::vector<Run>& runs = runs_[update.log];
  const auto after = std::upper_bound(runs.begin(), runs.end(), update.sequence,
                                      [](std::uint32_t sequence, const Run& run) { return sequence < run.first; });
  // Runs that are used up have moved their `first` behind their `last`, which keeps the order.
  if (after == runs.begin() || std::prev(after)->last < update.sequence) return false;
  return gone_.empty() || !gone_.contains({update.log, update.sequence});
}

std::vector<UpdateRef> RefusedObjects::all() const {
  std::vector<UpdateRef> updates;
  updates.reserve(size_);
  for (std::size_t i = head_; i < order_.size(); ++i) {
    const Run& run = runs_[order_[i].log][order_[i].run];
    for (std::uint32_t sequence = run.first; sequence <= run.last; ++sequence) {
      if (!gone_.contains({order_[i].log, sequence})) updates.push_back({order_[i].log, sequence});
    }
  }
  return updates;
}

}  // namespace roamsim::ils
