#include "sim/actors/convergence_bound.hpp"

#include <algorithm>

namespace roamsim::actors {

namespace {

using ils::Parameters;
using ils::SyncMode;

bool tells(const Parameters& parameters) {
  return parameters.mode != SyncMode::periodic;
}
bool polls(const Parameters& parameters) {
  return parameters.mode != SyncMode::event_triggered;
}

Duration ceiling(std::uint64_t numerator, std::uint64_t denominator) {
  return static_cast<Duration>((numerator + denominator - 1) / denominator);
}

class Network {
 public:
  Network(const Plan& plan, const std::vector<IlsMembership>& memberships, const BoundLoad& load)
      : plan_(plan), members_(memberships), load_(load), peers_(plan.clusters.size(), 0) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].role == ils::Role::hub) ++hubs_;
      if (members_[i].role == ils::Role::spoke && members_[i].hub.valid()) ++peers_[members_[i].hub.index()];
    }
    for (std::size_t i = 0; i < members_.size(); ++i) {
      peers_[i] = members_[i].role == ils::Role::hub ? peers_[i] + hubs_ - 1 : 1;
    }
  }

  [[nodiscard]] std::optional<Duration> between(ClusterId from, ClusterId to) const {
    const std::optional<std::vector<ClusterId>> way = path(from, to);
    if (!way) return std::nullopt;
    Duration sum = 0;
    for (std::size_t hop = 1; hop < way->size(); ++hop) {
      const std::optional<Duration> step = hop_time((*way)[hop - 1], (*way)[hop], hop == 1);
      if (!step) return std::nullopt;
      sum += *step;
    }
    return sum + write(to);
  }

 private:
  [[nodiscard]] const Parameters& ils(ClusterId cluster) const { return plan_.clusters[cluster.index()].ils; }
  [[nodiscard]] ClusterId hub_of(ClusterId cluster) const {
    const IlsMembership& member = members_[cluster.index()];
    return member.role == ils::Role::hub ? cluster : member.hub;
  }

  [[nodiscard]] std::optional<std::vector<ClusterId>> path(ClusterId from, ClusterId to) const {
    std::vector<ClusterId> way{from};
    for (const ClusterId next : {hub_of(from), hub_of(to), to}) {
      if (!next.valid() || members_[next.index()].role == ils::Role::standalone) return std::nullopt;
      if (next != way.back()) way.push_back(next);
    }
    return way;
  }

  [[nodiscard]] const DirectLinkPlan* direct(ClusterId a, ClusterId b) const {
    const auto joins = [&](const DirectLinkPlan& link) {
      return (link.a == a && link.b == b) || (link.a == b && link.b == a);
    };
    const auto at = std::find_if(plan_.links.begin(), plan_.links.end(), joins);
    return at == plan_.links.end() ? nullptr : &*at;
  }

  [[nodiscard]] Duration latency(ClusterId a, ClusterId b) const {
    if (const DirectLinkPlan* link = direct(a, b)) return link->latency;
    return plan_.clusters[a.index()].access.latency + plan_.clusters[b.index()].access.latency;
  }

  /// Alone on a line of its own; on the lines to the cloud with a batch of every peer at once.
  [[nodiscard]] Duration transfer(ClusterId from, ClusterId to) const {
    const std::uint64_t bits =
        8 * (ils(from).bytes_per_message + load_.records * static_cast<std::uint64_t>(ils(from).bytes_per_record));
    const auto alone = [&](std::int64_t bandwidth, std::uint64_t sharing) {
      return ceiling(bits * sharing, 1) / bandwidth * second +
             ceiling(bits * sharing % static_cast<std::uint64_t>(bandwidth) * static_cast<std::uint64_t>(second),
                     static_cast<std::uint64_t>(bandwidth));
    };
    if (const DirectLinkPlan* link = direct(from, to)) return alone(link->bandwidth, load_.queues_of_peers ? 2 : 1);
    const auto at = [&](ClusterId end) {
      const std::uint64_t sharing = std::max<std::uint64_t>(peers_[end.index()], 1);
      return alone(plan_.clusters[end.index()].access.bandwidth, load_.queues_of_peers ? 2 * sharing : sharing);
    };
    return std::max(at(from), at(to));
  }

  /// Until `to` knows that `from` has something new; `own`: issued there, not learned.
  [[nodiscard]] std::optional<Duration> notice(ClusterId from, ClusterId to, bool own) const {
    if (tells(ils(from)) && (own || ils(from).relay == ils::Relay::on_receipt)) return latency(from, to);
    std::optional<Duration> wait;
    if (polls(ils(to))) wait = ils(to).interval;
    // A request says what its sender has, and whoever gives notice asks at once for what it lacks.
    if (polls(ils(from)) && tells(ils(to))) {
      const Duration asked = ils(from).interval + latency(from, to);
      wait = wait ? std::min(*wait, asked) : asked;
    }
    return wait;
  }

  [[nodiscard]] std::optional<Duration> hop_time(ClusterId from, ClusterId to, bool own) const {
    const std::optional<Duration> wait = notice(from, to, own);
    if (!wait) return std::nullopt;
    const Duration exchange = 2 * latency(from, to) + transfer(from, to) + ils(to).batch_processing;
    std::uint64_t ahead = load_.exchanges_ahead;
    if (load_.queues_of_peers) ahead += peers_[to.index()];
    Duration sum = *wait + exchange + static_cast<Duration>(ahead) * exchange;
    // A poll that is under way finds nothing, and has to end before the next request.
    if (polls(ils(to))) sum += 2 * latency(from, to);
    if (load_.reconnects) {
      sum += std::max(silence(from), silence(to)) + std::max(longest_wait(from), longest_wait(to)) +
             std::max(ils(from).request_timeout, ils(to).request_timeout) + 2 * latency(from, to);
    }
    return sum;
  }

  /// From the last message that was lost until the cluster waits to try again.
  [[nodiscard]] Duration silence(ClusterId cluster) const {
    return std::max(ils(cluster).request_timeout, ils(cluster).dead_peer_timeout);
  }

  /// Between two attempts to reach a peer, however many were in vain.
  [[nodiscard]] Duration longest_wait(ClusterId cluster) const {
    const Parameters& own = ils(cluster);
    return own.retry_backoff > 1 ? std::max(own.retry_interval, own.retry_cap) : own.retry_interval;
  }

  [[nodiscard]] Duration write(ClusterId cluster) const {
    const Parameters& own = ils(cluster);
    const std::size_t nodes = plan_.clusters[cluster.index()].nodes.size();
    const bool in_turn = own.replication_order == ils::ReplicationOrder::one_after_another && nodes > 1;
    return ceiling(load_.records * static_cast<std::uint64_t>(second), own.records_written_per_second) +
           own.replication * static_cast<Duration>(in_turn ? nodes - 1 : 1) + own.node_load;
  }

  const Plan& plan_;
  const std::vector<IlsMembership>& members_;
  const BoundLoad& load_;
  std::uint32_t hubs_ = 0;
  std::vector<std::uint32_t> peers_;  ///< by cluster: how many it talks to
};

}  // namespace

std::optional<ConvergenceBound> convergence_bound(const Plan& plan, const std::vector<IlsMembership>& memberships,
                                                  const BoundLoad& load) {
  const Network network(plan, memberships, load);
  ConvergenceBound bound;
  for (std::size_t from = 0; from < memberships.size(); ++from) {
    if (memberships[from].role == ils::Role::standalone) continue;
    for (std::size_t to = 0; to < memberships.size(); ++to) {
      if (to == from || memberships[to].role == ils::Role::standalone) continue;
      const std::optional<Duration> time = network.between(ClusterId(from), ClusterId(to));
      if (!time) return std::nullopt;
      if (*time > bound.longest) bound = {*time, ClusterId(from), ClusterId(to)};
    }
  }
  return bound;
}

std::vector<IlsMembership> planned_memberships(const Plan& plan) {
  std::vector<IlsMembership> memberships;
  memberships.reserve(plan.clusters.size());
  for (const ClusterPlan& cluster : plan.clusters) memberships.push_back(cluster.membership);
  return memberships;
}

}  // namespace roamsim::actors
