#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/scheduler.hpp"

/// The shared speed workload: a login storm on one EM node. Requests arrive as a Poisson process; a blocked request is
/// throttled and tries again later; every success sends messages over two hops to four hubs and sixteen spokes.
/// The draws, and so the counts, are the same in every engine that is compared.
namespace roamsim::bench {

struct StormParameters {
  std::size_t requests = 200'000;
  double arrivals_per_second = 50;
  double mean_service_seconds = 0.12;
  std::uint32_t slots = 5;
  int retries = 3;
  Duration retry_after = 5 * second;
  int hubs = 4;
  int spokes_a_hub = 4;
  Duration hop = 30 * millisecond;
};

/// SplitMix64 and an exponential by inversion, as published with the workload.
inline std::vector<Duration> storm_draws(std::uint64_t state, std::size_t count, double mean_seconds) {
  std::vector<Duration> draws(count);
  for (Duration& draw : draws) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    const double uniform = static_cast<double>((z >> 11) + 1) * 0x1p-53;
    draw = std::llround(-std::log(uniform) * mean_seconds * 1e9);
  }
  return draws;
}

/// What the workload reports, as plain counters. A recorder with the same members sees every signal with its date.
struct StormCounters {
  long attempts = 0;
  long throttles = 0;
  long drops = 0;
  long successes = 0;
  long deliveries = 0;

  void attempt(Time /*at*/) { ++attempts; }
  void throttled(Time /*at*/) { ++throttles; }
  void dropped(Time /*at*/) { ++drops; }
  void success(Time /*at*/) { ++successes; }
  void delivered(Time /*at*/) { ++deliveries; }

  /// Arrivals and retries, completions, deliveries.
  [[nodiscard]] long model_events() const { return attempts + successes + deliveries; }
  bool operator==(const StormCounters&) const = default;
};

/// Of the default parameters.
inline constexpr StormCounters storm_reference{491'517, 340'922, 49'405, 150'595, 3'011'900};
inline constexpr Time storm_reference_end = 3'995'048'536'000;  ///< to the microsecond

/// The workload on a scheduler: requests are light actors, messages callbacks.
template <class Recorder>
class Storm {
 public:
  Storm(core::Scheduler& scheduler, const StormParameters& parameters, Recorder& recorder)
      : scheduler_(scheduler),
        parameters_(parameters),
        recorder_(recorder),
        gaps_(storm_draws(1, parameters.requests, 1.0 / parameters.arrivals_per_second)),
        services_(storm_draws(2, parameters.requests, parameters.mean_service_seconds)),
        slots_(scheduler, parameters.slots) {}

  void start() { scheduler_.spawn(&Storm::arrivals, *this); }

 private:
  static core::Actor arrivals(core::Self self, Storm& storm) {
    for (const Duration gap : storm.gaps_) {
      co_await self.sleep_for(gap);
      storm.scheduler_.spawn(&Storm::request, storm);
    }
  }

  static core::Actor request(core::Self self, Storm& storm) {
    for (int retries = 0;; ++retries) {
      storm.recorder_.attempt(self.now());
      if (storm.slots_.try_acquire()) break;
      storm.recorder_.throttled(self.now());
      if (retries == storm.parameters_.retries) {
        storm.recorder_.dropped(self.now());
        co_return;
      }
      co_await self.sleep_for(storm.parameters_.retry_after);
    }
    co_await self.sleep_for(storm.services_[storm.served_++]);
    storm.slots_.release();
    storm.recorder_.success(self.now());
    for (int i = 0; i < storm.parameters_.hubs; ++i) storm.send([&storm] { storm.reach_hub(); });
  }

  void reach_hub() {
    recorder_.delivered(scheduler_.now());
    for (int i = 0; i < parameters_.spokes_a_hub; ++i) send([this] { recorder_.delivered(scheduler_.now()); });
  }

  template <class Delivery>
  void send(Delivery delivery) {
    scheduler_.after(parameters_.hop, core::Priority::delivery, delivery);
  }

  core::Scheduler& scheduler_;
  StormParameters parameters_;
  Recorder& recorder_;
  std::vector<Duration> gaps_;
  std::vector<Duration> services_;
  std::size_t served_ = 0;
  core::Semaphore slots_;
};

}  // namespace roamsim::bench
