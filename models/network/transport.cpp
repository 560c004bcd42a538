#include "models/network/transport.hpp"

#include <algorithm>
#include <cmath>

namespace roamsim::net {

std::int64_t bandwidth_with_loss(const TransportParameters& parameters, std::int64_t bandwidth, Duration latency,
                                 double loss) {
  if (loss <= 0) return bandwidth;
  constexpr std::int64_t least = 1'000;
  const double round_trip = static_cast<double>(std::max(2 * latency, 1 * millisecond)) / static_cast<double>(second);
  const double segment_bits = 8.0 * parameters.segment_size;
  const double left = segment_bits / round_trip * std::sqrt(1.5 / loss);
  if (left >= static_cast<double>(bandwidth)) return bandwidth;
  return std::clamp(static_cast<std::int64_t>(left), std::min(least, bandwidth), bandwidth);
}

Duration delay_of_repetitions(const TransportParameters& parameters, std::uint32_t lost) {
  Duration sum = 0;
  Duration wait = parameters.message_timeout;
  for (std::uint32_t i = 0; i < lost; ++i, wait *= 2) sum += wait;
  return sum;
}

}  // namespace roamsim::net
