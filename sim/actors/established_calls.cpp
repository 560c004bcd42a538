#include "sim/actors/established_calls.hpp"

#include <algorithm>
#include <utility>

namespace roamsim::actors {

void EstablishedCalls::hold(CallSetup& setup, Time answered, Duration talk, CallId row,
                            std::vector<std::uint32_t> legs) {
  std::uint32_t place = free_;
  if (place == none) {
    place = static_cast<std::uint32_t>(calls_.size());
    calls_.emplace_back();
  } else {
    free_ = calls_[place].next_free;
  }
  Held& held = calls_[place];
  const World& world = context_.world;
  held.used = true;
  held.without_media = held.signalling_lost = false;
  held.call.from = setup.from;
  held.call.to = setup.called.valid() ? setup.to : UserId{};
  held.call.from_place = world.directory.cluster_of(setup.calling);
  held.call.to_place = setup.called.valid() ? world.directory.cluster_of(setup.called) : ClusterId{};
  held.call.path.swap(setup.path);
  held.call.legs = std::move(legs);
  held.call.row = row;
  held.call.answered = answered;
  router_.note_talking(held.call.from, true);
  if (held.call.to.valid()) router_.note_talking(held.call.to, true);
  most_in_progress_ = std::max(most_in_progress_, ++in_progress_);
  context_.scheduler.at(answered + talk, core::Priority::completion, [this, place, life = held.life] {
    if (calls_[place].life == life) end(place, record::CallEnd::hung_up);
  });
}

void EstablishedCalls::end(std::uint32_t place, record::CallEnd how) {
  Held& held = calls_[place];
  router_.note_talking(held.call.from, false);
  if (held.call.to.valid()) router_.note_talking(held.call.to, false);
  if (how == record::CallEnd::media_lost) ++media_lost_;
  if (held.call.row.valid() && ended_) ended_(held.call, how);
  router_.release(held.call.path);
  held.used = false;
  ++held.life;
  held.next_free = free_;
  free_ = place;
  --in_progress_;
}

bool EstablishedCalls::media_flow(const Call& call) const {
  const engine::Topology& lines = context_.engine.topology();
  ClusterId from = call.from_place;
  for (std::size_t i = 1; i < call.path.size(); ++i) {
    if (call.path[i].cluster.valid()) continue;
    // The PSTN carries media between the gateways on either side of it.
    if (!lines.path_on(from, call.path[i - 1].cluster)) return false;
    if (i + 1 == call.path.size()) return true;
    from = call.path[i + 1].cluster;
  }
  return !call.to_place.valid() || lines.path_on(from, call.to_place);
}

void EstablishedCalls::network_changed() {
  for (std::uint32_t place = 0; place < calls_.size(); ++place) {
    Held& held = calls_[place];
    if (!held.used || held.without_media || media_flow(held.call)) continue;
    held.without_media = true;
    const ClusterId at = held.call.from_place;
    context_.scheduler.after(context_.world.plan.clusters[at.index()].calls.media_loss_hang_up,
                             core::Priority::completion, [this, place, life = held.life] {
                               if (calls_[place].life != life) return;
                               calls_[place].without_media = false;
                               if (!media_flow(calls_[place].call)) end(place, record::CallEnd::media_lost);
                             });
  }
}

void EstablishedCalls::node_lost(NodeId node) {
  const ClusterId cluster = context_.engine.topology().cluster_of(node);
  const std::uint32_t number = node.value - context_.world.first_node[cluster.index()].value + 1;
  for (Held& held : calls_) {
    if (!held.used) continue;
    for (const std::uint32_t leg : held.call.legs) {
      record::CallLegRow& row = context_.journal.call_legs[leg];
      if (row.cluster != cluster || row.node != number || row.signalling_lost) continue;
      row.signalling_lost = true;
      if (!held.signalling_lost) ++signalling_lost_;
      held.signalling_lost = true;
    }
  }
}

}  // namespace roamsim::actors
