#include "sim/actors/truth.hpp"

#include <utility>

#include "sim/actors/collection.hpp"
#include "sim/actors/moved_users.hpp"

namespace roamsim::actors {

Truth::Truth(Context& context, ConvergenceRecorder& recorder)
    : context_(context),
      recorder_(recorder),
      watch_(context.scheduler.add_watch([this] { look(); }, true)),
      index_(context.world.plan.users.size(), unmoved) {
  if (!follows_truth(context.world.plan, context.collected)) return;
  for (const UserId user : users_who_move(context.world.plan)) {
    index_[user.index()] = static_cast<std::uint32_t>(moved_.size());
    moved_.push_back({.user = user});
  }
  wrong_.resize(moved_.size() * clusters());
  routes_.resize(moved_.size() * clusters());
  if (!moved_.empty()) context.world.changes.add(*this);
}

void Truth::start() {
  everything_changed();
}

void Truth::route_changed(ClusterId cluster, UserId user) {
  const std::uint32_t moved = index_[user.index()];
  if (moved == unmoved) return;
  pairs_.emplace_back(moved, cluster);
  look_soon();
}

void Truth::routes_changed(ClusterId cluster) {
  for (std::uint32_t moved = 0; moved < moved_.size(); ++moved) pairs_.emplace_back(moved, cluster);
  look_soon();
}

void Truth::user_moved(UserId user) {
  if (const std::uint32_t moved = index_[user.index()]; moved != unmoved) mark(moved);
}

void Truth::everything_changed() {
  for (std::uint32_t moved = 0; moved < moved_.size(); ++moved) {
    moved_[moved].rerouted = true;
    mark(moved);
  }
}

void Truth::mark(std::uint32_t moved) {
  if (std::exchange(moved_[moved].changed, true)) return;
  users_.push_back(moved);
  look_soon();
}

void Truth::look_soon() {
  if (std::exchange(looks_, true)) return;
  context_.scheduler.watch_at(watch_, context_.scheduler.now());
}

void Truth::look() {
  looks_ = false;
  const Time now = context_.scheduler.now();
  for (const auto& [moved, cluster] : pairs_) find_route(moved, cluster);
  for (const std::uint32_t moved : users_) look_everywhere(moved, now);
  for (const auto& [moved, cluster] : pairs_) {
    const std::size_t place = place_of(moved, cluster);
    turn(moved, place, routes_[place] != moved_[moved].truth, now);
  }
  users_.clear();
  pairs_.clear();
}

void Truth::find_route(std::uint32_t moved, ClusterId cluster) {
  routes_[place_of(moved, cluster)] = context_.world.route(cluster, moved_[moved].user);
}

/// Where the truth may be another, the routes are those of the last look, unless they may be others too.
void Truth::look_everywhere(std::uint32_t index, Time now) {
  Moved& moved = moved_[index];
  moved.changed = false;
  moved.truth = context_.world.truth(moved.user);
  if (std::exchange(moved.rerouted, false)) {
    for (std::size_t cluster = 0; cluster < clusters(); ++cluster) find_route(index, ClusterId(cluster));
  }
  for (std::size_t cluster = 0; cluster < clusters(); ++cluster) {
    const std::size_t place = place_of(index, ClusterId(cluster));
    const bool wrong = routes_[place] != moved.truth;
    // Who is right as before is so about a new change too.
    if (!wrong && !wrong_[place]) recorder_.became_right(ClusterId(cluster), moved.user, moved.truth, now);
    turn(index, place, wrong, now);
  }
}

void Truth::turn(std::uint32_t index, std::size_t place, bool wrong, Time now) {
  if (wrong == wrong_[place]) return;
  Moved& moved = moved_[index];
  wrong_[place] = wrong;
  moved.stale += wrong ? -now : now;
  moved.wrong += wrong ? 1 : -1;
  moved.spells += wrong ? 1 : 0;
  if (!wrong) recorder_.became_right(ClusterId(place % clusters()), moved.user, moved.truth, now);
}

void Truth::report(record::Journal& journal, Time ended) {
  look();
  for (const Moved& moved : moved_) {
    journal.knowledge.push_back({.user = moved.user,
                                 .clusters = static_cast<std::uint32_t>(clusters()),
                                 .stale = moved.stale + moved.wrong * ended,
                                 .stale_spells = moved.spells});
  }
}

}  // namespace roamsim::actors
