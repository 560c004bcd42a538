#include "sim/actors/lines.hpp"

#include <algorithm>

namespace roamsim::actors {

void Lines::set_on(LinkId link, bool on) {
  context_.engine.set_link_on(link, on);
  context_.world.changes.network();
}

void Lines::part(const std::vector<std::uint32_t>& group_of) {
  context_.engine.set_groups(group_of);
  context_.world.changes.network();
}

void Lines::degrade(LinkId link, const Degradation& how) {
  const Own own{context_.engine.topology().bandwidth(link), context_.engine.topology().latency(link)};
  degraded_[link] = own;
  const Duration latency = own.latency + how.latency;
  const std::int64_t bandwidth = how.bandwidth ? std::min(own.bandwidth, *how.bandwidth) : own.bandwidth;
  const std::int64_t left = net::bandwidth_with_loss(context_.world.plan.transport, bandwidth, latency, how.loss);
  context_.engine.set_latency(link, latency);
  if (left != own.bandwidth) context_.engine.set_bandwidth(link, left);
  transmission_.set_loss(link, how.loss);
}

void Lines::restore(LinkId link) {
  const Own own = degraded_.at(link);
  degraded_.erase(link);
  context_.engine.set_latency(link, own.latency);
  if (context_.engine.topology().bandwidth(link) != own.bandwidth) {
    context_.engine.set_bandwidth(link, own.bandwidth);
  }
  transmission_.set_loss(link, 0);
}

void Lines::heal() {
  part(std::vector<std::uint32_t>(context_.world.clusters.size(), 0));
}

}  // namespace roamsim::actors
