// Bytes per live sleeping light actor: the slope of the peak memory of processes of their own over the number of
// actors, so that what a process needs anyway does not count. Exit code 1 above the target.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "sim/core/peak_memory.hpp"
#include "sim/core/scheduler.hpp"

namespace {

using namespace roamsim;

constexpr double target_bytes = 200;
constexpr std::array<long, 3> populations{250'000, 500'000, 1'000'000};

core::Actor sleeper(core::Self self, Duration period) {
  for (;;) {
    const core::Wake wake = co_await self.sleep_for(period);
    if (wake.cancelled()) co_return;
  }
}

/// All start at one instant, and every one wakes and sleeps again before the peak is read.
long peak_with(long actors) {
  core::Scheduler scheduler;
  for (long i = 0; i < actors; ++i) scheduler.spawn(sleeper, minute + (i * 7919) % 1'000'003 * millisecond);
  scheduler.run(minute + 1'000'003 * millisecond);
  return scheduler.live_actors() == static_cast<std::size_t>(actors)
             ? static_cast<long>(core::peak_memory_bytes() / 1024)
             : -1;
}

long peak_in_child(long actors) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    const long peak = peak_with(actors);
    const bool written = write(ends[1], &peak, sizeof peak) == sizeof peak;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  long peak = -1;
  if (read(ends[0], &peak, sizeof peak) != sizeof peak) peak = -1;
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return peak;
}

}  // namespace

int main() {
  std::array<long, populations.size()> peaks{};
  for (std::size_t i = 0; i < populations.size(); ++i) {
    peaks[i] = peak_in_child(populations[i]);
    if (peaks[i] < 0) {
      std::fprintf(stderr, "cannot measure %ld actors\n", populations[i]);
      return EXIT_FAILURE;
    }
    std::printf("%7ld actors: peak %ld KiB\n", populations[i], peaks[i]);
  }
  double worst = 0;
  for (std::size_t i = 1; i < populations.size(); ++i) {
    const double slope =
        static_cast<double>(peaks[i] - peaks[i - 1]) * 1024 / static_cast<double>(populations[i] - populations[i - 1]);
    std::printf("%ld to %ld: %.1f bytes an actor\n", populations[i - 1], populations[i], slope);
    worst = slope > worst ? slope : worst;
  }
  std::printf("target: at most %.0f bytes an actor; %s\n", target_bytes, worst <= target_bytes ? "met" : "MISSED");
  return worst <= target_bytes ? EXIT_SUCCESS : EXIT_FAILURE;
}
