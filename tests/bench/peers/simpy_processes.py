#!/usr/bin/python3
"""The shared speed workload in SimPy's own way: a process for each request and each message. Dates are integer nanoseconds."""

import math
import time

import simpy

REQUESTS, SLOTS, RETRIES, HUBS, SPOKES = 200_000, 5, 3, 4, 4
RETRY_AFTER, HOP = 5_000_000_000, 30_000_000
MASK = (1 << 64) - 1


def draws(state, count, mean):
    """SplitMix64 and an exponential by inversion, as tests/bench/storm_model.hpp has them."""
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        yield math.floor(-math.log(((z >> 11) + 1) * 2.0**-53) * mean * 1e9 + 0.5)


class Storm:
    def __init__(self, environment):
        self.environment = environment
        self.slots = simpy.Resource(environment, capacity=SLOTS)
        self.gaps = list(draws(1, REQUESTS, 1 / 50))
        self.services = iter(list(draws(2, REQUESTS, 0.12)))
        self.attempts = self.throttled = self.dropped = self.success = self.delivered = 0

    def arrivals(self):
        for gap in self.gaps:
            yield self.environment.timeout(gap)
            self.environment.process(self.request())

    def request(self):
        for tries in range(RETRIES + 1):
            self.attempts += 1
            if self.slots.count < SLOTS:
                with self.slots.request() as slot:
                    yield slot
                    yield self.environment.timeout(next(self.services))
                self.success += 1
                for _ in range(HUBS):
                    self.environment.process(self.to_hub())
                return
            self.throttled += 1
            if tries == RETRIES:
                self.dropped += 1
                return
            yield self.environment.timeout(RETRY_AFTER)

    def to_hub(self):
        yield self.environment.timeout(HOP)
        self.delivered += 1
        for _ in range(SPOKES):
            self.environment.process(self.to_spoke())

    def to_spoke(self):
        yield self.environment.timeout(HOP)
        self.delivered += 1


def main():
    environment = simpy.Environment()
    storm = Storm(environment)
    environment.process(storm.arrivals())
    start = time.perf_counter()
    environment.run()
    wall = time.perf_counter() - start
    events = storm.attempts + storm.success + storm.delivered
    print(f"{'SimPy processes':<22} attempts={storm.attempts} throttled={storm.throttled} dropped={storm.dropped} success={storm.success} "
          f"delivered={storm.delivered} end={environment.now / 1e9:.6f} s | model events={events} native=0 wall={wall:.3f} s "
          f"=> {events / wall / 1e6:.3f} M model events/s")


if __name__ == "__main__":
    main()
