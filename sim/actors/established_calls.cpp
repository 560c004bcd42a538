#include "sim/actors/established_calls.hpp"

#include <algorithm>
#include <utility>

#include "sim/actors/call_recorder.hpp"

namespace roamsim::actors {

void count_ended(Context& context, const CallPath& path, Time at) {
  for (const Passed& passed : path) context.journal.counters.add(passed.node, record::Counter::calls_completed, at, 1);
}

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
  held.losses = 0;
  held.call.from_place = world.directory.cluster_of(setup.calling);
  held.call.to_place = setup.called.valid() ? world.directory.cluster_of(setup.called) : ClusterId{};
  held.call.path.assign(setup.path.begin(), setup.path.end());
  setup.path.clear();
  for (const Passed& passed : held.call.path) {
    context_.journal.counters.add(passed.node, record::Counter::calls_active, answered, 1);
  }
  held.call.legs = std::move(legs);
  held.call.row = row;
  held.call.answered = answered;
  held.call.occupied = std::exchange(setup.occupied, {});
  most_in_progress_ = std::max(most_in_progress_, ++in_progress_);
  context_.scheduler.at(answered + talk, core::Priority::completion, [this, place, life = held.life] {
    if (calls_[place].life == life) end(place, record::CallEnd::hung_up);
  });
  look_at_media(place);
}

void EstablishedCalls::end(std::uint32_t place, record::CallEnd how) {
  Held& held = calls_[place];
  count_ended(context_, held.call.path, context_.scheduler.now());
  for (const Passed& passed : held.call.path) {
    context_.journal.counters.add(passed.node, record::Counter::calls_active, context_.scheduler.now(), -1);
  }
  router_.set_free(held.call.occupied);
  if (how == record::CallEnd::media_lost) ++media_lost_;
  if (held.call.row.valid() && ended_) ended_(held.call, how);
  router_.release(held.call.path);
  held.used = false;
  ++held.life;
  held.next_free = free_;
  free_ = place;
  --in_progress_;
}

std::uint64_t EstablishedCalls::channels() const {
  std::uint64_t held = 0;
  for (const Held& one : calls_) held += one.used ? channels_on(one.call.path) : 0;
  return held;
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
    if (calls_[place].used) look_at_media(place);
  }
}

void EstablishedCalls::look_at_media(std::uint32_t place) {
  Held& held = calls_[place];
  const bool flow = media_flow(held.call);
  if (flow == !held.without_media) return;
  held.without_media = !flow;
  ++held.losses;  // a hang-up that was to come is off
  if (flow) return;
  // Nobody misses media before the answer.
  const Duration patience = context_.world.plan.clusters[held.call.from_place.index()].calls.media_loss_hang_up;
  context_.scheduler.at(std::max(context_.scheduler.now(), held.call.answered) + patience, core::Priority::completion,
                        [this, place, life = held.life, losses = held.losses] {
                          const Held& now = calls_[place];
                          if (now.life == life && now.losses == losses) end(place, record::CallEnd::media_lost);
                        });
}

void EstablishedCalls::lose_node(Call& call, NodeId node) {
  for (Passed& passed : call.path) {
    if (passed.node != node) continue;
    context_.journal.counters.add(node, record::Counter::calls_active,
                                  std::max(context_.scheduler.now(), call.answered), -1);
    passed.node = NodeId{};
  }
}

void EstablishedCalls::node_lost(NodeId node) {
  for (Held& held : calls_) {
    if (held.used) lose_node(held.call, node);
    if (!held.used || !lose_signalling(context_, held.call.legs, node) || held.signalling_lost) continue;
    held.signalling_lost = true;
    ++signalling_lost_;
  }
}

}  // namespace roamsim::actors
