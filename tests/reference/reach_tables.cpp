#include "tests/reference/reach_tables.hpp"

#include <algorithm>
#include <variant>

namespace roamsim::actors {

using record::EventRow;

ReachTables::ReachTables(const Plan& plan, const record::Journal& journal)
    : plan_(plan), journal_(journal), nodes_(plan.clusters.size()), stops_(plan.clusters.size()) {
  for (std::size_t cluster = 0; cluster < nodes_.size(); ++cluster)
    nodes_[cluster].resize(plan.clusters[cluster].nodes.size());
  // A phone of which the log first says that it is gone was there from the start; one of which it says nothing too.
  std::set<std::pair<std::size_t, std::string>> seen;
  std::set<std::size_t> at_home;  // users whose own phone was
  for (const record::RegistrationRow& row : journal.registrations) {
    if (!seen.insert({row.user.index(), row.phone}).second || row.registered) continue;
    phones_[{row.cluster.index(), row.user.index()}].insert(row.phone);
    at_home.insert(row.user.index());
  }
  for (std::size_t user = 0; user < plan.users.size(); ++user) {
    if (plan.users[user].logged_in && !at_home.contains(user))
      phones_[{plan.users[user].home.index(), user}].insert("the phone at home");
  }
}

std::set<Time> ReachTables::dates() const {
  std::set<Time> dates;
  for (const record::RegistrationRow& row : journal_.registrations) dates.insert(row.at);
  for (const EventRow& row : journal_.events) {
    dates.insert(row.at);
    const bool boots = row.kind == EventRow::Kind::repaired || row.kind == EventRow::Kind::node_repaired;
    if (boots) dates.insert(row.at + plan_.clusters[row.cluster.index()].recovery.boot);
  }
  return dates;
}

void ReachTables::take(Time at) {
  now_ = at;
  for (; event_ < journal_.events.size() && journal_.events[event_].at <= at; ++event_) take(journal_.events[event_]);
  for (; registration_ < journal_.registrations.size() && journal_.registrations[registration_].at <= at;
       ++registration_) {
    const record::RegistrationRow& row = journal_.registrations[registration_];
    std::set<std::string>& phones = phones_[{row.cluster.index(), row.user.index()}];
    if (row.registered) {
      phones.insert(row.phone);
    } else {
      phones.erase(row.phone);
    }
  }
}

void ReachTables::power(std::size_t cluster, const std::string& node, int outages, Time at) {
  for (std::size_t i = 0; i < nodes_[cluster].size(); ++i) {
    if (!node.empty() && plan_.clusters[cluster].nodes[i].name != node) continue;
    Node& own = nodes_[cluster][i];
    own.outages += outages;
    if (own.outages == 0) own.boots = at + plan_.clusters[cluster].recovery.boot;
  }
}

void ReachTables::take(const EventRow& row) {
  using enum EventRow::Kind;
  const std::size_t cluster = row.cluster.valid() ? row.cluster.index() : 0;
  const auto stop = [&](int change) {
    const std::string on = "call_processing on ";
    if (row.detail == "call_processing") stops_[cluster] += change;
    if (!row.detail.starts_with(on)) return;
    for (std::size_t i = 0; i < nodes_[cluster].size(); ++i) {
      if (plan_.clusters[cluster].nodes[i].name == row.detail.substr(on.size())) nodes_[cluster][i].stops += change;
    }
  };
  if (row.kind == failed) power(cluster, {}, 1, row.at);
  if (row.kind == repaired) power(cluster, {}, -1, row.at);
  if (row.kind == node_down) power(cluster, row.detail, 1, row.at);
  if (row.kind == node_repaired) power(cluster, row.detail, -1, row.at);
  if (row.kind == service_stopped) stop(1);
  if (row.kind == service_started) stop(-1);
  if (row.kind == access_down) cut_off_.insert(cluster);
  if (row.kind == access_up) cut_off_.erase(cluster);
  if (row.kind == link_down) dead_lines_.insert(row.link.index());
  if (row.kind == link_up) dead_lines_.erase(row.link.index());
  if (row.kind == healed) groups_.reset();
  if (row.kind != parted) return;
  for (const TimelineEntry& entry : plan_.timeline) {
    const auto* partition = std::get_if<Partition>(&entry.action);
    if (partition != nullptr && entry.at == row.at)
      groups_.emplace(partition->group_of.begin(), partition->group_of.end());
  }
}

bool ReachTables::serves(std::size_t cluster) const {
  if (stops_[cluster] > 0) return false;
  for (std::size_t i = 0; i < nodes_[cluster].size(); ++i) {
    const Node& node = nodes_[cluster][i];
    const bool runs = node.outages == 0 && node.boots <= now_ && node.stops == 0;
    if (runs && plan_.clusters[cluster].nodes[i].services.has(Service::call_processing)) return true;
  }
  return false;
}

bool ReachTables::path(std::size_t a, std::size_t b) const {
  if (groups_ && (*groups_)[a] != (*groups_)[b]) return false;
  for (std::size_t i = 0; i < plan_.links.size(); ++i) {
    const std::set<std::size_t> ends{plan_.links[i].a.index(), plan_.links[i].b.index()};
    if (ends == std::set<std::size_t>{a, b}) return !dead_lines_.contains(i);
  }
  return !cut_off_.contains(a) && !cut_off_.contains(b);
}

bool ReachTables::has_phone(std::size_t cluster, std::size_t user) const {
  const auto phones = phones_.find({cluster, user});
  return phones != phones_.end() && !phones->second.empty();
}

/// Super users have a profile in every cluster.
bool ReachTables::local(std::size_t cluster, std::size_t user) const {
  return plan_.users[user].super_user || plan_.users[user].home.index() == cluster || has_phone(cluster, user);
}

bool ReachTables::reaches(std::size_t cluster, std::size_t user, Routing& routes) const {
  if (!serves(cluster)) return false;
  const std::optional<std::size_t> to = routes.route(cluster, user);
  const bool prefers_local = plan_.clusters[cluster].calls.dn_precedence == calls::DnPrecedence::local;
  const bool stays = local(cluster, user) && (prefers_local || !to || *to == cluster);
  if (stays || (to && *to == cluster)) return has_phone(cluster, user);
  return to && path(cluster, *to) && serves(*to) && local(*to, user) && has_phone(*to, user);
}

}  // namespace roamsim::actors
