#include "sim/actors/convergence_recorder.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include "sim/record/row_names.hpp"

namespace roamsim::actors {

namespace {
constexpr std::string_view nowhere = "nowhere";
}

ConvergenceRecorder::ConvergenceRecorder(Context& context)
    : context_(context), routes_(context.world.plan.users.size()) {
  if (!context.collected.has(record::Table::routes)) return;
  const std::size_t clusters = context.world.plan.clusters.size();
  for (const TimelineEntry& entry : context.world.plan.timeline) {
    if (const auto* login = std::get_if<Login>(&entry.action)) routes_[login->user.index()].resize(clusters);
    if (const auto* logout = std::get_if<Logout>(&entry.action)) routes_[logout->user.index()].resize(clusters);
  }
}

void ConvergenceRecorder::start() {
  for (std::size_t user = 0; user < routes_.size(); ++user) {
    for (std::size_t cluster = 0; cluster < routes_[user].size(); ++cluster)
      check_route(ClusterId(cluster), UserId(user));
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
  rows_.emplace_back(context_.world.clusters.size(), none);
  record::ConvergenceRow& own = row(change, row_in.cluster);
  own.received = own.applied = row_in.at;
  check_route(row_in.cluster, row_in.user);
}

std::uint32_t ConvergenceRecorder::change_of(ils::LogIndex log, std::uint32_t sequence) const {
  if (log >= changes_.size() || sequence >= changes_[log].size()) return none;
  return changes_[log][sequence];
}

record::ConvergenceRow& ConvergenceRecorder::row(std::uint32_t change, ClusterId cluster) {
  auto& rows = context_.journal.convergence;
  std::uint32_t& index = rows_[change][cluster.index()];
  if (index == none) {
    index = static_cast<std::uint32_t>(rows.size());
    rows.push_back({change, cluster, never, never});
  }
  return rows[index];
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
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    const std::uint32_t change = change_of(range.log, sequence);
    // What a cluster forgot and learns again it has known before.
    if (change != none)
      row(change, cluster).received = std::min(row(change, cluster).received, context_.scheduler.now());
  }
}

void ConvergenceRecorder::applied(ClusterId cluster, const ils::Range& range, ClusterId peer) {
  advance(record::AdvanceRow::Kind::applied, cluster, range, peer);
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    const std::uint32_t change = change_of(range.log, sequence);
    if (change != none) row(change, cluster).applied = std::min(row(change, cluster).applied, context_.scheduler.now());
    const UserId user = context_.world.ledger.at(range.log, sequence).user;
    if (user.valid()) {
      check_route(cluster, user);
    } else if (context_.world.ledger.incarnation(range.log) > 0) {
      check_routes(cluster);
    }
  }
}

void ConvergenceRecorder::check_routes(ClusterId cluster) {
  for (std::size_t user = 0; user < routes_.size(); ++user) check_route(cluster, UserId(user));
}

void ConvergenceRecorder::check_route(ClusterId cluster, UserId user) {
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
