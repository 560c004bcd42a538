#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/time.hpp"

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
  // Written out: ns-3's headers are not C++20.
  bool operator==(const StormCounters& other) const {
    return attempts == other.attempts && throttles == other.throttles && drops == other.drops &&
           successes == other.successes && deliveries == other.deliveries;
  }
};

/// Of the default parameters.
inline constexpr StormCounters storm_reference{491'517, 340'922, 49'405, 150'595, 3'011'900};
inline constexpr Time storm_reference_end = 3'995'048'536'000;  ///< to the microsecond

}  // namespace roamsim::bench
