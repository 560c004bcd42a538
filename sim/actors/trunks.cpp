#include "sim/actors/trunks.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "sim/core/glob.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

using Topology = TrunksPlan::Topology;

Trunks::Trunks(Context& context)
    : context_(context),
      plan_(context.world.plan.trunks),
      is_session_management_(context.world.plan.clusters.size()),
      sip_routes_(context.world.plan.clusters.size()),
      monitors_(context.world.plan.clusters.size()) {
  const Plan& plan = context.world.plan;
  for (const ClusterId id : plan_.session_management) is_session_management_[id.index()] = true;
  for (const TrunkPlan& trunk : plan_.list) {
    listed_.insert(key(trunk.a, trunk.b));
    loads_[key(trunk.a, trunk.b)].limits = trunk.limits;
  }
  for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
    const calls::Parameters& own = plan.clusters[i].calls;
    if (own.sip_route_patterns != calls::Parameters{}.sip_route_patterns) {
      for (const ClusterPlan& target : plan.clusters) {
        sip_routes_[i].push_back(
            std::any_of(own.sip_route_patterns.begin(), own.sip_route_patterns.end(),
                        [&](const std::string& pattern) { return core::glob_matches(pattern, target.name); }));
      }
    }
    if (!own.options_ping.enabled) continue;
    random::Stream phases(random::derive(plan.seed, plan.clusters[i].name, "options ping"));
    for (std::size_t j = 0; j < plan.clusters.size(); ++j) {
      const auto phase = static_cast<Time>(phases.below(static_cast<std::uint64_t>(own.options_ping.interval)));
      monitors_[i].emplace_back(phase, answers(ClusterId(i), ClusterId(j)));
    }
  }
}

std::uint64_t Trunks::key(ClusterId a, ClusterId b) const {
  const auto [low, high] = std::minmax(a.value, b.value);
  return std::uint64_t{low} << 32U | high;
}

bool Trunks::connected(ClusterId a, ClusterId b) const {
  if (a == b) return false;
  if (plan_.topology == Topology::full_mesh || listed_.contains(key(a, b))) return true;
  return plan_.topology == Topology::session_management &&
         (is_session_management_[a.index()] || is_session_management_[b.index()]);
}

ClusterId Trunks::next_hop(ClusterId at, ClusterId target, std::size_t attempt) const {
  if (connected(at, target)) {
    if (attempt == 0) return target;
    --attempt;
  }
  // What has come to a session management cluster, or is meant for one, goes by no other.
  if (plan_.topology != Topology::session_management || is_session_management_[at.index()] ||
      is_session_management_[target.index()]) {
    return {};
  }
  return attempt < plan_.session_management.size() ? plan_.session_management[attempt] : ClusterId{};
}

bool Trunks::has_sip_route(ClusterId at, ClusterId target) const {
  const std::vector<bool>& own = sip_routes_[at.index()];
  return own.empty() || own[target.index()];
}

bool Trunks::refuses(ClusterId from, ClusterId to) const {
  if (!context_.engine.topology().path_on(from, to)) return false;
  const World& world = context_.world;
  for (std::size_t node = world.first_node[to.index()].index(); node < world.first_node[to.index() + 1].index();
       ++node) {
    // Tomcat is the last to come up with a node, and the web applications are always there beside it.
    if (world.nodes[node].ip_phone_services || world.nodes[node].tomcat) return true;
  }
  return false;
}

calls::TrunkMonitor* Trunks::monitor(ClusterId from, ClusterId to) {
  std::vector<calls::TrunkMonitor>& own = monitors_[from.index()];
  return own.empty() ? nullptr : &own[to.index()];
}

bool Trunks::in_service(ClusterId from, ClusterId to) {
  calls::TrunkMonitor* watched = monitor(from, to);
  return watched == nullptr || watched->in_service(parameters(from).options_ping, context_.scheduler.now());
}

std::optional<calls::Reason> Trunks::take(ClusterId from, ClusterId to) {
  if (!counts()) return std::nullopt;
  Load& load = loads_.try_emplace(key(from, to), Load{plan_.limits, 0, 0, {}}).first->second;
  if (load.limits.channels && load.calls >= *load.limits.channels) return calls::Reason::trunk_full;
  if (load.limits.calls_per_second && !load.rate.pass(context_.scheduler.now(), *load.limits.calls_per_second)) {
    return calls::Reason::trunk_rate;
  }
  load.most = std::max(load.most, ++load.calls);
  ++taken_;
  return std::nullopt;
}

void Trunks::give_back(ClusterId from, ClusterId to) {
  const auto load = loads_.find(key(from, to));
  if (load == loads_.end()) return;
  assert(load->second.calls > 0);
  --load->second.calls;
  --taken_;
}

std::vector<TrunkPeak> Trunks::peaks() const {
  std::vector<TrunkPeak> peaks;
  for (const auto& [trunk, load] : loads_) {
    if (load.most == 0) continue;
    const ClusterId low(static_cast<std::size_t>(trunk >> 32U)), high(static_cast<std::size_t>(trunk & 0xFFFFFFFFU));
    peaks.push_back({low, high, load.most, load.limits.channels});
  }
  std::sort(peaks.begin(), peaks.end(),
            [](const TrunkPeak& a, const TrunkPeak& b) { return std::pair(a.a, a.b) < std::pair(b.a, b.b); });
  return peaks;
}

void Trunks::network_changed() {
  next_change_ = 0;
  for (std::size_t i = 0; i < monitors_.size(); ++i) {
    const calls::OptionsPing& ping = parameters(ClusterId(i)).options_ping;
    for (std::size_t j = 0; j < monitors_[i].size(); ++j) {
      monitors_[i][j].set_answers(ping, context_.scheduler.now(), answers(ClusterId(i), ClusterId(j)));
    }
  }
}

Time Trunks::next_change() {
  const Time now = context_.scheduler.now();
  // As long as no far end changes, the date stays what it is until it comes.
  if (next_change_ > now) return next_change_;
  next_change_ = never;
  for (std::size_t i = 0; i < monitors_.size(); ++i) {
    const calls::OptionsPing& ping = parameters(ClusterId(i)).options_ping;
    for (calls::TrunkMonitor& trunk : monitors_[i]) next_change_ = std::min(next_change_, trunk.changes_at(ping, now));
  }
  return next_change_;
}

}  // namespace roamsim::actors
