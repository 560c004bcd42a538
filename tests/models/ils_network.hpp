#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
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

  void run_until(Time end) {
    while (!queue_.empty() && std::get<0>(queue_.begin()->first) <= end) {
      auto node = queue_.extract(queue_.begin());
      now = std::get<0>(node.key());
      Event& event = node.mapped();
      Agent& agent = agents[event.at.index()];
      Effects effects;
      if (const auto* timer = std::get_if<AgentTimer>(&event.what)) {
        agent.timer(now, *timer, effects);
      } else {
        agent.receive(now, event.from, std::get<Message>(event.what), effects);
      }
      take(event.at, effects);
    }
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
  std::vector<std::pair<Time, ClusterId>> applied_at;  ///< date and cluster of every advance

 private:
  struct Event {
    ClusterId at, from;
    std::variant<AgentTimer, Message> what;
  };

  void take(ClusterId self, Effects& effects) {
    for (Effect& effect : effects) {
      if (auto* send = std::get_if<Send>(&effect)) {
        if (const auto* batch = std::get_if<Batch>(&send->message)) {
          records_sent += batch->records();
          batches_sent += batch->ranges.empty() ? 0 : 1;
        }
        if (up[send->to.index()]) put(now + latency, {send->to, self, std::move(send->message)});
      } else if (auto* start = std::get_if<StartTimer>(&effect)) {
        put(now + start->delay, {self, self, start->timer});
      } else if (std::holds_alternative<Applied>(effect)) {
        applied_at.emplace_back(now, self);
      }
    }
  }
  void put(Time at, Event event) { queue_.emplace(std::pair(at, order_++), std::move(event)); }

  Parameters parameters_;
  std::map<std::pair<Time, std::uint64_t>, Event> queue_;
  std::uint64_t order_ = 0;
};

}  // namespace roamsim::ils
