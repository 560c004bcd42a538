// The shared speed workload with 200 flows in flight all the time and every attempt recorded: what the engine's horizon
// and the journal cost on top of the bare queue.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/engine/engine.hpp"
#include "sim/record/journal.hpp"
#include "tests/bench/storm.hpp"
#include "tests/bench/storm_report.hpp"

namespace {

using namespace roamsim;

constexpr std::uint32_t clusters = 20;
constexpr int flows = 200;
constexpr std::uint64_t flow_bytes = 12'500'000;  // ten of them share a line: each takes about 10 s

engine::PlatformSpec platform() {
  engine::PlatformSpec spec;
  for (std::uint32_t i = 0; i < clusters; ++i) {
    engine::ClusterSpec cluster;
    cluster.name = "cluster" + std::to_string(i);
    cluster.access_bandwidth = 100'000'000;
    cluster.nodes = {{.name = cluster.name + "-pub", .cores = 4, .speed = 1.0}};
    spec.clusters.push_back(cluster);
  }
  return spec;
}

// Keeps a number of flows in flight until the storm is over.
class Background {
 public:
  Background(core::Scheduler& scheduler, engine::Engine& engine) : scheduler_(scheduler), engine_(engine) {}
  void start() {
    for (int i = 0; i < flows; ++i) send(static_cast<std::uint32_t>(i));
  }
  long completed = 0;

 private:
  void send(std::uint32_t number) {
    const NodeId from(number % clusters);
    const NodeId to((number + 1 + number / clusters) % clusters);
    // Sizes differ a little, so that ends do.
    engine_.start_flow(from, to, flow_bytes + number * 1000, [this, number](engine::FlowEnd) {
      ++completed;
      if (scheduler_.now() < bench::storm_reference_end - 20 * second) send(number);
    });
  }
  core::Scheduler& scheduler_;
  engine::Engine& engine_;
};

struct JournalRecorder : bench::StormCounters {
  record::Journal journal;

  void attempt(Time at) {
    StormCounters::attempt(at);
    journal.requests.push_back({.kind = record::RequestRow::Kind::login,
                                .user = UserId(journal.requests.size()),
                                .cluster = ClusterId(0),
                                .begin = at});
  }
  void throttled(Time at) {
    StormCounters::throttled(at);
    journal.requests.back().end = at;
    journal.requests.back().code = 26;
  }
};

}  // namespace

int main() {
  core::Scheduler scheduler;
  engine::Engine engine(scheduler, platform());
  Background background(scheduler, engine);
  JournalRecorder recorder;
  bench::Storm storm(scheduler, bench::StormParameters{}, recorder);
  const auto start = std::chrono::steady_clock::now();
  background.start();
  storm.start();
  scheduler.run(bench::storm_reference_end + second);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const bool same =
      bench::report_storm("roamsim-flows", recorder, bench::storm_reference_end, scheduler.fired(), wall.count());
  std::printf("flows completed %ld, at most %u in flight, %zu rows recorded\n", background.completed,
              engine.stats().max_in_flight, recorder.journal.requests.size());
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
