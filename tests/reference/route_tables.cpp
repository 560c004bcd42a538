#include "tests/reference/route_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <variant>
#include <vector>

namespace roamsim::actors {

namespace {

using record::AdvanceRow;
using record::LocationChangeRow;

/// One presence as the reference knows it.
struct Presence {
  std::size_t user = 0;
  std::size_t cluster = 0;
  std::size_t number = 0;  ///< how many the user had before
  Time since = 0;
  std::uint32_t opened = 0;  ///< sequence in the cluster's log
  std::uint32_t ended = 0;   ///< 0: not yet
};

/// What one update says, by cluster and sequence.
struct Said {
  enum class Kind { nothing, announced, opened, ended } kind = Kind::nothing;
  std::size_t user = 0;
  std::size_t presence = 0;
};

/// A row of a cluster's table: a presence it has heard of, in the order in which it heard.
struct Heard {
  std::size_t presence = 0;
  bool over = false;
};

class Tables {
 public:
  Tables(const Plan& plan, const record::Journal& journal)
      : plan_(plan),
        journal_(journal),
        said_(plan.clusters.size()),
        heard_(plan.clusters.size(), std::vector<std::vector<Heard>>(plan.users.size())),
        announced_(plan.clusters.size(), std::vector<bool>(plan.users.size())) {
    for (auto& log : said_) log.resize(2);  // sequences start at 1, and the first names the cluster
  }

  Comparison run() {
    start();
    const std::set<Time> dates = all_dates();
    std::size_t advance = 0, change = 0, route = 0;
    for (const Time at : dates) {
      // What is committed at a date may be learned at it only by its own cluster.
      for (; change < journal_.location_changes.size() && journal_.location_changes[change].at == at; ++change) {
        issue(journal_.location_changes[change]);
      }
      for (; advance < journal_.advances.size() && journal_.advances[advance].at == at; ++advance) {
        learn(journal_.advances[advance]);
      }
      for (; route < journal_.routes.size() && journal_.routes[route].at == at; ++route) {
        const record::RouteRow& row = journal_.routes[route];
        routed_[{row.cluster.index(), row.user.index()}] = row.to;
      }
      compare(at);
      if (!found_.wrong.empty()) break;
    }
    return found_;
  }

 private:
  void start() {
    for (std::size_t user = 0; user < plan_.users.size(); ++user) {
      const std::size_t home = plan_.users[user].home.index();
      said_[home].push_back({Said::Kind::announced, user, 0});
      if (plan_.users[user].logged_in) open(user, home, 0, static_cast<std::uint32_t>(said_[home].size()));
    }
    for (std::size_t at = 0; at < plan_.clusters.size(); ++at) {
      for (std::size_t origin = 0; origin < plan_.clusters.size(); ++origin) {
        if (origin != at && !(member(at) && member(origin))) continue;
        for (std::size_t sequence = 1; sequence < said_[origin].size(); ++sequence) hear(at, origin, sequence);
      }
    }
  }

  [[nodiscard]] bool member(std::size_t cluster) const {
    const IlsMembership& membership = plan_.clusters[cluster].membership;
    return membership.at_start && membership.role != ils::Role::standalone;
  }

  [[nodiscard]] std::set<Time> all_dates() const {
    std::set<Time> dates;
    for (const LocationChangeRow& row : journal_.location_changes) dates.insert(row.at);
    for (const AdvanceRow& row : journal_.advances) dates.insert(row.at);
    for (const record::RouteRow& row : journal_.routes) dates.insert(row.at);
    return dates;
  }

  void say(std::size_t cluster, std::uint32_t sequence, Said what) {
    if (said_[cluster].size() <= sequence) said_[cluster].resize(sequence + 1);
    said_[cluster][sequence] = what;
  }

  /// What the cluster's clock shows at a date: it is wrong while a fault of the timeline makes it so.
  [[nodiscard]] Time shown_by_clock(std::size_t cluster, Time at) const {
    Time shown = at;
    for (const TimelineEntry& entry : plan_.timeline) {
      const auto* skew = std::get_if<ClockSkew>(&entry.action);
      if (skew == nullptr || skew->cluster.index() != cluster || entry.event != Moment::Event::absolute) continue;
      if (entry.at <= at && at < entry.at + skew->lasts) shown += skew->offset;
    }
    return shown;
  }

  void open(std::size_t user, std::size_t cluster, Time at, std::uint32_t sequence) {
    const auto before = std::count_if(presences_.begin(), presences_.end(),
                                      [&](const Presence& presence) { return presence.user == user; });
    presences_.push_back({user, cluster, static_cast<std::size_t>(before), shown_by_clock(cluster, at), sequence, 0});
    say(cluster, sequence, {Said::Kind::opened, user, presences_.size() - 1});
  }

