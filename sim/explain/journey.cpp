#include "sim/explain/journey.hpp"

#include <algorithm>

#include "sim/explain/hop_waits.hpp"
#include "sim/explain/network.hpp"

namespace roamsim::explain {

Spread::Spread(const Run& run, const LocationChange& change)
    : run_(run),
      change_(change),
      arrivals_(run.arrivals_of(change)),
      steps_(record::spread_of(run.results(), change.id)) {}

ClusterId Spread::sender_to(ClusterId cluster) const {
  const auto step = std::find_if(steps_.begin(), steps_.end(), [&](const record::SpreadStep& s) {
    return s.cluster == cluster && s.kind == record::AdvanceRow::Kind::received && s.peer.valid() && s.peer != cluster;
  });
  return step == steps_.end() ? ClusterId{} : step->peer;
}

std::vector<Hop> Spread::hops_to(ClusterId cluster) const {
  std::vector<Hop> hops;
  ClusterId at = cluster;
  if (arrival(cluster).received == never) {
    std::vector<ClusterId> holders;
    for (std::size_t i = 0; i < arrivals_.size(); ++i) {
      if (arrivals_[i].received != never) holders.emplace_back(i);
    }
    const std::vector<ClusterId> way = Network(run_, run_.end()).way(holders, cluster);
    if (way.size() < 2) return {};
    hops.push_back({way[0], way[1], arrival(way[0]).received, never});
    at = way[0];
  }
  // No cluster gets an update twice, so the chain ends; the limit is against a file that says otherwise.
  while (at != change_.cluster && hops.size() <= arrivals_.size()) {
    const ClusterId from = sender_to(at);
    if (!from.valid()) break;
    hops.push_back({from, at, arrival(from).received, arrival(at).received});
    at = from;
  }
  std::reverse(hops.begin(), hops.end());
  return hops;
}

Journey journey_of(const Run& run, const Outages& outages, const Spread& spread, ClusterId to) {
  Journey journey{.change = spread.change(),
                  .to = to,
                  .hops = spread.hops_to(to),
                  .applied = spread.arrival(to).applied,
                  .waits = {}};
  if (to == journey.change.cluster) return journey;
  if (journey.hops.empty()) {
    journey.waits.push_back(
        {.cause = Cause::outside_the_network, .place = to, .other = {}, .since = journey.change.at});
    return journey;
  }
  HopWaits waits(run, outages, spread);
  for (const Hop& hop : journey.hops) waits.add_hop(hop, journey.waits);
  if (spread.arrival(to).received != never) waits.add_applying(to, journey.waits);
  return journey;
}

}  // namespace roamsim::explain
