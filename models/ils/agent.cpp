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
  peers_.reserve(peers.size());
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

Duration Agent::settling() const {
  const bool in_turn = parameters_->replication_order == ReplicationOrder::one_after_another;
  return parameters_->replication * (in_turn ? std::max(subscribers_, 1U) : 1U) + parameters_->node_load;
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
  if (!registered_) add_joining(hub_);
  for (const Joining& joining : std::vector<Joining>(joining_)) join(joining.hub, effects);
  write_held(now, effects);
  for (Peer& peer : peers_) {
    peer.heard = now;
    greet(now, peer, effects);
  }
  if (polls()) {
    interval_ = ++number_;
    effects.emplace_back(StartTimer{{AgentTimer::Kind::interval, self_, interval_}, phase});
  }
  if (parameters_->hello_interval > 0) {
    hello_ = ++number_;
    effects.emplace_back(StartTimer{{AgentTimer::Kind::hello, self_, hello_}, parameters_->hello_interval});
  }
}

void Agent::stop() {
  running_ = false;
  processing_ = false;
  interval_ = 0;
  hello_ = 0;
  processing_number_ = 0;
  arrived_.clear();
  hold_writes();
  for (Peer& peer : peers_) {
    Peer kept;
    kept.id = peer.id;
    kept.role = peer.role;
    peer = std::move(kept);
  }
  for (Joining& joining : joining_) joining = {.hub = joining.hub};
}

Agent::Backup Agent::backup() const {
  Backup backup{.role = role_,
                .hub = hub_,
                .registered = registered_,
                .peers = {},
                .joining = {},
                .received = received_,
                .applied = applied_,
                .unwritten = {}};
  for (const Peer& peer : peers_) backup.peers.push_back({peer.id, peer.role});
  for (const Joining& joining : joining_) backup.joining.push_back(joining.hub);
  for (const Write& write : writes_) backup.unwritten.push_back(write.ranges);
  backup.unwritten.insert(backup.unwritten.end(), held_.begin(), held_.end());
  return backup;
}

void Agent::restore(const Backup& backup, LogIndex new_log) {
  stop();
  role_ = backup.role;
  hub_ = backup.hub;
  registered_ = backup.registered;
  peers_.clear();
  for (const Neighbour& peer : backup.peers) add_peer(peer.id, peer.role);
  joining_.clear();
  for (const ClusterId hub : backup.joining) add_joining(hub);
  own_logs_.push_back(new_log);
  received_ = backup.received;
  applied_ = backup.applied;
  held_ = backup.unwritten;
}

void Agent::issued(Time now, UpdateRef update, Effects& effects) {
  const std::uint32_t before = received_[update.log];
  received_.raise(update.log, update.sequence);
  applied_.apply({update.log, before, update.sequence});
  if (running_ && tells()) tell_those_who_lack(now, self_, effects);
}

void Agent::receive(Time now, ClusterId from, const Message& message, Effects& effects) {
  if (!running_) return;
  if (refuses(from)) {
    ++refusals_;
    effects.emplace_back(PeerRefused{from});
    return;
  }
  const auto* notice = std::get_if<Notice>(&message);
  const bool greeting = notice != nullptr && notice->greeting;
  Peer* peer = find(from);
  if (peer == nullptr && greeting) send(from, Leave{.stranger = true}, effects);
  const bool waited = peer != nullptr && hear(*peer, now, effects);
  std::visit([&](const auto& m) { on(now, from, m, effects); }, message);
  // Who asks gets everything, and who greets is told everything; to others nothing can be told that is sure to be new.
  if (!waited || greeting || std::holds_alternative<Request>(message)) return;
  if (peer = find(from); peer != nullptr && peer->greeting == 0) greet(now, *peer, effects);
}

