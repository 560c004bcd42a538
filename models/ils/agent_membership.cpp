// Joining, leaving and changing place.
#include <algorithm>
#include <utility>

#include "models/ils/agent.hpp"

namespace roamsim::ils {

void Agent::configure(Time now, Role role, ClusterId hub, Effects& effects) {
  const bool leaves_peers = role != role_ || (role == Role::spoke && hub != hub_);
  if (role_ != Role::standalone && leaves_peers) take_leave(effects);
  if (hub != hub_) end_joining(hub_);
  role_ = role;
  hub_ = hub;
  registered_ = !hub.valid();
  if (role == Role::standalone) return forget(effects);
  if (running_) start(now, parameters_->interval, effects);
}

void Agent::take_leave(Effects& effects) {
  if (running_) {
    for (const Peer& peer : peers_) send(peer.id, Leave{}, effects);
  }
  peers_.clear();
  joining_.clear();
}

void Agent::forget(Effects& effects) {
  const bool running = running_;
  stop();
  running_ = running;
  held_.clear();
  received_ = received_.only(own_logs_);
  applied_.keep_only(own_logs_);
  effects.emplace_back(Forgot{});
}

void Agent::join(ClusterId hub, Effects& effects) {
  Joining& joining = add_joining(hub);
  joining.timer = ++number_;
  send(hub, Join{role_}, effects);
  effects.emplace_back(StartTimer{{AgentTimer::Kind::join, hub, joining.timer}, wait_before(joining.attempts)});
  ++joining.attempts;
}

Agent::Joining& Agent::add_joining(ClusterId hub) {
  const auto at = std::find_if(joining_.begin(), joining_.end(), [&](const Joining& j) { return j.hub == hub; });
  return at != joining_.end() ? *at : joining_.emplace_back(Joining{.hub = hub});
}

void Agent::end_joining(ClusterId hub) {
  std::erase_if(joining_, [&](const Joining& joining) { return joining.hub == hub; });
}

void Agent::on(Time now, ClusterId from, const Join& join, Effects& effects) {
  if (role_ != Role::hub) return send(from, Leave{.stranger = true}, effects);
  if (!registered_) return;
  JoinAccepted accepted;
  if (join.role == Role::hub) {
    for (const Peer& peer : peers_) {
      if (peer.role == Role::hub && peer.id != from) accepted.hubs.push_back(peer.id);
    }
  }
  Peer& peer = add_peer(from, join.role);
  end_joining(from);
  // It may have forgotten what it was known to have.
  peer.known = {};
  peer.heard = now;
  send(from, std::move(accepted), effects);
  ask(now, peer, effects);
}

void Agent::on(Time now, ClusterId from, const JoinAccepted& accepted, Effects& effects) {
  if (role_ == Role::standalone || (role_ == Role::spoke && from != hub_)) return;
  registered_ = true;
  end_joining(from);
  Peer& peer = add_peer(from, Role::hub);
  peer.heard = now;
  ask(now, peer, effects);
  for (const ClusterId hub : accepted.hubs) {
    if (hub != self_ && find(hub) == nullptr) join(hub, effects);
  }
}

void Agent::on(Time /*now*/, ClusterId from, const Leave& leave, Effects& effects) {
  // Its own hub is asked until it is one again, or another is given to this cluster.
  if (from != hub_) end_joining(from);
  const Peer* peer = find(from);
  if (peer == nullptr) return;
  const bool hub = peer->role == Role::hub;
  peers_.erase(peers_.begin() + (peer - peers_.data()));
  if (role_ == Role::spoke && from == hub_) {
    registered_ = false;
    if (leave.stranger) return join(hub_, effects);
    Joining& joining = add_joining(hub_);
    joining.timer = ++number_;
    effects.emplace_back(StartTimer{{AgentTimer::Kind::join, hub_, joining.timer}, parameters_->retry_interval});
  } else if (role_ == Role::hub && hub && leave.stranger) {
    // A hub that was restored from an older state does not know its later peers.
    join(from, effects);
  }
}

}  // namespace roamsim::ils