  [[nodiscard]] std::optional<std::size_t> present(std::size_t user, std::size_t cluster) const {
    for (std::size_t i = presences_.size(); i-- > 0;) {
      const Presence& presence = presences_[i];
      if (presence.user == user && presence.cluster == cluster && presence.ended == 0) return i;
    }
    return std::nullopt;
  }

  void end(std::size_t presence, std::uint32_t sequence) {
    presences_[presence].ended = sequence;
    say(presences_[presence].cluster, sequence, {Said::Kind::ended, presences_[presence].user, presence});
  }

  /// A cluster knows at once what it does itself.
  void issue(const LocationChangeRow& row) {
    const std::size_t cluster = row.cluster.index();
    const std::size_t user = row.user.index();
    const std::optional<std::size_t> there = present(user, cluster);
    if (row.kind == LocationChangeRow::Kind::login) {
      // A login where the user is already, but was elsewhere since, ends the one presence for the other.
      if (there) {
        end(*there, row.sequence - 1);
        hear(cluster, cluster, row.sequence - 1);
      }
      open(user, cluster, row.at, row.sequence);
    } else if (there) {
      end(*there, row.sequence);
    }
    hear(cluster, cluster, row.sequence);
  }

  void learn(const AdvanceRow& row) {
    if (row.kind != AdvanceRow::Kind::applied) return;
    for (std::uint32_t sequence = row.from + 1; sequence <= row.to; ++sequence) {
      hear(row.cluster.index(), row.origin.index(), sequence);
    }
  }

  void hear(std::size_t at, std::size_t origin, std::size_t sequence) {
    if (sequence >= said_[origin].size()) return;  // moves no location
    const Said& what = said_[origin][sequence];
    std::vector<Heard>& table = heard_[at][what.user];
    switch (what.kind) {
      case Said::Kind::nothing:
        return;
      case Said::Kind::announced:
        announced_[at][what.user] = true;
        return;
      case Said::Kind::opened:
        table.push_back({what.presence, false});
        return;
      case Said::Kind::ended:
        for (Heard& row : table) row.over = row.over || row.presence == what.presence;
        return;
    }
  }

  /// None: nowhere.
  [[nodiscard]] std::optional<std::size_t> route(std::size_t at, std::size_t user) const {
    const Presence* best = nullptr;
    for (const Heard& row : heard_[at][user]) {
      if (row.over) continue;
      const Presence& presence = presences_[row.presence];
      if (best == nullptr || better(presence, *best, plan_.clusters[at].ils.conflict)) best = &presence;
    }
    if (best != nullptr) return best->cluster;
    if (announced_[at][user]) return plan_.users[user].home.index();
    return std::nullopt;
  }

  /// Whether the later heard of the two takes the place of the other.
  static bool better(const Presence& later, const Presence& best, ils::ConflictPolicy policy) {
    switch (policy) {
      case ils::ConflictPolicy::newest_by_epoch:
        return later.number > best.number;
      case ils::ConflictPolicy::newest_by_wall_clock:
        return std::tuple(later.since, later.cluster, later.opened) > std::tuple(best.since, best.cluster, best.opened);
      case ils::ConflictPolicy::first_learned:
        return false;
    }
    return false;
  }

  [[nodiscard]] std::size_t truth(std::size_t user) const {
    const Presence* newest = nullptr;
    for (const Presence& presence : presences_) {
      if (presence.user == user && presence.ended == 0) newest = &presence;
    }
    return newest != nullptr ? newest->cluster : plan_.users[user].home.index();
  }

  void compare(Time at) {
    for (const auto& [who, to] : routed_) {
      const std::optional<std::size_t> expected = route(who.first, who.second);
      ++found_.compared;
      if (expected != truth(who.second)) ++found_.untrue;
      if (expected.has_value() == to.valid() && (!expected || *expected == to.index())) continue;
      found_.wrong = fmt::format("at {} ns {} routes {} to {}, by the tables to {}", at, plan_.clusters[who.first].name,
                                 plan_.users[who.second].name, name(to.valid(), to.index()),
                                 name(expected.has_value(), expected.value_or(0)));
      return;
    }
  }

  [[nodiscard]] std::string name(bool any, std::size_t cluster) const {
    return any ? plan_.clusters[cluster].name : "nowhere";
  }

  const Plan& plan_;
  const record::Journal& journal_;
  std::vector<std::vector<Said>> said_;  ///< by cluster and sequence
  std::vector<Presence> presences_;
  std::vector<std::vector<std::vector<Heard>>> heard_;               ///< by cluster and user
  std::vector<std::vector<bool>> announced_;                         ///< by cluster and user
  std::map<std::pair<std::size_t, std::size_t>, ClusterId> routed_;  ///< by cluster and user: what the run routes by
  Comparison found_;
};

}  // namespace

Comparison compare_routes(const Plan& plan, const record::Journal& journal) {
  return Tables(plan, journal).run();
}

}  // namespace roamsim::actors
