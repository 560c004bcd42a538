#include "sim/actors/run_index.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace roamsim::actors {

using record::EventRow;

RunIndex::RunIndex(const Plan& p, const record::Journal& j, const Moments& m)
    : plan(p), journal(j), moments(m), stays_(p.clusters.size()) {
  for (std::size_t i = 0; i < p.clusters.size(); ++i) {
    if (at_start(ClusterId(i))) stays_[i].push_back({});
  }
  std::vector<std::pair<Time, const TimelineEntry*>> changes;
  for (const TimelineEntry& entry : p.timeline) {
    if (!std::holds_alternative<IlsJoin>(entry.action) && !std::holds_alternative<IlsLeave>(entry.action)) continue;
    if (const std::optional<Time> at = m.date_of(entry.moment())) changes.emplace_back(*at, &entry);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, entry] : changes) {
    if (const auto* join = std::get_if<IlsJoin>(&entry->action)) {
      std::vector<Stay>& stays = stays_[join->cluster.index()];
      if (stays.empty() || stays.back().left != never) stays.push_back({at, never});
    } else if (const auto* leave = std::get_if<IlsLeave>(&entry->action)) {
      std::vector<Stay>& stays = stays_[leave->cluster.index()];
      if (!stays.empty()) stays.back().left = std::min(stays.back().left, at);
    }
  }
}

bool RunIndex::looked_at(UserId user) const {
  const auto row = std::lower_bound(journal.knowledge.begin(), journal.knowledge.end(), user,
                                    [](const record::KnowledgeRow& r, UserId id) { return r.user < id; });
  return row != journal.knowledge.end() && row->user == user && row->looked_at;
}

bool RunIndex::at_start(ClusterId cluster) const {
  const IlsMembership& membership = plan.clusters[cluster.index()].membership;
  return membership.at_start && membership.role != ils::Role::standalone;
}

bool RunIndex::absent(ClusterId cluster, Time from, Time to) const {
  const std::vector<Stay>& stays = stays_[cluster.index()];
  for (std::size_t i = 0; i < stays.size(); ++i) {
    const Time back = i + 1 < stays.size() ? stays[i + 1].joined : never;
    if (stays[i].left <= to && back > from) return true;
  }
  return false;
}

Time RunIndex::joined(ClusterId cluster, Time at) const {
  for (const Stay& stay : stays_[cluster.index()]) {
    if (stay.joined <= at && stay.left > at) return stay.joined;
  }
  return never;
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

Time RunIndex::knows_since(ClusterId cluster, ClusterId origin, Time joined) {
  if (cluster == origin || (joined == 0 && at_start(cluster) && at_start(origin))) return 0;
  const auto key = [](ClusterId a, ClusterId b) { return std::uint64_t{a.value} << 32U | b.value; };
  if (!applied_) {
    applied_.emplace();
    for (const record::AdvanceRow& row : journal.advances) {
      if (row.kind == record::AdvanceRow::Kind::applied) (*applied_)[key(row.cluster, row.origin)].push_back(row.at);
    }
  }
  const auto found = applied_->find(key(cluster, origin));
  if (found == applied_->end()) return never;
  const auto first = std::lower_bound(found->second.begin(), found->second.end(), joined);
  return first == found->second.end() ? never : *first;
}

}  // namespace roamsim::actors
