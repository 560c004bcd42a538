#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/scheduler.hpp"
#include "tests/bench/storm_model.hpp"

namespace roamsim::bench {

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
