#include "sim/actors/remote_clusters.hpp"

#include <algorithm>

namespace roamsim::actors {

RemoteClusters::RemoteClusters(Context& context, Transmission& transmission)
    : context_(context), transmission_(transmission), down_(context.world.clusters.size()) {}

void RemoteClusters::start() {
  if (!uses_emcc(context_.world.plan)) return;
  for (std::size_t i = 0; i < down_.size(); ++i) {
    update(ClusterId(i));
    update_at_intervals(ClusterId(i));
  }
}

void RemoteClusters::update_at_intervals(ClusterId cluster) {
  const Duration interval =
      context_.world.plan.clusters[cluster.index()].emcc_parameters.remote_cluster_update_interval;
  context_.scheduler.after(
      interval, core::Priority::timer,
      [this, cluster] {
        update(cluster);
        update_at_intervals(cluster);
      },
      core::Recurrence::periodic);
}

void RemoteClusters::update(ClusterId cluster) {
  if (!context_.world.clusters[cluster.index()].serving) return;
  std::vector<ClusterId>& down = down_[cluster.index()];
  const std::vector<ClusterId> before = down;
  down.clear();
  for (std::size_t i = 0; i < down_.size(); ++i) {
    const ClusterId remote(i);
    if (remote == cluster) continue;
    const bool up = takes_questions(cluster, remote);
    if (!up) down.push_back(remote);
    if (up != std::binary_search(before.begin(), before.end(), remote)) continue;
    context_.say(LogLevel::info, Component::extension_mobility, "{} finds its remote cluster {} {}",
                 context_.name(cluster), context_.name(remote), up ? "up" : "down");
  }
}

bool RemoteClusters::counts_as_up(ClusterId cluster, ClusterId remote) const {
  const std::vector<ClusterId>& down = down_[cluster.index()];
  return !std::binary_search(down.begin(), down.end(), remote);
}

bool RemoteClusters::takes_questions(ClusterId from, ClusterId to) const {
  return !context_.world.clusters[to.index()].closing && answers(from, to);
}

bool RemoteClusters::answers(ClusterId from, ClusterId to) const {
  const World& world = context_.world;
  if (!context_.engine.topology().path_on(from, to)) return false;
  for (auto node = world.first_node[to.index()].value; node < world.first_node[to.index() + 1].value; ++node) {
    if (world.nodes[node].extension_mobility) return true;
  }
  return false;
}

bool RemoteClusters::serves(ClusterId from, ClusterId to) const {
  return context_.world.clusters[to.index()].serving && context_.engine.topology().path_on(from, to);
}

std::optional<Duration> RemoteClusters::send(ClusterId from, ClusterId to) {
  const std::int64_t bytes = context_.world.plan.clusters[from.index()].emcc_parameters.message_bytes;
  count(1, static_cast<std::uint64_t>(bytes));
  if (!context_.engine.topology().path_on(from, to)) return std::nullopt;
  const std::optional<Duration> repeated = transmission_.repetition(from, to);
  if (!repeated) return std::nullopt;
  return context_.engine.latency(from, to) + *repeated;
}

void RemoteClusters::count(std::uint64_t messages, std::uint64_t bytes) {
  if (context_.scheduler.now() < context_.world.plan.warmup) return;
  traffic_.messages += messages;
  traffic_.bytes += bytes;
}

}  // namespace roamsim::actors