void Agent::on(Time now, ClusterId from, const Notice& notice, Effects& effects) {
  Peer* peer = find(from);
  if (peer == nullptr) return;
  const bool answer = notice.answers != 0;
  // Whoever greets or answers a greeting says all it has: what it had or was sent before may be lost.
  if (notice.greeting || answer) {
    peer->offered = notice.offered;
  } else {
    peer->offered.merge(notice.offered);
  }
  peer->more = true;
  if (notice.greeting) {
    peer->known = notice.offered;
    peer->notice = 0;
    peer->untold = false;
    send(from, Notice{.offered = received_, .answers = notice.number}, effects);
  } else {
    peer->known.merge(notice.offered);
  }
  if (answer && notice.answers == peer->greeting) peer->greeting = 0;
  // Two that tell each other the same at once have answered each other.
  const bool told = peer->notice != 0 && peer->told.covers(notice.offered);
  if (peer->notice != 0 && peer->known.covers(peer->told)) notice_answered(now, *peer, effects);
  ask_where_more_is_offered(now, effects);
  const bool asks = peer->request != 0 && !peer->answering;
  if (notice.number != 0 && !notice.greeting && !asks && !told) send(from, Acknowledged{notice.number}, effects);
}

void Agent::on(Time now, ClusterId from, const Acknowledged& heard, Effects& effects) {
  Peer* peer = find(from);
  if (peer == nullptr || peer->notice != heard.number) return;
  notice_answered(now, *peer, effects);
}

void Agent::notice_answered(Time now, Peer& peer, Effects& effects) {
  peer.notice = 0;
  if (std::exchange(peer.untold, false)) tell(now, peer, false, effects);
}

void Agent::on(Time now, ClusterId from, const Request& request, Effects& effects) {
  Peer* peer = find(from);
  if (peer == nullptr) return;
  peer->notice = 0;
  peer->greeting = 0;
  peer->untold = false;
  Batch batch{.number = request.number, .ranges = {}};
  if (!request.known.covers(received_)) {
    for (LogIndex log = 0; log < received_.logs(); ++log) {
      const std::uint32_t has = request.known[log];
      if (received_[log] > has) batch.ranges.push_back({log, has, received_[log]});
    }
  }
  peer->known = received_;
  peer->known.merge(request.known);
  send(from, BatchBegun{request.number}, effects);
  send(from, std::move(batch), effects);
  // The peer may have what is not known here, for example after an outage of this cluster.
  peer->offered.merge(request.known);
  peer->more = true;
  if (tells()) ask_where_more_is_offered(now, effects);
}

void Agent::on(Time /*now*/, ClusterId from, const BatchBegun& begun, Effects& /*effects*/) {
  Peer* peer = find(from);
  if (peer != nullptr && peer->request == begun.number) peer->answering = true;
}

void Agent::on(Time /*now*/, ClusterId from, const Batch& batch, Effects& effects) {
  if (find(from) == nullptr) return;
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
    // An answer to what was asked before this cluster forgot what it had would leave a gap.
    if (range.from > received_[range.log]) continue;
    // Another peer may have sent the same meanwhile.
    range.from = std::max(range.from, received_[range.log]);
    if (range.to <= range.from) continue;
    received_.raise(range.log, range.to);
    effects.emplace_back(Received{range, arrived.from});
    fresh.push_back(range);
  }
  if (!fresh.empty()) {
    write(now, std::move(fresh), effects);
    if (tells() && parameters_->relay == Relay::on_receipt) tell_those_who_lack(now, arrived.from, effects);
  }
  if (Peer* peer = find(arrived.from); peer != nullptr && peer->request == arrived.batch.number) {
    peer->request = 0;
    // Whatever of the offer did not come, the peer does not have any more.
    if (peer->asked.covers(peer->offered)) peer->offered = {};
  }
  ask_where_more_is_offered(now, effects);
  process_next(effects);
}

void Agent::write(Time now, std::vector<Range> ranges, Effects& effects) {
  if (!replicates_) {
    held_.push_back(std::move(ranges));
    return;
  }
  std::uint64_t records = 0;
  for (const Range& range : ranges) records += range.records();
  const auto duration =
      static_cast<Duration>(records * static_cast<std::uint64_t>(second) / parameters_->records_written_per_second);
  writer_free_ = std::max(writer_free_, now) + duration;
  writes_.push_back({++number_, std::move(ranges)});
  effects.emplace_back(StartTimer{{AgentTimer::Kind::applied, self_, number_}, writer_free_ - now + settling()});
}

void Agent::apply(Effects& effects) {
  for (const Range& range : writes_.front().ranges) {
    applied_.apply(range);
    effects.emplace_back(Applied{range});
  }
  writes_.pop_front();
}

