// Which peers can be reached, and when to try again.
#include <algorithm>
#include <utility>

#include "models/ils/agent.hpp"

namespace roamsim::ils {

bool Agent::refuses(ClusterId peer) const {
  return !refused_.empty() && std::binary_search(refused_.begin(), refused_.end(), peer);
}

void Agent::set_refused(Time now, ClusterId id, bool refused, Effects& effects) {
  const auto at = std::lower_bound(refused_.begin(), refused_.end(), id);
  if (refused == (at != refused_.end() && *at == id)) return;
  if (!refused) {
    refused_.erase(at);
    return;
  }
  refused_.insert(at, id);
  // What was under way will not be let in.
  Peer* peer = find(id);
  if (peer == nullptr || !running_) return;
  peer->request = 0;
  peer->answering = false;
  expect(*peer, now);
  retry_later(*peer, effects);
  ask_where_more_is_offered(now, effects);
}

bool Agent::hear(Peer& peer, Time now, Effects& effects) {
  peer.heard = now;
  peer.unanswered_since = never;
  peer.silence = 0;
  peer.attempts = 0;
  if (peer.lost) {
    peer.lost = false;
    effects.emplace_back(PeerFound{peer.id});
  }
  return std::exchange(peer.retry, 0) != 0;
}

void Agent::expect(Peer& peer, Time now) {
  if (peer.unanswered_since == never) peer.unanswered_since = now;
}

void Agent::unanswered(Peer& peer, Time now, Effects& effects) {
  retry_later(peer, effects);
  if (peer.lost || peer.unanswered_since == never) return;
  const Duration silent = now - peer.unanswered_since;
  if (silent >= parameters_->dead_peer_timeout) {
    lose(peer, effects);
  } else {
    await_silence(peer, parameters_->dead_peer_timeout - silent, effects);
  }
}

void Agent::await_silence(Peer& peer, Duration wait, Effects& effects) {
  if (peer.silence != 0) return;
  peer.silence = ++number_;
  effects.emplace_back(StartTimer{{AgentTimer::Kind::silence, peer.id, peer.silence}, wait});
}

void Agent::lose(Peer& peer, Effects& effects) {
  peer.silence = 0;
  if (peer.lost) return;
  peer.lost = true;
  effects.emplace_back(PeerLost{peer.id});
  retry_later(peer, effects);
}

void Agent::say_hello(Time now, Effects& effects) {
  for (Peer& peer : peers_) {
    if (peer.retry != 0 || peer.greeting != 0 || now - peer.heard < parameters_->hello_interval) continue;
    send(peer.id, Hello{.asks = true}, effects);
    expect(peer, now);
    await_silence(peer, std::max<Duration>(0, peer.unanswered_since + parameters_->dead_peer_timeout - now), effects);
  }
  effects.emplace_back(StartTimer{{AgentTimer::Kind::hello, self_, hello_}, parameters_->hello_interval});
}

void Agent::on(Time /*now*/, ClusterId from, const Hello& hello, Effects& effects) {
  if (hello.asks && find(from) != nullptr) send(from, Hello{}, effects);
}

void Agent::exchange_lost(Time now, ClusterId id, Effects& effects) {
  Peer* peer = find(id);
  if (peer == nullptr || !running_) return;
  peer->request = 0;
  peer->answering = false;
  peer->known = VersionVector{};
  retry_later(*peer, effects);
  ask_where_more_is_offered(now, effects);
}

Duration Agent::wait_before(std::uint32_t attempt) const {
  const Duration first = parameters_->retry_interval;
  const Duration cap = std::max(first, parameters_->retry_cap);
  Duration wait = first;
  for (; attempt > 0 && wait < cap && parameters_->retry_backoff > 1; --attempt) {
    const double longer = static_cast<double>(wait) * parameters_->retry_backoff;
    wait = longer < static_cast<double>(cap) ? static_cast<Duration>(longer) : cap;
  }
  return wait;
}

void Agent::retry_later(Peer& peer, Effects& effects) {
  if (peer.retry != 0) return;
  peer.retry = ++number_;
  effects.emplace_back(StartTimer{{AgentTimer::Kind::retry, peer.id, peer.retry}, wait_before(peer.attempts)});
  ++peer.attempts;
}

void Agent::send(ClusterId to, Message message, Effects& effects) {
  if (refuses(to)) {
    ++refusals_;
    effects.emplace_back(PeerRefused{to});
    return;
  }
  effects.emplace_back(Send{to, std::move(message)});
}

std::vector<ClusterId> Agent::unreachable() const {
  std::vector<ClusterId> ids;
  for (const Peer& peer : peers_) {
    if (peer.lost) ids.push_back(peer.id);
  }
  return ids;
}

void Agent::greet(Time now, Peer& peer, Effects& effects) {
  peer.greeting = ++number_;
  expect(peer, now);
  send(peer.id, Notice{.offered = received_, .greeting = true, .number = peer.greeting}, effects);
  effects.emplace_back(StartTimer{{AgentTimer::Kind::greeting, peer.id, peer.greeting}, parameters_->request_timeout});
}

}  // namespace roamsim::ils
