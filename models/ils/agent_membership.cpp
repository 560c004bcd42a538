// Joining, leaving and changing place.
#include <utility>

#include "models/ils/agent.hpp"

namespace roamsim::ils {

void Agent::configure(Time now, Role role, ClusterId hub, Effects& effects) {
  const bool leaves_peers = role != role_ || (role == Role::spoke && hub != hub_);
  if (role_ != Role::standalone && leaves_peers) take_leave(effects);
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

void Agent::send_join(Effects& effects) {
  send(hub_, Join{role_}, effects);
  join_ = ++number_;
  effects.emplace_back(StartTimer{{AgentTimer::Kind::join, hub_, join_}, parameters_->retry_interval});
}

void Agent::on(Time now, ClusterId from, const Join& join, Effects& effects) {
  if (role_ != Role::hub || !registered_) return;
  JoinAccepted accepted;
  if (join.role == Role::hub) {
    for (const Peer& peer : peers_) {
      if (peer.role == Role::hub && peer.id != from) accepted.hubs.push_back(peer.id);
    }
  }
  Peer& peer = add_peer(from, join.role);
  // It may have forgotten what it was known to have.
  peer.known = {};
  peer.heard = now;
  send(from, std::move(accepted), effects);
  ask(now, peer, effects);
}

void Agent::on(Time now, ClusterId from, const JoinAccepted& accepted, Effects& effects) {
  if (role_ == Role::standalone || (role_ == Role::spoke && from != hub_)) return;
  registered_ = true;
  Peer& peer = add_peer(from, Role::hub);
  peer.heard = now;
  ask(now, peer, effects);
  for (const ClusterId hub : accepted.hubs) {
    if (hub != self_ && find(hub) == nullptr) send(hub, Join{role_}, effects);
  }
}

void Agent::on(Time /*now*/, ClusterId from, const Leave& leave, Effects& effects) {
  const Peer* peer = find(from);
  if (peer == nullptr) return;
  const bool hub = peer->role == Role::hub;
  peers_.erase(peers_.begin() + (peer - peers_.data()));
  if (role_ == Role::spoke && from == hub_) {
    registered_ = false;
    join_ = ++number_;
    effects.emplace_back(
        StartTimer{{AgentTimer::Kind::join, hub_, join_}, leave.stranger ? 0 : parameters_->retry_interval});
  } else if (role_ == Role::hub && hub && leave.stranger) {
    // A hub that was restored from an older state does not know its later peers.
    send(from, Join{role_}, effects);
  }
}

}  // namespace roamsim::ils
