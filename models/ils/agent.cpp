#include "models/ils/agent.hpp"

#include <algorithm>
#include <utility>

namespace roamsim::ils {

std::uint64_t Batch::records() const {
  std::uint64_t sum = 0;
  for (const Range& range : ranges) sum += range.records();
  return sum;
}

void Agent::preset(Role role, ClusterId hub, const std::vector<Neighbour>& peers, const VersionVector& known) {
  role_ = role;
  hub_ = hub;
  registered_ = true;
  for (const Neighbour& peer : peers) add_peer(peer.id, peer.role).known = known;
  received_.merge(known);
  for (LogIndex log = 0; log < known.logs(); ++log) applied_.apply({log, 0, known[log]});
}

std::vector<ClusterId> Agent::peers() const {
  std::vector<ClusterId> ids;
  ids.reserve(peers_.size());
  for (const Peer& peer : peers_) ids.push_back(peer.id);
  return ids;
}

Agent::Peer* Agent::find(ClusterId id) {
  const auto at =
      std::lower_bound(peers_.begin(), peers_.end(), id, [](const Peer& p, ClusterId i) { return p.id < i; });
  return at != peers_.end() && at->id == id ? &*at : nullptr;
}

Agent::Peer& Agent::add_peer(ClusterId id, Role role) {
  auto at = std::lower_bound(peers_.begin(), peers_.end(), id, [](const Peer& p, ClusterId i) { return p.id < i; });
  if (at == peers_.end() || at->id != id) {
    at = peers_.insert(at, Peer{});
    at->id = id;
  }
  at->role = role;
  return *at;
}

void Agent::start(Time now, Duration phase, Effects& effects) {
  running_ = true;
  if (role_ == Role::standalone) return;
  if (!registered_) send_join(effects);
  // What was received before the stop and not yet written is written now.
  std::vector<Range> unwritten;
  for (LogIndex log = 0; log < received_.logs(); ++log) {
    const std::uint32_t applied = applied_.vector()[log];
    if (received_[log] > applied) unwritten.push_back({log, applied, received_[log]});
  }
  if (!unwritten.empty()) write(now, std::move(unwritten), effects);
  for (Peer& peer : peers_) greet(peer, effects);
  if (polls()) {
    interval_ = ++number_;
    effects.emplace_back(StartTimer{{AgentTimer::Kind::interval, self_, interval_}, phase});
  }
}

void Agent::stop() {
  running_ = false;
  processing_ = false;
  interval_ = 0;
  processing_number_ = 0;
  arrived_.clear();
  writes_.clear();
  writer_free_ = 0;
  for (Peer& peer : peers_) {
    peer.request = 0;
    peer.notice = 0;
    peer.greeting = 0;
    peer.answering = false;
    peer.retry = 0;
  }
}

void Agent::configure(Time now, Role role, ClusterId hub, Effects& effects) {
  role_ = role;
  hub_ = hub;
  registered_ = !hub.valid();
  if (running_) start(now, parameters_->interval, effects);
}

void Agent::send_join(Effects& effects) {
  effects.emplace_back(Send{hub_, Join{role_}});
  effects.emplace_back(StartTimer{{AgentTimer::Kind::join, hub_, ++number_}, parameters_->retry_interval});
}

void Agent::issued(Time /*now*/, UpdateRef update, Effects& effects) {
  const std::uint32_t before = received_[update.log];
  received_.raise(update.log, update.sequence);
  applied_.apply({update.log, before, update.sequence});
  if (running_ && tells()) tell_those_who_lack(self_, effects);
}

void Agent::receive(Time now, ClusterId from, const Message& message, Effects& effects) {
  if (!running_) return;
  if (Peer* peer = find(from); peer != nullptr) peer->greeting = peer->retry = 0;
  std::visit([&](const auto& m) { on(now, from, m, effects); }, message);
}

void Agent::on(Time /*now*/, ClusterId from, const Notice& notice, Effects& effects) {
  Peer* peer = find(from);
  if (peer == nullptr) return;
  peer->offered.merge(notice.offered);
  if (notice.greeting) {
    // Whoever greets says all it has: what it was sent before may be lost.
    peer->known = notice.offered;
    peer->notice = 0;
    effects.emplace_back(Send{from, Notice{received_, false}});
  } else {
    peer->known.merge(notice.offered);
  }
  ask_where_more_is_offered(effects);
}

void Agent::on(Time /*now*/, ClusterId from, const Request& request, Effects& effects) {
  Peer* peer = find(from);
  if (peer == nullptr) return;
  peer->notice = 0;
  Batch batch{.number = request.number, .ranges = {}};
  for (LogIndex log = 0; log < received_.logs(); ++log) {
    const std::uint32_t has = request.known[log];
    if (received_[log] > has) batch.ranges.push_back({log, has, received_[log]});
  }
  peer->known = received_;
  peer->known.merge(request.known);
  effects.emplace_back(Send{from, BatchBegun{request.number}});
  effects.emplace_back(Send{from, std::move(batch)});
  // The peer may have what is not known here, for example after an outage of this cluster.
  peer->offered.merge(request.known);
  if (tells()) ask_where_more_is_offered(effects);
}

void Agent::on(Time /*now*/, ClusterId from, const BatchBegun& begun, Effects& /*effects*/) {
  Peer* peer = find(from);
  if (peer != nullptr && peer->request == begun.number) peer->answering = true;
}

void Agent::on(Time /*now*/, ClusterId from, const Batch& batch, Effects& effects) {
  arrived_.push_back({from, batch});
  process_next(effects);
}

void Agent::process_next(Effects& effects) {
  if (processing_ || arrived_.empty()) return;
  processing_ = true;
  processing_number_ = ++number_;
  // An empty answer says that all is known; there is nothing to process.
  const Duration work = arrived_.front().batch.ranges.empty() ? 0 : parameters_->batch_processing;
  effects.emplace_back(StartTimer{{AgentTimer::Kind::processed, arrived_.front().from, processing_number_}, work});
}

void Agent::processed(Time now, Effects& effects) {
  Arrived arrived = std::move(arrived_.front());
  arrived_.pop_front();
  processing_ = false;
  std::vector<Range> fresh;
  for (Range range : arrived.batch.ranges) {
    // Another peer may have sent the same meanwhile.
    range.from = std::max(range.from, received_[range.log]);
    if (range.to <= range.from) continue;
    received_.raise(range.log, range.to);
    effects.emplace_back(Received{range, arrived.from});
    fresh.push_back(range);
  }
  if (!fresh.empty()) {
    write(now, std::move(fresh), effects);
    if (tells() && parameters_->relay == Relay::on_receipt) tell_those_who_lack(arrived.from, effects);
  }
  if (Peer* peer = find(arrived.from); peer != nullptr && peer->request == arrived.batch.number) peer->request = 0;
  ask_where_more_is_offered(effects);
  process_next(effects);
}

void Agent::write(Time now, std::vector<Range> ranges, Effects& effects) {
  std::uint64_t records = 0;
  for (const Range& range : ranges) records += range.records();
  const auto duration =
      static_cast<Duration>(records * static_cast<std::uint64_t>(second) / parameters_->records_written_per_second);
  writer_free_ = std::max(writer_free_, now) + duration;
  writes_.push_back({++number_, std::move(ranges)});
  effects.emplace_back(
      StartTimer{{AgentTimer::Kind::applied, self_, number_}, writer_free_ - now + parameters_->replication});
}

void Agent::apply(Effects& effects) {
  for (const Range& range : writes_.front().ranges) {
    applied_.apply(range);
    effects.emplace_back(Applied{range});
  }
  writes_.pop_front();
}

void Agent::on(Time /*now*/, ClusterId from, const Join& join, Effects& effects) {
  if (role_ != Role::hub || !registered_) return;
  JoinAccepted accepted;
  if (join.role == Role::hub) {
    for (const Peer& peer : peers_) {
      if (peer.role == Role::hub && peer.id != from) accepted.hubs.push_back(peer.id);
    }
  }
  Peer& peer = add_peer(from, join.role);
  effects.emplace_back(Send{from, std::move(accepted)});
  if (peer.request == 0) ask(peer, effects);
}

void Agent::on(Time /*now*/, ClusterId from, const JoinAccepted& accepted, Effects& effects) {
  registered_ = true;
  ask(add_peer(from, Role::hub), effects);
  for (const ClusterId hub : accepted.hubs) {
    if (hub != self_ && find(hub) == nullptr) effects.emplace_back(Send{hub, Join{role_}});
  }
}

void Agent::ask(Peer& peer, Effects& effects) {
  if (peer.request != 0) return;
  peer.request = ++number_;
  peer.answering = false;
  effects.emplace_back(Send{peer.id, Request{peer.request, received_}});
  effects.emplace_back(StartTimer{{AgentTimer::Kind::request, peer.id, peer.request}, parameters_->request_timeout});
}

void Agent::ask_where_more_is_offered(Effects& effects) {
  VersionVector expected;
  bool counted = false;
  for (Peer& peer : peers_) {
    if (peer.request != 0 || peer.retry != 0 || received_.covers(peer.offered)) continue;
    if (!counted) {
      counted = true;
      expected = received_;
      for (const Peer& asked : peers_) {
        if (asked.request != 0) expected.merge(asked.offered);
      }
    }
    if (expected.covers(peer.offered)) continue;
    expected.merge(peer.offered);
    ask(peer, effects);
  }
}

void Agent::greet(Peer& peer, Effects& effects) {
  peer.greeting = ++number_;
  effects.emplace_back(Send{peer.id, Notice{received_, true}});
  effects.emplace_back(StartTimer{{AgentTimer::Kind::greeting, peer.id, peer.greeting}, parameters_->request_timeout});
}

void Agent::tell(Peer& peer, bool own, Effects& effects) {
  if (peer.known.covers(received_)) return;
  // One notice is enough for all that its answer will carry; but a peer told of somebody else's change may have asked
  // somebody else, and will not answer.
  if (peer.notice != 0 && (peer.notice_own || !own)) return;
  peer.notice = ++number_;
  peer.notice_own = own;
  effects.emplace_back(Send{peer.id, Notice{received_, false}});
  effects.emplace_back(StartTimer{{AgentTimer::Kind::notice, peer.id, peer.notice}, parameters_->request_timeout});
}

void Agent::tell_those_who_lack(ClusterId except, Effects& effects) {
  for (Peer& peer : peers_) {
    if (peer.id != except) tell(peer, except == self_, effects);
  }
}

void Agent::retry_later(Peer& peer, Effects& effects) {
  if (peer.retry != 0) return;
  peer.retry = ++number_;
  effects.emplace_back(StartTimer{{AgentTimer::Kind::retry, peer.id, peer.retry}, parameters_->retry_interval});
}

void Agent::exchange_lost(Time /*now*/, ClusterId id, Effects& effects) {
  Peer* peer = find(id);
  if (peer == nullptr || !running_) return;
  peer->request = 0;
  peer->answering = false;
  peer->known = VersionVector{};
  retry_later(*peer, effects);
  ask_where_more_is_offered(effects);
}

void Agent::timer(Time now, const AgentTimer& timer, Effects& effects) {
  if (!running_) return;
  Peer* peer = find(timer.peer);
  switch (timer.kind) {
    case AgentTimer::Kind::request:
      if (peer == nullptr || peer->request != timer.number || peer->answering) return;
      peer->request = 0;
      retry_later(*peer, effects);
      ask_where_more_is_offered(effects);
      return;
    case AgentTimer::Kind::greeting:
      if (peer == nullptr || peer->greeting != timer.number) return;
      retry_later(*peer, effects);
      return;
    case AgentTimer::Kind::notice:
      if (peer == nullptr || peer->notice != timer.number) return;
      peer->notice = 0;
      retry_later(*peer, effects);
      return;
    case AgentTimer::Kind::retry:
      if (peer == nullptr || peer->retry != timer.number) return;
      peer->retry = 0;
      greet(*peer, effects);
      return;
    case AgentTimer::Kind::join:
      if (!registered_ && hub_.valid()) send_join(effects);
      return;
    case AgentTimer::Kind::interval:
      if (timer.number != interval_) return;
      for (Peer& each : peers_) ask(each, effects);
      effects.emplace_back(StartTimer{timer, parameters_->interval});
      return;
    case AgentTimer::Kind::processed:
      if (timer.number == processing_number_) processed(now, effects);
      return;
    case AgentTimer::Kind::applied:
      if (!writes_.empty() && writes_.front().number == timer.number) apply(effects);
      return;
  }
}

}  // namespace roamsim::ils
