#include "sim/actors/convergence_recorder.hpp"

#include <algorithm>
#include <string_view>

#include "sim/actors/collection.hpp"
#include "sim/actors/moved_users.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

namespace {
constexpr std::string_view nowhere = "nowhere";
constexpr std::uint16_t no_hops = record::ConvergenceRow::no_hops;
}  // namespace

ConvergenceRecorder::ConvergenceRecorder(Context& context)
    : context_(context), newest_(context.world.plan.users.size(), none) {
  const Plan& plan = context.world.plan;
  context.journal.convergence.start(plan.clusters.size(), collected_columns(plan, context.collected));
  if (!context.collected.has(record::Table::routes)) return;
  routes_.resize(context.world.plan.users.size());
  for (const UserId user : users_who_move(context.world.plan))
    routes_[user.index()].resize(context.world.plan.clusters.size());
}

void ConvergenceRecorder::start() {
  for (std::size_t user = 0; user < routes_.size(); ++user) {
    for (std::size_t cluster = 0; cluster < routes_[user].size(); ++cluster)
      write_down_route(ClusterId(cluster), UserId(user));
  }
}

void ConvergenceRecorder::committed(const record::LocationChangeRow& row_in, ils::UpdateRef update) {
  record::Journal& journal = context_.journal;
  const auto change = static_cast<std::uint32_t>(journal.location_changes.size());
  journal.location_changes.push_back(row_in);
  context_.say(LogLevel::info, Component::extension_mobility, "{} of {} at {} is committed, calls should reach {}",
               record::name_of(row_in.kind), context_.name(row_in.user), context_.name(row_in.cluster),
               row_in.truth.valid() ? std::string_view(context_.name(row_in.truth)) : nowhere);
  if (changes_.size() <= update.log) changes_.resize(update.log + 1);
  changes_[update.log].resize(update.sequence + 1, none);
  changes_[update.log][update.sequence] = change;
  journal.convergence.reserve_changes(journal.location_changes.size());
  journal.convergence.note_received(change, row_in.cluster, row_in.at, 0);
  journal.convergence.note_applied(change, row_in.cluster, row_in.at);
  std::uint32_t& newest = newest_[row_in.user.index()];
  const bool same = newest != none && journal.location_changes[newest].truth == row_in.truth;
  before_.push_back(same ? newest : none);
  newest = change;
  context_.world.changes.moved(row_in.user);
  check_route(row_in.cluster, row_in.user);
}

std::uint32_t ConvergenceRecorder::change_of(ils::LogIndex log, std::uint32_t sequence) const {
  if (log >= changes_.size() || sequence >= changes_[log].size()) return none;
  return changes_[log][sequence];
}

void ConvergenceRecorder::advance(record::AdvanceRow::Kind kind, ClusterId cluster, const ils::Range& range,
                                  ClusterId peer) {
  if (!context_.collected.has(record::Table::advances)) return;
  const ils::Ledger& ledger = context_.world.ledger;
  context_.journal.advances.push_back({context_.scheduler.now(), kind, cluster, ledger.origin(range.log),
                                       ledger.incarnation(range.log), range.from, range.to, peer});
  context_.say(LogLevel::debug, Component::ils, "{} has {} updates {} to {} of {}{}{}", context_.name(cluster),
               record::name_of(kind), range.from + 1, range.to, context_.name(ledger.origin(range.log)),
               peer.valid() ? " from " : "", peer.valid() ? std::string_view(context_.name(peer)) : "");
}

void ConvergenceRecorder::received(ClusterId cluster, const ils::Range& range, ClusterId peer) {
  advance(record::AdvanceRow::Kind::received, cluster, range, peer);
  record::ConvergenceTable& table = context_.journal.convergence;
  if (!table.columns().received) return;
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    const std::uint32_t change = change_of(range.log, sequence);
    // What a cluster forgot and learns again it has known before.
    if (change == none) continue;
    const std::uint16_t way = peer.valid() ? table.hops(change, peer) : no_hops;
    table.note_received(change, cluster, context_.scheduler.now(),
                        way == no_hops ? no_hops : static_cast<std::uint16_t>(way + 1));
  }
}

void ConvergenceRecorder::applied(ClusterId cluster, const ils::Range& range, ClusterId peer) {
  advance(record::AdvanceRow::Kind::applied, cluster, range, peer);
  constexpr std::uint32_t ahead = 8;  // cells are far apart, and there are more of them than any cache holds
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    const std::uint32_t change = change_of(range.log, sequence);
    const std::uint32_t later = change_of(range.log, sequence + ahead);
    if (later != none) __builtin_prefetch(context_.journal.convergence.applied(later).data() + cluster.index(), 1);
    if (change != none) context_.journal.convergence.note_applied(change, cluster, context_.scheduler.now());
    const UserId user = context_.world.ledger.at(range.log, sequence).user;
    if (user.valid()) {
      check_route(cluster, user);
    } else if (context_.world.ledger.incarnation(range.log) > 0) {
      check_routes(cluster);
    }
  }
}

void ConvergenceRecorder::check_routes(ClusterId cluster) {
  context_.world.changes.routes(cluster);
  for (std::size_t user = 0; user < routes_.size(); ++user) write_down_route(cluster, UserId(user));
}

void ConvergenceRecorder::check_route(ClusterId cluster, UserId user) {
  context_.world.changes.route(cluster, user);
  write_down_route(cluster, user);
}

template <class Set>
void ConvergenceRecorder::of_present_changes(UserId user, ClusterId truth, Set set) {
  std::uint32_t change = newest_[user.index()];
  if (change == none || context_.journal.location_changes[change].truth != truth) return;
  for (; change != none; change = before_[change]) set(change);
}

void ConvergenceRecorder::became_right(ClusterId cluster, UserId user, ClusterId truth, Time at) {
  of_present_changes(user, truth,
                     [&](std::uint32_t change) { context_.journal.convergence.note_right(change, cluster, at); });
}

void ConvergenceRecorder::became_reachable(ClusterId cluster, UserId user, Time at) {
  of_present_changes(user, context_.world.truth(user),
                     [&](std::uint32_t change) { context_.journal.convergence.note_reachable(change, cluster, at); });
}

void ConvergenceRecorder::write_down_route(ClusterId cluster, UserId user) {
  if (user.index() >= routes_.size()) return;  // routes are not written down
  std::vector<ClusterId>& known = routes_[user.index()];
  if (known.empty()) return;
  const ClusterId to = context_.world.route(cluster, user);
  if (known[cluster.index()] == to) return;
  known[cluster.index()] = to;
  context_.journal.routes.push_back({context_.scheduler.now(), cluster, user, to});
  context_.say(LogLevel::trace, Component::ils, "{} routes calls for {} to {}", context_.name(cluster),
               context_.name(user), to.valid() ? std::string_view(context_.name(to)) : nowhere);
}

}  // namespace roamsim::actors
