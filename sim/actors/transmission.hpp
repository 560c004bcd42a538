#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/network/transport.hpp"
#include "sim/actors/plan.hpp"
#include "sim/engine/topology.hpp"

namespace roamsim::actors {

/// What loss on the lines does to messages. Each ordered pair of clusters has a random stream of its own, so that what
/// is sent elsewhere changes nothing.
class Transmission {
 public:
  Transmission(const Plan& plan, const engine::Topology& topology) : plan_(plan), topology_(topology) {}

  /// The share of packets that the link loses; none draws nothing.
  void set_loss(LinkId link, double loss);

  /// How much later a message sent now arrives because of loss; none if it is given up.
  [[nodiscard]] std::optional<Duration> repetition(ClusterId from, ClusterId to);

 private:
  const Plan& plan_;
  const engine::Topology& topology_;
  std::map<LinkId, double> loss_;
  std::map<std::pair<ClusterId, ClusterId>, std::uint64_t> drawn_;
};

}  // namespace roamsim::actors
