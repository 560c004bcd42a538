// The shared speed workload on the scheduler of ns-3's core: ns3_core [ns3::MapScheduler|ns3::HeapScheduler|...].
#include <ns3/core-module.h>

#include <chrono>
#include <cstdlib>

#include "tests/bench/storm_report.hpp"

namespace {

namespace bench = roamsim::bench;

class Loop {
 public:
  void start() { after(gaps_[0], &Loop::arrival); }
  bench::StormCounters counters;

 private:
  template <class... Arguments>
  void after(roamsim::Duration delay, void (Loop::*what)(Arguments...), Arguments... arguments) {
    ns3::Simulator::Schedule(ns3::NanoSeconds(delay), what, this, arguments...);
  }
  void arrival() {
    if (++arrived_ < gaps_.size()) after(gaps_[arrived_], &Loop::arrival);
    attempt(0);
  }
  void attempt(int tries) {
    counters.attempt(0);
    if (busy_ < parameters_.slots) {
      ++busy_;
      after(services_[served_++], &Loop::done);
      return;
    }
    counters.throttled(0);
    if (tries == parameters_.retries) {
      counters.dropped(0);
    } else {
      after(parameters_.retry_after, &Loop::attempt, tries + 1);
    }
  }
  void done() {
    --busy_;
    counters.success(0);
    for (int i = 0; i < parameters_.hubs; ++i) after(parameters_.hop, &Loop::hub);
  }
  void hub() {
    counters.delivered(0);
    for (int i = 0; i < parameters_.spokes_a_hub; ++i) after(parameters_.hop, &Loop::spoke);
  }
  void spoke() { counters.delivered(0); }

  bench::StormParameters parameters_;
  std::vector<roamsim::Duration> gaps_ =
      bench::storm_draws(1, parameters_.requests, 1.0 / parameters_.arrivals_per_second);
  std::vector<roamsim::Duration> services_ =
      bench::storm_draws(2, parameters_.requests, parameters_.mean_service_seconds);
  std::size_t arrived_ = 0, served_ = 0;
  std::uint32_t busy_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  ns3::Time::SetResolution(ns3::Time::NS);
  if (argc > 1) {
    ns3::ObjectFactory scheduler;
    scheduler.SetTypeId(argv[1]);
    ns3::Simulator::SetScheduler(scheduler);
  }
  Loop loop;
  const auto start = std::chrono::steady_clock::now();
  loop.start();
  ns3::Simulator::Run();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const roamsim::Time end = ns3::Simulator::Now().GetNanoSeconds();
  const bool same = bench::report_storm("ns-3 core", loop.counters, end, ns3::Simulator::GetEventCount(), wall.count());
  ns3::Simulator::Destroy();
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
