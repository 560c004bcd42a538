#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::net {

/// What loss on a line does. Provenance stands in the scenario registry.
struct TransportParameters {
  std::uint32_t segment_size = 1460;      ///< bytes of a segment without headers
  Duration message_timeout = 1 * second;  ///< until a message that is not acknowledged is sent again; doubles each time
  std::uint32_t message_attempts = 6;     ///< how often a message is sent before it is given up
  bool operator==(const TransportParameters&) const = default;
};

/// What the flows over a line share if the share `loss` of the packets is lost: the line's own bandwidth, or what the
/// square root formula of Mathis, Semke, Mahdavi and Ott (1997) leaves, segment / round trip * sqrt(3 / (2 loss)), with
/// the round trip of the line alone, at least 1 ms. At least 1 kbit/s.
[[nodiscard]] std::int64_t bandwidth_with_loss(const TransportParameters& parameters, std::int64_t bandwidth,
                                               Duration latency, double loss);

/// How much later than without loss a message arrives whose first `lost` transmissions are lost.
[[nodiscard]] Duration delay_of_repetitions(const TransportParameters& parameters, std::uint32_t lost);

}  // namespace roamsim::net
