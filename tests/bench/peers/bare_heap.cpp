// The shared speed workload on a binary heap of callbacks and nothing else: what a loop costs that does just this.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "tests/bench/storm_report.hpp"

namespace {

using namespace roamsim;
using namespace roamsim::bench;

struct Entry {
  Time at;
  std::uint64_t number;  ///< in which order they were made
  enum class Kind : std::uint8_t { arrival, retry, done, hub, spoke } kind;
  int tries;
  friend bool operator>(const Entry& a, const Entry& b) {
    return std::pair(a.at, a.number) > std::pair(b.at, b.number);
  }
};

class Loop {
 public:
  void run() {
    push(gaps_[0], Entry::Kind::arrival, 0);
    while (!heap_.empty()) {
      const Entry entry = heap_.top();
      heap_.pop();
      now_ = entry.at;
      fire(entry);
    }
  }
  StormCounters counters;
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] std::uint64_t events() const { return number_; }

 private:
  void push(Duration after, Entry::Kind kind, int tries) { heap_.push({now_ + after, number_++, kind, tries}); }
  void fire(const Entry& entry) {
    switch (entry.kind) {
      case Entry::Kind::arrival:
        if (++arrived_ < gaps_.size()) push(gaps_[arrived_], Entry::Kind::arrival, 0);
        [[fallthrough]];
      case Entry::Kind::retry:
        attempt(entry.tries);
        break;
      case Entry::Kind::done:
        --busy_;
        counters.success(now_);
        for (int i = 0; i < parameters_.hubs; ++i) push(parameters_.hop, Entry::Kind::hub, 0);
        break;
      case Entry::Kind::hub:
        for (int i = 0; i < parameters_.spokes_a_hub; ++i) push(parameters_.hop, Entry::Kind::spoke, 0);
        [[fallthrough]];
      case Entry::Kind::spoke:
        counters.delivered(now_);
        break;
    }
  }
  void attempt(int tries) {
    counters.attempt(now_);
    if (busy_ < parameters_.slots) {
      ++busy_;
      push(services_[served_++], Entry::Kind::done, 0);
      return;
    }
    counters.throttled(now_);
    if (tries == parameters_.retries) {
      counters.dropped(now_);
    } else {
      push(parameters_.retry_after, Entry::Kind::retry, tries + 1);
    }
  }

  StormParameters parameters_;
  std::vector<Duration> gaps_ = storm_draws(1, parameters_.requests, 1.0 / parameters_.arrivals_per_second);
  std::vector<Duration> services_ = storm_draws(2, parameters_.requests, parameters_.mean_service_seconds);
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
  std::size_t arrived_ = 0, served_ = 0;
  std::uint32_t busy_ = 0;
  std::uint64_t number_ = 0;
  Time now_ = 0;
};

}  // namespace

int main() {
  Loop loop;
  const auto start = std::chrono::steady_clock::now();
  loop.run();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return report_storm("bare heap", loop.counters, loop.now(), loop.events(), wall.count()) ? EXIT_SUCCESS
                                                                                           : EXIT_FAILURE;
}
