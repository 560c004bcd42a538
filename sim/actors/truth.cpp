#include "sim/actors/truth.hpp"

#include <utility>

#include "sim/actors/moved_users.hpp"

namespace roamsim::actors {

Truth::Truth(Context& context, ConvergenceRecorder& recorder)
    : context_(context),
      recorder_(recorder),
      watch_(context.scheduler.add_watch([this] { look(); }, true)),
      index_(context.world.plan.users.size(), unmoved) {
  for (const UserId user : users_who_move(context.world.plan)) {
    index_[user.index()] = static_cast<std::uint32_t>(moved_.size());
    moved_.push_back({.user = user});
  }
  wrong_.resize(moved_.size() * clusters());
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
  const std::uint32_t moved = index_[user.index()];
  if (moved == unmoved || std::exchange(moved_[moved].changed, true)) return;
  users_.push_back(moved);
  look_soon();
}

void Truth::everything_changed() {
  for (const Moved& moved : moved_) user_moved(moved.user);
}

void Truth::look_soon() {
  if (std::exchange(looks_, true)) return;
  context_.scheduler.watch_at(watch_, context_.scheduler.now());
}

void Truth::look() {
  looks_ = false;
  const Time now = context_.scheduler.now();
  for (const std::uint32_t moved : users_) {
    moved_[moved].changed = false;
    for (std::size_t cluster = 0; cluster < clusters(); ++cluster) look_at(moved, ClusterId(cluster), now);
  }
  for (const auto& [moved, cluster] : pairs_) look_at(moved, cluster, now);
  users_.clear();
  pairs_.clear();
}

void Truth::look_at(std::uint32_t index, ClusterId cluster, Time now) {
  Moved& moved = moved_[index];
  const bool wrong = !is_right(context_.world, cluster, moved.user);
  if (!wrong) recorder_.became_right(cluster, moved.user, now);
  const std::size_t place = index * clusters() + cluster.index();
  if (wrong == wrong_[place]) return;
  wrong_[place] = wrong;
  moved.stale += wrong ? -now : now;
  moved.wrong += wrong ? 1 : -1;
  moved.spells += wrong ? 1 : 0;
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
