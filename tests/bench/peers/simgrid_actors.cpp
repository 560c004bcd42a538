// The shared speed workload in SimGrid's own way: an actor for each request and each message.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <simgrid/s4u.hpp>

#include "tests/bench/storm_report.hpp"

namespace {

namespace s4u = simgrid::s4u;
namespace bench = roamsim::bench;

class Loop {
 public:
  explicit Loop(s4u::Host* host) : host_(host) {}
  void arrivals() {
    for (const roamsim::Duration gap : gaps_) {
      wait(gap);
      s4u::Actor::create("request", host_, [this] { request(); });
    }
  }
  bench::StormCounters counters;

 private:
  static void wait(roamsim::Duration time) { s4u::this_actor::sleep_for(roamsim::to_seconds(time)); }
  void request() {
    for (int tries = 0;; ++tries) {
      counters.attempt(0);
      if (busy_ < parameters_.slots) break;
      counters.throttled(0);
      if (tries == parameters_.retries) return counters.dropped(0);
      wait(parameters_.retry_after);
    }
    ++busy_;
    wait(services_[served_++]);
    --busy_;
    counters.success(0);
    for (int i = 0; i < parameters_.hubs; ++i) s4u::Actor::create("to hub", host_, [this] { to_hub(); });
  }
  void to_hub() {
    wait(parameters_.hop);
    counters.delivered(0);
    for (int i = 0; i < parameters_.spokes_a_hub; ++i) s4u::Actor::create("to spoke", host_, [this] { to_spoke(); });
  }
  void to_spoke() {
    wait(parameters_.hop);
    counters.delivered(0);
  }

  s4u::Host* host_;
  bench::StormParameters parameters_;
  std::vector<roamsim::Duration> gaps_ =
      bench::storm_draws(1, parameters_.requests, 1.0 / parameters_.arrivals_per_second);
  std::vector<roamsim::Duration> services_ =
      bench::storm_draws(2, parameters_.requests, parameters_.mean_service_seconds);
  std::size_t served_ = 0;
  std::uint32_t busy_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  s4u::Engine engine(&argc, argv);
  auto* zone = s4u::create_full_zone("zone");
  s4u::Host* host = zone->create_host("host", 1e9);
  zone->seal();
  Loop loop(host);
  s4u::Actor::create("arrivals", host, [&loop] { loop.arrivals(); });
  const auto start = std::chrono::steady_clock::now();
  engine.run();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const auto end = static_cast<roamsim::Time>(std::llround(s4u::Engine::get_clock() * 1e9));
  return bench::report_storm("SimGrid actors", loop.counters, end, 0, wall.count()) ? EXIT_SUCCESS : EXIT_FAILURE;
}
