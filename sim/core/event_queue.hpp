#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::core {

class Scheduler;

/// The order among events of one instant, first to last. Repairs and faults act before what they would hit; the end of
/// the run comes after everything else of its instant.
enum class Priority : std::uint8_t { fault, completion, delivery, timer, user, probe, sampler, end };

/// Whether an event keeps a run alive: with nothing but periodic events left, a run has nothing more to tell unless it
/// was given an end.
enum class Recurrence : std::uint8_t { once, periodic };

/// Something that can be armed in the queue, at one date at a time. The memory of an event must outlive the queue's
/// last entry for it, so events live in pools that only grow; a stale entry is recognised by its key.
class Event {
 public:
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Whether an entry of the queue will fire this event.
  [[nodiscard]] bool armed() const { return key_ != 0; }
  /// Names the arming: differs for every arming of every event of a queue; 0 if not armed.
  [[nodiscard]] std::uint64_t key() const { return key_; }
  void fire(Scheduler& scheduler) { fire_(*this, scheduler); }

 protected:
  using Fire = void (*)(Event&, Scheduler&);
  explicit Event(Fire on_fire) : fire_(on_fire) {}
  ~Event() = default;

 private:
  friend class EventQueue;
  std::uint64_t key_ = 0;
  Fire fire_;
  Time at_ = 0;
  Event* next_ = nullptr;  ///< in its chain
  union Link {
    Event* previous;   ///< in its chain; null for the first
    std::size_t slot;  ///< place in its bucket
  } link_{nullptr};
};

/// Events in one total order: date, then priority, then the order in which they were armed.
///
/// Events armed one after the other for the same date and priority form a chain, of which only the first has an entry
/// in a four-ary heap: a message to many costs one entry. Beyond `spread_above` entries, events due later than a moving
/// window wait in unsorted buckets, one window each, so that the heap stays in the processor's cache. The order that
/// comes out is the same.
class EventQueue {
 public:
  /// Number of entries above which the buckets are used.
  static constexpr std::size_t spread_above = 16384;
  /// So many stale entries of the heap are tolerated, or as many as it has others.
  static constexpr std::size_t stale_slack = 256;

  EventQueue();

  /// Arms `event` for `at` (not negative, not before the last popped date); what it was armed for before is void.
  /// `never` does not come.
  void arm(Event& event, Time at, Priority priority, Recurrence recurrence = Recurrence::once);
  /// Voids the arming, if any.
  void disarm(Event& event);

  /// The date of the first event, or `never`.
  [[nodiscard]] Time next_time() {
    if (heap_.empty() || heap_.front().stale()) settle_front();
    return heap_.empty() ? never : heap_.front().at;
  }
  /// The first event, its date, and the key it was armed with.
  struct Due {
    Event* event;
    Time at;
    std::uint64_t key;
  };
  /// Takes the first event out, not armed any more. Call only right after `next_time()` was not `never`.
  Due pop();

  /// Armed events.
  [[nodiscard]] std::size_t size() const { return live_; }
  /// Armed events that are not periodic.
  [[nodiscard]] std::size_t pending_once() const { return live_ - periodic_; }
  /// What the queue keeps: armed events, and stale entries of the heap. At most twice the armed events and
  /// `stale_slack`.
  [[nodiscard]] std::size_t entries() const { return live_ + stale_; }

 private:
  struct Entry {
    Time at;
    std::uint64_t key;  ///< priority (8 bits), sequence (55), periodic (1)
    Event* event;
    [[nodiscard]] bool before(const Entry& o) const { return at != o.at ? at < o.at : key < o.key; }
    [[nodiscard]] bool stale() const { return event->key_ != key; }
  };
  static constexpr std::size_t arity = 4;
  static constexpr std::size_t bucket_count = 16384;

  void settle_front();
  bool refill();
  void set_windows(std::vector<Time>& sample);
  void spread_heap();
  void spread_overflow(const std::vector<Event*>& all);
  [[nodiscard]] std::size_t bucket_of(Time at) const;
  [[nodiscard]] Time end_of_bucket(std::size_t bucket) const;
  void push_far(Event& event);
  void unlink_far(Event& event);

  void limit_stale() {
    if (stale_ > stale_slack && stale_ > heap_.size() / 2) drop_stale();
  }
  void drop_stale();
  void append_heap(Event& event);
  void push_heap(const Entry& entry);
  void pop_heap();
  void sift_down(std::size_t hole, const Entry& entry);
  void rebuild_heap();

  std::vector<Entry> heap_;
  Event* tail_ = nullptr;   ///< what was armed last, if it is the last of its chain in the heap
  Time near_last_ = never;  ///< events up to this date are in the heap, later ones in buckets
  std::size_t spread_at_ = spread_above;
  std::size_t live_ = 0;
  std::size_t periodic_ = 0;
  std::size_t stale_ = 0;
  std::uint64_t sequence_ = 0;

  std::vector<std::vector<Event*>>
      buckets_;  ///< windows from `ring_start_` on, then all that is later; empty until first used
  Time ring_start_ = 0;
  unsigned window_bits_ = 0;     ///< a window is 2^this nanoseconds wide
  std::size_t next_bucket_ = 0;  ///< the first whose window is later than `near_last_`
  std::size_t far_count_ = 0;
};

}  // namespace roamsim::core
