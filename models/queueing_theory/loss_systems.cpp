#include "models/queueing_theory/loss_systems.hpp"

#include <algorithm>

namespace roamsim::queueing {

double erlang_b(std::uint32_t servers, double load) {
  double blocking = 1;
  for (std::uint32_t n = 1; n <= servers; ++n) blocking = load * blocking / (n + load * blocking);
  return blocking;
}

std::vector<double> processor_sharing_states(std::uint32_t cores, std::uint32_t limit, double load) {
  // Divided by the sum at each step, so that no weight overflows.
  std::vector<double> states{1};
  for (std::uint32_t n = 1; n <= limit; ++n) {
    const double next = states.back() * load / std::min(n, std::max<std::uint32_t>(cores, 1));
    for (double& state : states) state /= 1 + next;
    states.push_back(next / (1 + next));
  }
  return states;
}

double processor_sharing_blocking(std::uint32_t cores, std::uint32_t limit, double load) {
  return processor_sharing_states(cores, limit, load).back();
}

double engset(std::uint32_t servers, std::uint32_t sources, double load_of_idle) {
  if (sources <= servers) return 0;
  double blocking = 1;
  for (std::uint32_t n = 1; n <= servers; ++n) {
    const double offered = load_of_idle * (sources - n) * blocking;
    blocking = offered / (n + offered);
  }
  return blocking;
}

}  // namespace roamsim::queueing
