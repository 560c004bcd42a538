#include "sim/core/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <utility>

namespace roamsim::core {

namespace {
constexpr unsigned priority_shift = 56;
constexpr std::uint64_t periodic_bit = 1;
constexpr std::size_t buckets_to_median = 1024;
constexpr std::size_t sample_size = 1024;
constexpr std::size_t fetched_ahead = 8;  // events, while a bucket is emptied

// What a callback holds stands behind what the queue has sorted it by.
void fetch_rest(const Event& event) {
  __builtin_prefetch(&event + 1);
}
}  // namespace

EventQueue::EventQueue() {
  heap_.reserve(64);
}

void EventQueue::arm(Event& event, Time at, Priority priority, Recurrence recurrence) {
  assert(at >= 0);
  if (event.key_ != 0) disarm(event);
  const bool periodic = recurrence == Recurrence::periodic;
  event.key_ =
      (static_cast<std::uint64_t>(priority) << priority_shift) | (++sequence_ << 1) | (periodic ? periodic_bit : 0U);
  event.at_ = at;
  ++live_;
  if (periodic) ++periodic_;
  if (tail_ != nullptr && tail_->at_ == at && (tail_->key_ ^ event.key_) >> priority_shift == 0) {
    event.link_.previous = tail_;
    event.next_ = nullptr;
    tail_->next_ = &event;
    tail_ = &event;
    return;
  }
  if (at > near_last_) {
    push_far(event);
    return;
  }
  event.link_.previous = nullptr;
  event.next_ = nullptr;
  push_heap(Entry{at, event.key_, &event});
  tail_ = &event;
  if (heap_.size() > spread_at_) spread_heap();
}

void EventQueue::disarm(Event& event) {
  if (event.key_ == 0) return;
  if ((event.key_ & periodic_bit) != 0) --periodic_;
  event.key_ = 0;
  --live_;
  if (event.at_ > near_last_) {
    unlink_far(event);
    return;
  }
  if (tail_ == &event) tail_ = event.link_.previous;
  if (event.next_ != nullptr) event.next_->link_.previous = event.link_.previous;
  if (event.link_.previous != nullptr) {
    event.link_.previous->next_ = event.next_;
  } else {
    ++stale_;
    if (event.next_ != nullptr) push_heap(Entry{event.at_, event.next_->key_, event.next_});
  }
  limit_stale();
}

EventQueue::Due EventQueue::pop() {
  assert(!heap_.empty() && !heap_.front().stale());
  Entry& front = heap_.front();
  const Due due{front.event, front.at, front.key};
  if ((due.key & periodic_bit) != 0) --periodic_;
  due.event->key_ = 0;
  --live_;
  if (Event* next = due.event->next_; next != nullptr) {
    // No other entry lies between two keys of a chain, so its entry stays where it is.
    next->link_.previous = nullptr;
    front.key = next->key_;
    front.event = next;
  } else {
    if (tail_ == due.event) tail_ = nullptr;
    pop_heap();
  }
  limit_stale();
  if (!heap_.empty()) fetch_rest(*heap_.front().event);
  return due;
}

void EventQueue::settle_front() {
  for (;;) {
    while (!heap_.empty() && heap_.front().stale()) {
      pop_heap();
      --stale_;
    }
    if (!heap_.empty() || !refill()) return;
  }
}

void EventQueue::drop_stale() {
  std::erase_if(heap_, [](const Entry& e) { return e.stale(); });
  stale_ = 0;
  rebuild_heap();
}

std::size_t EventQueue::bucket_of(Time at) const {
  return std::min<std::size_t>(static_cast<std::uint64_t>(at - ring_start_) >> window_bits_, bucket_count);
}

// Of a bucket that holds something: it ends less than a window after `never`.
Time EventQueue::end_of_bucket(std::size_t bucket) const {
  const std::uint64_t end = static_cast<std::uint64_t>(ring_start_) + ((bucket + 1) << window_bits_) - 1;
  return static_cast<Time>(std::min<std::uint64_t>(end, never));
}

void EventQueue::push_far(Event& event) {
  std::vector<Event*>& bucket = buckets_[bucket_of(event.at_)];
  event.next_ = nullptr;
  event.link_.slot = bucket.size();
  bucket.push_back(&event);
  ++far_count_;
}

void EventQueue::unlink_far(Event& event) {
  std::vector<Event*>& bucket = buckets_[bucket_of(event.at_)];
  bucket.back()->link_.slot = event.link_.slot;
  bucket[event.link_.slot] = bucket.back();
  bucket.pop_back();
  --far_count_;
}

// Moves the next bucket that holds anything into the empty heap; false if nothing is pending at all.
bool EventQueue::refill() {
  assert(tail_ == nullptr && stale_ == 0);
  if (far_count_ == 0) {
    near_last_ = never;
    spread_at_ = spread_above;
    return false;
  }
  while (next_bucket_ < bucket_count && buckets_[next_bucket_].empty()) ++next_bucket_;
  // Taken, not copied: in time every bucket would have grown to the largest one's size.
  const std::vector<Event*> bucket = std::exchange(buckets_[next_bucket_], {});
  if (next_bucket_ == bucket_count) {
    spread_overflow(bucket);
    return true;
  }
  near_last_ = end_of_bucket(next_bucket_++);
  far_count_ -= bucket.size();
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    if (i + fetched_ahead < bucket.size()) __builtin_prefetch(bucket[i + fetched_ahead], 1);
    append_heap(*bucket[i]);
  }
  rebuild_heap();
  return true;
}