void Agent::hold_writes() {
  for (; !writes_.empty(); writes_.pop_back()) held_.push_front(std::move(writes_.back().ranges));
  writer_free_ = 0;
}

void Agent::write_held(Time now, Effects& effects) {
  if (!replicates_) return;
  for (; !held_.empty(); held_.pop_front()) write(now, std::move(held_.front()), effects);
}

void Agent::set_replication(Time now, bool works, Effects& effects) {
  if (works == replicates_) return;
  replicates_ = works;
  if (works) {
    if (running_) write_held(now, effects);
  } else {
    hold_writes();
  }
}

void Agent::ask(Time now, Peer& peer, Effects& effects) {
  if (peer.request != 0) return;
  peer.request = ++number_;
  peer.asked = peer.offered;
  peer.answering = false;
  expect(peer, now);
  send(peer.id, Request{peer.request, received_}, effects);
  effects.emplace_back(StartTimer{{AgentTimer::Kind::request, peer.id, peer.request}, parameters_->request_timeout});
}

void Agent::ask_where_more_is_offered(Time now, Effects& effects) {
  VersionVector expected;
  bool counted = false;
  for (Peer& peer : peers_) {
    if (!peer.more || peer.request != 0 || peer.retry != 0) continue;
    if (received_.covers(peer.offered)) {
      peer.more = false;
      continue;
    }
    if (!counted) {
      counted = true;
      expected = received_;
      for (const Peer& asked : peers_) {
        if (asked.request != 0) expected.merge(asked.offered);
      }
    }
    if (expected.covers(peer.offered)) continue;
    expected.merge(peer.offered);
    ask(now, peer, effects);
  }
}

void Agent::tell(Time now, Peer& peer, bool own, Effects& effects) {
  if (peer.known.covers(received_)) return;
  // One notice at a time: if it is answered by a request, the answer to that will carry all there is, and if not, the
  // next follows. But a peer told of somebody else's change may ask somebody else, and what is new here cannot wait.
  if (peer.notice != 0 && (peer.notice_own || !own)) {
    peer.untold = true;
    return;
  }
  peer.notice = ++number_;
  peer.notice_own = own;
  peer.told = received_;
  peer.untold = false;
  expect(peer, now);
  send(peer.id, Notice{.offered = received_, .number = peer.notice}, effects);
  effects.emplace_back(StartTimer{{AgentTimer::Kind::notice, peer.id, peer.notice}, parameters_->request_timeout});
}

void Agent::tell_those_who_lack(Time now, ClusterId except, Effects& effects) {
  for (Peer& peer : peers_) {
    if (peer.id != except) tell(now, peer, except == self_, effects);
  }
}

void Agent::timer(Time now, const AgentTimer& timer, Effects& effects) {
  if (!running_) return;
  Peer* peer = find(timer.peer);
  switch (timer.kind) {
    case AgentTimer::Kind::request:
      if (peer == nullptr || peer->request != timer.number || peer->answering) return;
      peer->request = 0;
      unanswered(*peer, now, effects);
      ask_where_more_is_offered(now, effects);
      return;
    case AgentTimer::Kind::greeting:
      if (peer == nullptr || peer->greeting != timer.number) return;
      peer->greeting = 0;
      unanswered(*peer, now, effects);
      return;
    case AgentTimer::Kind::notice:
      if (peer == nullptr || peer->notice != timer.number) return;
      peer->notice = 0;
      unanswered(*peer, now, effects);
      return;
    case AgentTimer::Kind::silence:
      if (peer != nullptr && peer->silence == timer.number) lose(*peer, effects);
      return;
    case AgentTimer::Kind::retry:
      if (peer == nullptr || peer->retry != timer.number) return;
      peer->retry = 0;
      greet(now, *peer, effects);
      return;
    case AgentTimer::Kind::join:
      for (const Joining& joining : joining_) {
        if (joining.timer == timer.number) return join(joining.hub, effects);
      }
      return;
    case AgentTimer::Kind::interval:
      if (timer.number != interval_) return;
      for (Peer& each : peers_) ask(now, each, effects);
      effects.emplace_back(StartTimer{timer, parameters_->interval});
      return;
    case AgentTimer::Kind::hello:
      if (timer.number == hello_) say_hello(now, effects);
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
