#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "models/ils/agent.hpp"
#include "models/ils/ledger.hpp"

namespace roamsim::ils {

/// Agents joined by lines of one latency, without any engine: a queue by date and order of sending.
class Network {
 public:
  static constexpr Duration latency = 20 * millisecond;

  explicit Network(std::size_t clusters, Parameters parameters = {}) : parameters_(parameters) {
    for (std::size_t i = 0; i < clusters; ++i) {
      ledger.open_log(ClusterId(i));
      agents.emplace_back(ClusterId(i), parameters_);
      up.push_back(true);
    }
  }

  void start(ClusterId id) {
    up[id.index()] = true;
    Effects effects;
    agents[id.index()].start(now, parameters_.interval, effects);
    take(id, effects);
  }
  void stop(ClusterId id) {
    up[id.index()] = false;
    agents[id.index()].stop();
  }
  void configure(ClusterId id, Role role, ClusterId hub) {
    Effects effects;
    agents[id.index()].configure(now, role, hub, effects);
    take(id, effects);
  }
  UpdateRef issue(ClusterId id) {
    const UpdateRef update = ledger.append(id, {});
    Effects effects;
    agents[id.index()].issued(now, update, effects);
    take(id, effects);
    return update;
  }

  /// Gives the line between two clusters a latency of its own.
  void lengthen(std::size_t a, std::size_t b, Duration to) { long_[std::minmax(a, b)] = to; }
  /// Cuts the line between two clusters: whatever is on its way is lost too.
  void cut(std::size_t a, std::size_t b) { dead_.insert(std::minmax(a, b)); }
  void mend(std::size_t a, std::size_t b) { dead_.erase(std::minmax(a, b)); }
  void set_refused(ClusterId id, ClusterId peer, bool refused) {
    Effects effects;
    agents[id.index()].set_refused(now, peer, refused, effects);
    take(id, effects);
  }
  void set_replication(ClusterId id, bool works) {
    Effects effects;
    agents[id.index()].set_replication(now, works, effects);
    take(id, effects);
  }
  /// Restores the cluster, which then says in a new log of its own that it does, and starts.
  UpdateRef restore(ClusterId id, const Agent::Backup& backup) {
    const LogIndex log = ledger.open_log(id);
    agents[id.index()].restore(backup, log);
    const UpdateRef announcement = issue(id);
    start(id);
    return announcement;
  }

  /// Handles so many of what is due until then. Returns how many there were.
  std::size_t step(std::size_t events, Time end) {
    std::size_t done = 0;
    for (; done < events && !queue_.empty() && std::get<0>(queue_.begin()->first) <= end; ++done) next();
    return done;
  }
  void run_until(Time end) {
    while (!queue_.empty() && std::get<0>(queue_.begin()->first) <= end) next();
    now = end;
  }

  [[nodiscard]] bool knows(ClusterId id, UpdateRef update) const {
    return agents[id.index()].applied().vector().knows(update);
  }

  Ledger ledger;
  std::vector<Agent> agents;
  std::vector<bool> up;
  Time now = 0;
  std::uint64_t records_sent = 0;
  std::uint64_t batches_sent = 0;
  std::uint64_t messages_sent = 0;
  std::uint64_t greetings_sent = 0;
  std::size_t gaps = 0;  ///< advances that do not begin where the cluster's knowledge ended
  std::vector<std::pair<Time, ClusterId>> applied_at;  ///< date and cluster of every advance
  /// A cluster saw a peer go or come back.
  struct Sight {
    Time at;
    std::size_t cluster, peer;
    bool found;
    bool operator==(const Sight&) const = default;
  };
  std::vector<Sight> seen;
  std::vector<std::pair<Time, std::size_t>> refusals;  ///< date and cluster

 private:
  /// The connection over which a batch came is found dead.
  struct LostExchange {};
  struct Event {
    ClusterId at, from;
    std::variant<AgentTimer, Message, LostExchange> what;
  };

  void next() {
    auto node = queue_.extract(queue_.begin());
    now = std::get<0>(node.key());
    Event& event = node.mapped();
    Agent& agent = agents[event.at.index()];
    Effects effects;
    if (const auto* timer = std::get_if<AgentTimer>(&event.what)) {
      agent.timer(now, *timer, effects);
    } else if (std::holds_alternative<LostExchange>(event.what)) {
      agent.exchange_lost(now, event.from, effects);
    } else if (dead_.contains(std::minmax(event.at.index(), event.from.index()))) {
      if (const auto* batch = std::get_if<Batch>(&std::get<Message>(event.what)); batch && !batch->ranges.empty()) {
        put(now + parameters_.request_timeout, {event.at, event.from, LostExchange{}});
        put(now + parameters_.request_timeout, {event.from, event.at, LostExchange{}});
      }
    } else {
      agent.receive(now, event.from, std::get<Message>(event.what), effects);
    }
    take(event.at, effects);
  }

  void take(ClusterId self, Effects& effects) {
    for (Effect& effect : effects) {
      if (const auto* lost = std::get_if<PeerLost>(&effect)) {
        seen.push_back({now, self.index(), lost->peer.index(), false});
      } else if (const auto* found = std::get_if<PeerFound>(&effect)) {
        seen.push_back({now, self.index(), found->peer.index(), true});
      } else if (std::holds_alternative<PeerRefused>(effect)) {
        refusals.emplace_back(now, self.index());
      } else if (auto* send = std::get_if<Send>(&effect)) {
        ++messages_sent;
        if (const auto* notice = std::get_if<Notice>(&send->message)) greetings_sent += notice->greeting ? 1 : 0;
        if (const auto* batch = std::get_if<Batch>(&send->message)) {
          records_sent += batch->records();
          batches_sent += batch->ranges.empty() ? 0 : 1;
        }
        if (up[send->to.index()] && !dead_.contains(std::minmax(self.index(), send->to.index())))
          put(now + between(self, send->to), {send->to, self, std::move(send->message)});
      } else if (auto* start = std::get_if<StartTimer>(&effect)) {
        put(now + start->delay, {self, self, start->timer});
      } else if (const auto* received = std::get_if<Received>(&effect)) {
        std::uint32_t& known = received_to_[{self, received->range.log}];
        gaps += received->range.from > known ? 1 : 0;
        known = received->range.to;
      } else if (std::holds_alternative<Forgot>(effect)) {
        std::erase_if(received_to_, [&](const auto& known) { return known.first.first == self; });
      } else if (std::holds_alternative<Applied>(effect)) {
        applied_at.emplace_back(now, self);
      }
    }
  }
  [[nodiscard]] Duration between(ClusterId a, ClusterId b) const {
    const auto at = long_.find(std::minmax(a.index(), b.index()));
    return at == long_.end() ? latency : at->second;
  }
  void put(Time at, Event event) { queue_.emplace(std::pair(at, order_++), std::move(event)); }

  Parameters parameters_;
  std::set<std::pair<std::size_t, std::size_t>> dead_;
  std::map<std::pair<std::size_t, std::size_t>, Duration> long_;
  std::map<std::pair<Time, std::uint64_t>, Event> queue_;
  std::map<std::pair<ClusterId, LogIndex>, std::uint32_t> received_to_;  ///< from others, since it forgot
  std::uint64_t order_ = 0;
};

}  // namespace roamsim::ils
