// The shared speed workload on the real scheduler, recording switched to counters.
#include <chrono>
#include <cstdlib>

#include "tests/bench/storm.hpp"
#include "tests/bench/storm_report.hpp"

int main() {
  using namespace roamsim;
  core::Scheduler scheduler;
  bench::StormCounters counters;
  bench::Storm storm(scheduler, bench::StormParameters{}, counters);
  const auto start = std::chrono::steady_clock::now();
  storm.start();
  scheduler.run(never);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const bool same = bench::report_storm("roamsim", counters, scheduler.now(), scheduler.fired(), wall.count());
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