// The window follows the median distance of what is pending, which a few events that lie years ahead do not move.
void EventQueue::set_windows(std::vector<Time>& sample) {
  const Time start = *std::min_element(sample.begin(), sample.end());
  const auto middle = sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 2);
  std::nth_element(sample.begin(), middle, sample.end());
  const auto median = static_cast<std::uint64_t>(*middle - start);
  window_bits_ = static_cast<unsigned>(std::bit_width(median / buckets_to_median));
  buckets_.resize(bucket_count + 1);
  ring_start_ = start;
  next_bucket_ = 1;
  near_last_ = end_of_bucket(0);
}

void EventQueue::spread_heap() {
  drop_stale();
  if (heap_.size() <= spread_above / 2) return;
  std::vector<Time> sample;
  for (std::size_t i = 0; i < heap_.size(); i += heap_.size() / sample_size + 1) sample.push_back(heap_[i].at);
  set_windows(sample);
  // A heap that lies within one window stays as it is, and is looked at again when it has doubled.
  spread_at_ = near_last_ == never ? 2 * heap_.size() : std::numeric_limits<std::size_t>::max();
  tail_ = nullptr;
  std::erase_if(heap_, [this](const Entry& entry) {
    if (entry.at <= near_last_) return false;
    for (Event* event = entry.event; event != nullptr;) push_far(*std::exchange(event, event->next_));
    return true;
  });
  rebuild_heap();
}

void EventQueue::spread_overflow(const std::vector<Event*>& all) {
  far_count_ = 0;
  near_last_ = never;
  if (all.size() > spread_above / 2) {
    std::vector<Time> sample;
    for (std::size_t i = 0; i < all.size(); i += all.size() / sample_size + 1) sample.push_back(all[i]->at_);
    set_windows(sample);
  }
  if (near_last_ == never) spread_at_ = std::max(spread_above, 2 * all.size());
  for (Event* event : all) {
    if (event->at_ > near_last_) {
      push_far(*event);
    } else {
      append_heap(*event);
    }
  }
  rebuild_heap();
}

// Leaves the order to `rebuild_heap`.
void EventQueue::append_heap(Event& event) {
  event.link_.previous = nullptr;
  event.next_ = nullptr;
  heap_.push_back(Entry{event.at_, event.key_, &event});
}

void EventQueue::push_heap(const Entry& entry) {
  std::size_t hole = heap_.size();
  heap_.push_back(entry);
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / arity;
    if (!entry.before(heap_[parent])) break;
    heap_[hole] = heap_[parent];
    hole = parent;
  }
  heap_[hole] = entry;
}

void EventQueue::pop_heap() {
  const Entry last = heap_.back();
  heap_.pop_back();
  if (!heap_.empty()) sift_down(0, last);
}

void EventQueue::sift_down(std::size_t hole, const Entry& entry) {
  const std::size_t size = heap_.size();
  for (;;) {
    const std::size_t first = hole * arity + 1;
    if (first >= size) break;
    std::size_t least = first;
    const std::size_t last = std::min(first + arity, size);
    for (std::size_t child = first + 1; child < last; ++child) {
      if (heap_[child].before(heap_[least])) least = child;
    }
    if (!heap_[least].before(entry)) break;
    heap_[hole] = heap_[least];
    hole = least;
  }
  heap_[hole] = entry;
}

void EventQueue::rebuild_heap() {
  if (heap_.size() < 2) return;
  for (std::size_t i = (heap_.size() - 2) / arity + 1; i-- > 0;) sift_down(i, Entry{heap_[i]});
}

}  // namespace roamsim::core
