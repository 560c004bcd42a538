#include "sim/actors/run_index.hpp"

#include <variant>

namespace roamsim::actors {

using record::EventRow;

RunIndex::RunIndex(const Plan& p, const record::Journal& j, const Moments& m)
    : plan(p), journal(j), moments(m), member_(p.clusters.size()), joined_(p.clusters.size(), 0) {
  for (std::size_t i = 0; i < p.clusters.size(); ++i) {
    member_[i] = p.clusters[i].membership.role != ils::Role::standalone;
    if (!p.clusters[i].membership.at_start) joined_[i] = never;
  }
  for (const TimelineEntry& entry : p.timeline) {
    if (const auto* leave = std::get_if<IlsLeave>(&entry.action); leave != nullptr && m.date_of(entry.moment())) {
      member_[leave->cluster.index()] = false;
    }
    const auto* join = std::get_if<IlsJoin>(&entry.action);
    if (join == nullptr) continue;
    member_[join->cluster.index()] = true;
    joined_[join->cluster.index()] = m.date_of(entry.moment()).value_or(never);
  }
}

std::span<const std::uint32_t> RunIndex::changes_of(UserId user) {
  if (!changes_) {
    changes_.emplace(journal.location_changes, plan.users.size(),
                     [](const record::LocationChangeRow& row) { return row.user.index(); });
  }
  return changes_->of(user.index());
}

std::span<const std::uint32_t> RunIndex::requests_of(UserId user) {
  if (!requests_) {
    requests_.emplace(journal.requests, plan.users.size(),
                      [](const record::RequestRow& row) { return row.user.index(); });
  }
  return requests_->of(user.index());
}

std::span<const std::uint32_t> RunIndex::calls_from(UserId user) {
  if (!calls_)
    calls_.emplace(journal.calls, plan.users.size(), [](const record::CallRow& row) { return row.from.index(); });
  return calls_->of(user.index());
}

std::span<const std::uint32_t> RunIndex::convergence_of(std::uint32_t change) {
  if (!convergence_) {
    convergence_.emplace(journal.convergence, journal.location_changes.size(),
                         [](const record::ConvergenceRow& row) { return std::size_t{row.change}; });
  }
  return convergence_->of(change);
}

bool RunIndex::up_throughout(ClusterId cluster, Time from, Time to) {
  // Events of lines have no cluster, and one place more for them.
  const std::size_t clusters = plan.clusters.size();
  if (!events_) {
    events_.emplace(journal.events, clusters + 1, [clusters](const EventRow& event) {
      return event.cluster.valid() ? event.cluster.index() : clusters;
    });
  }
  bool up = true;
  for (const std::uint32_t row : events_->of(cluster.index())) {
    const EventRow& event = journal.events[row];
    if (event.at > to) continue;
    if (event.kind == EventRow::Kind::failed) {
      if (event.at >= from) return false;
      up = false;
    } else if (event.kind == EventRow::Kind::recovered) {
      if (event.at > from) return false;
      up = true;
    }
  }
  return up;
}

Time RunIndex::knows_since(ClusterId cluster, ClusterId origin) {
  const auto at_start = [&](ClusterId id) {
    const IlsMembership& membership = plan.clusters[id.index()].membership;
    return membership.at_start && membership.role != ils::Role::standalone;
  };
  if (cluster == origin || (at_start(cluster) && at_start(origin))) return 0;
  const auto key = [](ClusterId a, ClusterId b) { return std::uint64_t{a.value} << 32U | b.value; };
  if (!applied_) {
    applied_.emplace();
    for (const record::AdvanceRow& row : journal.advances) {
      if (row.kind == record::AdvanceRow::Kind::applied) applied_->emplace(key(row.cluster, row.origin), row.at);
    }
  }
  const auto found = applied_->find(key(cluster, origin));
  return found == applied_->end() ? never : found->second;
}

}  // namespace roamsim::actors
