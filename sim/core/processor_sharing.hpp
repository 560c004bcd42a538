#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/core/inline_function.hpp"
#include "sim/core/scheduler.hpp"

namespace roamsim::core {

/// Some cores that all jobs on them share equally: of n jobs on m cores each gets min(1, m/n) of a core. What a job has
/// got is kept as virtual time in 2^-64 ns, so that 2^40 changes are off by less than 2^-24 ns: a job ends at the first
/// whole nanosecond at which it has got all its work. O(log n) a start, an end and a cancellation.
class ProcessorSharing {
 public:
  /// Names a job; stays safe to use after its end.
  struct Job {
    std::uint32_t slot = 0xFFFFFFFF;
    std::uint32_t life = 0;
    bool operator==(const Job&) const = default;
  };
  /// Told of the end of a job: whether it got all its work.
  using Done = InlineFunction<void(bool completed), 16>;

  ProcessorSharing(Scheduler& scheduler, std::uint32_t cores) : scheduler_(&scheduler), cores_(cores) {}

  /// Begins a job of so much work for one core, which must not be negative; `done` is told once, by a
  /// later event of the scheduler. Jobs that end at one date are told in the order in which they have all their work.
  Job start(Duration work, Done done);
  /// Forgets the job, which is not told; false if it is over.
  bool cancel(Job job);
  /// All jobs end without having been completed; they are told at once, in the order in which they began.
  void clear();

  [[nodiscard]] std::size_t jobs() const { return jobs_; }
  [[nodiscard]] std::uint32_t cores() const { return cores_; }
  /// The core time used up to now, in nanoseconds: the integral of min(n, m).
  [[nodiscard]] std::int64_t used() const;
  /// The same up to a date that is not before now, by which nothing more happens.
  [[nodiscard]] std::int64_t used_until(Time date) const;

 private:
  __extension__ using Virtual = unsigned __int128;  // 2^-64 ns
  struct Slot {                                     // small, as there may be as many as users
    Done done;
    std::uint32_t life = 0;
    bool open = false;
  };
  struct Entry {
    Virtual finish;  ///< the virtual time at which the job has all its work
    std::uint64_t number;
    std::uint32_t slot, life;
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.finish != b.finish ? a.finish > b.finish : a.number > b.number;
    }
  };

  void advance();
  void drop_cancelled();
  void close(std::uint32_t slot);
  Done take(const Entry& entry);
  [[nodiscard]] bool is_open(const Entry& entry) const { return slots_[entry.slot].life == entry.life; }
  void arm();
  void finish_due();
  [[nodiscard]] Duration until(Virtual finish) const;

  Scheduler* scheduler_;
  std::uint32_t cores_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<Entry> heap_;
  Virtual virtual_ = 0;
  Time at_ = 0;  ///< the date of `virtual_`
  std::int64_t used_ = 0;
  std::uint64_t started_ = 0;
  std::size_t jobs_ = 0;
  Timer timer_;
  Time due_ = never;
  bool telling_ = false;  ///< the timer is set once all are told
};

}  // namespace roamsim::core
