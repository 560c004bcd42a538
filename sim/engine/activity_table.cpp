#include "sim/engine/activity_table.hpp"

namespace roamsim::engine {

ActivityTable::Slot ActivityTable::add(Activity activity) {
  activity.number = ++numbers_;
  if (free_.empty()) {
    slots_.push_back(std::move(activity));
    return size() - 1;
  }
  const Slot slot = free_.back();
  free_.pop_back();
  slots_[slot] = std::move(activity);
  return slot;
}

ActivityTable::Slot ActivityTable::find(ActivityId id) const {
  if (id.slot >= slots_.size()) return none;
  const Activity& activity = slots_[id.slot];
  const bool live = activity.stage == Stage::running || activity.stage == Stage::ended;
  return live && activity.number == id.number ? id.slot : none;
}

void ActivityTable::end_at(Slot slot, Time at, FlowEnd end) {
  forget_end(slot);
  Activity& activity = slots_[slot];
  activity.stage = Stage::ended;
  activity.end = end;
  activity.end_at = at;
  ends_.emplace(std::pair(at, activity.number), slot);
}

ActivityTable::Slot ActivityTable::pop_due(Time now) {
  if (ends_.empty() || ends_.begin()->first.first > now) return none;
  const Slot slot = ends_.begin()->second;
  ends_.erase(ends_.begin());
  return slot;
}

void ActivityTable::forget_end(Slot slot) {
  const Activity& activity = slots_[slot];
  if (activity.stage == Stage::ended) ends_.erase(std::pair(activity.end_at, activity.number));
}

void ActivityTable::release(Slot slot) {
  slots_[slot] = Activity{};
  free_.push_back(slot);
}

}  // namespace roamsim::engine
