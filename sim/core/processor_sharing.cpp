#include "sim/core/processor_sharing.hpp"

#include <algorithm>
#include <cassert>

#include "sim/core/make_room.hpp"

namespace roamsim::core {

namespace {
constexpr unsigned fraction_bits = 64;
}

void ProcessorSharing::advance() {
  const Time now = scheduler_->now();
  const auto passed = static_cast<std::uint64_t>(now - at_);
  at_ = now;
  if (passed == 0 || jobs_ == 0) return;
  if (jobs_ <= cores_) {
    virtual_ += static_cast<Virtual>(passed) << fraction_bits;
    used_ += static_cast<std::int64_t>(passed * jobs_);
    return;
  }
  const Virtual given = static_cast<Virtual>(passed) * cores_;
  virtual_ += ((given / jobs_) << fraction_bits) + ((given % jobs_) << fraction_bits) / jobs_;
  used_ += static_cast<std::int64_t>(given);
}

std::int64_t ProcessorSharing::used() const {
  return used_until(scheduler_->now());
}

std::int64_t ProcessorSharing::used_until(Time date) const {
  return used_ + (date - at_) * static_cast<std::int64_t>(std::min<std::size_t>(jobs_, cores_));
}

Duration ProcessorSharing::until(Virtual finish) const {
  if (finish <= virtual_) return 0;
  const Virtual left = finish - virtual_;
  const Virtual whole = left >> fraction_bits;
  const auto rest = static_cast<std::uint64_t>(left);
  if (jobs_ <= cores_) return static_cast<Duration>(whole + (rest != 0 ? 1 : 0));
  const Virtual low = static_cast<Virtual>(rest) * jobs_;
  const Virtual high = whole * jobs_ + (low >> fraction_bits);
  const bool more = high % cores_ != 0 || static_cast<std::uint64_t>(low) != 0;
  return static_cast<Duration>(high / cores_ + (more ? 1 : 0));
}

ProcessorSharing::Job ProcessorSharing::start(Duration work, Done done) {
  assert(work >= 0);
  advance();
  if (jobs_ == 0) virtual_ = 0;
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    make_room(slots_);
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  slots_[slot].done = std::move(done);
  slots_[slot].open = true;
  ++jobs_;
  make_room(heap_);
  heap_.push_back({virtual_ + (static_cast<Virtual>(work) << fraction_bits), started_++, slot, slots_[slot].life});
  std::push_heap(heap_.begin(), heap_.end(), Later{});
  arm();
  return {slot, slots_[slot].life};
}

void ProcessorSharing::close(std::uint32_t slot) {
  slots_[slot].open = false;
  ++slots_[slot].life;
  free_.push_back(slot);
  --jobs_;
}

bool ProcessorSharing::cancel(Job job) {
  if (job.slot >= slots_.size() || !slots_[job.slot].open || slots_[job.slot].life != job.life) return false;
  advance();
  slots_[job.slot].done.reset();
  close(job.slot);
  arm();
  return true;
}

ProcessorSharing::Done ProcessorSharing::take(const Entry& entry) {
  Done done = std::move(slots_[entry.slot].done);
  close(entry.slot);
  return done;
}

void ProcessorSharing::clear() {
  advance();
  std::vector<Entry> lost;
  lost.swap(heap_);
  std::sort(lost.begin(), lost.end(), [](const Entry& a, const Entry& b) { return a.number < b.number; });
  for (const Entry& entry : lost) {
    if (is_open(entry)) take(entry)(false);
  }
  arm();
}

void ProcessorSharing::drop_cancelled() {
  while (!heap_.empty() && !is_open(heap_.front())) {
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    heap_.pop_back();
  }
}

void ProcessorSharing::arm() {
  if (telling_) return;
  drop_cancelled();
  const Time due = heap_.empty() ? never : at_ + until(heap_.front().finish);
  if (due == due_) return;
  if (due_ != never) scheduler_->cancel(timer_);
  due_ = due;
  if (due == never) return;
  timer_ = scheduler_->timer_at(due, Priority::completion, [this] { finish_due(); });
}

// One after another: whoever is told may begin or cancel others.
void ProcessorSharing::finish_due() {
  due_ = never;
  advance();
  telling_ = true;
  for (drop_cancelled(); !heap_.empty() && heap_.front().finish <= virtual_; drop_cancelled()) {
    const Entry over = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    heap_.pop_back();
    take(over)(true);
  }
  telling_ = false;
  arm();
}

}  // namespace roamsim::core
