#pragma once

#include <deque>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/record/counter_series.hpp"

namespace roamsim::actors {

/// Counts who is in a queue, each from the arrival to an end that is known then. Ends must not fall from one who comes
/// to the next.
class QueueGauge {
 public:
  explicit QueueGauge(record::Counter counter) : counter_(counter) {}

  /// Somebody joins, and is done then.
  void enter(record::CounterSeries& counters, NodeId node, Time now, Time done) {
    if (!counters.counts()) return;
    counters.add(node, counter_, now, 1);
    counters.add(node, counter_, done, -1);
    while (!done_.empty() && done_.front() <= now) done_.pop_front();
    done_.push_back(done);
  }
  /// All who are in the queue are lost.
  void clear(record::CounterSeries& counters, NodeId node, Time now) {
    for (const Time done : done_) {
      if (done <= now) continue;
      counters.add(node, counter_, now, -1);
      counters.add(node, counter_, done, 1);
    }
    done_.clear();
  }

 private:
  record::Counter counter_;
  std::deque<Time> done_;
};

}  // namespace roamsim::actors
