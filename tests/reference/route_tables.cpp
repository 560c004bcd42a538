#include "tests/reference/route_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace roamsim::actors {

namespace {

using record::AdvanceRow;
using record::EventRow;
using record::LocationChangeRow;

/// Where an update stands: cluster, incarnation of the cluster, place in what that said. Places start at 1.
using Place = std::tuple<std::size_t, std::uint32_t, std::uint32_t>;

/// One presence as the reference knows it.
struct Presence {
  std::size_t user = 0;
  std::size_t cluster = 0;
  std::size_t number = 0;  ///< how many the user had before; of one that is opened again: as the one it follows
  Time since = 0;
  std::size_t log = 0;  ///< how many incarnations of clusters had begun before the one that opened it
  Place opened;
  std::optional<Place> ended;
  std::optional<Place> voided;  ///< by a later incarnation of the cluster, which does not know it
  [[nodiscard]] bool present() const { return !ended && !voided; }
};

/// What is said at one place.
struct Said {
  enum class Kind { announced, opened, ended, voided } kind = Kind::announced;
  std::size_t user = 0;
  std::size_t presence = 0;
};

/// A learned object in the database of a cluster, or one that found no room there: a user or a presence.
struct Object {
  bool is_user = false;
  std::size_t which = 0;
  bool has_room = true;
};

/// The tables of one cluster, and everything it has heard in the order in which it did.
struct Book {
  std::vector<Place> heard;
  std::set<Place> heard_at;
  std::set<std::size_t> announced;               ///< users
  std::vector<std::vector<std::size_t>> opened;  ///< by user: presences in the order in which it heard of them
  std::set<std::size_t> over;                    ///< presences
  std::vector<Object> objects;                   ///< in the order in which they were learned
};

class Tables final : public Routing {
 public:
  Tables(const Plan& plan, const record::Journal& journal)
      : plan_(plan), journal_(journal), books_(plan.clusters.size()), incarnation_(plan.clusters.size(), 0) {
    for (std::size_t cluster = 0; cluster < plan.clusters.size(); ++cluster) logs_[{cluster, 0}] = cluster;
    for (Book& book : books_) book.opened.resize(plan.users.size());
  }

  Comparison run(const std::set<Time>& more_dates, const AfterEachDate& after_each) {
    start();
    std::set<Time> dates = all_dates();
    dates.insert(more_dates.begin(), more_dates.end());
    dates.insert(0);
    std::size_t advance = 0, change = 0, route = 0, event = 0;
    for (const Time at : dates) {
      // What is committed at a date may be learned at it only by its own cluster.
      for (; change < journal_.location_changes.size() && journal_.location_changes[change].at == at; ++change) {
        issue(journal_.location_changes[change]);
      }
      for (; advance < journal_.advances.size() && journal_.advances[advance].at == at; ++advance) {
        learn(journal_.advances[advance]);
      }
      // Who is put back or leaves has learned nothing more at that date.
      for (; event < journal_.events.size() && journal_.events[event].at == at; ++event) {
        take(journal_.events[event]);
      }
      for (; route < journal_.routes.size() && journal_.routes[route].at == at; ++route) {
        const record::RouteRow& row = journal_.routes[route];
        routed_[{row.cluster.index(), row.user.index()}] = row.to;
      }
      compare(at);
      if (after_each) after_each(at, *this);
      keep_backups(at);
      if (!found_.wrong.empty()) break;
    }
    return found_;
  }

 private:
  /// What a cluster kept on a date: what it had heard, and who was logged in there.
  struct Backup {
    std::vector<Place> heard;
    std::vector<std::size_t> present;  ///< presences, by user
  };

  void start() {
    std::vector<std::uint32_t> places(plan_.clusters.size(), 1);  // the first names the cluster
    for (std::size_t user = 0; user < plan_.users.size(); ++user) {
      const std::size_t home = plan_.users[user].home.index();
      say({home, 0, ++places[home]}, {Said::Kind::announced, user, 0});
      if (plan_.users[user].logged_in) open(user, home, 0, {home, 0, ++places[home]});
    }
    for (std::size_t at = 0; at < plan_.clusters.size(); ++at) {
      for (std::size_t origin = 0; origin < plan_.clusters.size(); ++origin) {
        if (origin != at && !(member(at) && member(origin))) continue;
        for (std::uint32_t place = 1; place <= places[origin]; ++place) hear(at, {origin, 0, place});
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
    for (const EventRow& row : journal_.events) dates.insert(row.at);
    for (const TimelineEntry& entry : plan_.timeline) {
      if (const auto* restore = std::get_if<Restore>(&entry.action)) dates.insert(restore->to);
    }
    return dates;
  }

  void say(const Place& place, const Said& what) { said_[place].push_back(what); }

  /// What the cluster's clock shows at a date: it is wrong while a fault of the timeline makes it so.
  [[nodiscard]] Time shown_by_clock(std::size_t cluster, Time at) {
    Time shown = at;
    for (const TimelineEntry& entry : plan_.timeline) {
      const auto* skew = std::get_if<ClockSkew>(&entry.action);
      if (skew == nullptr || skew->cluster.index() != cluster || entry.event != Moment::Event::absolute) continue;
      if (entry.at <= at && at < entry.at + skew->lasts) shown += skew->offset;
    }
    if (shown != at) ++found_.skewed;
    return shown;
  }

  void open(std::size_t user, std::size_t cluster, Time at, const Place& place) {
    std::size_t number = 0;
    for (const Presence& presence : presences_) {
      if (presence.user == user) number = std::max(number, presence.number + 1);
    }
    presences_.push_back({.user = user,
                          .cluster = cluster,
                          .number = number,
                          .since = shown_by_clock(cluster, at),
                          .log = logs_.at({cluster, std::get<1>(place)}),
                          .opened = place,
                          .ended = {},
                          .voided = {}});
    say(place, {Said::Kind::opened, user, presences_.size() - 1});
  }

  [[nodiscard]] std::optional<std::size_t> present(std::size_t user, std::size_t cluster) const {
    for (std::size_t i = presences_.size(); i-- > 0;) {
      const Presence& presence = presences_[i];
      if (presence.user == user && presence.cluster == cluster && presence.present()) return i;
    }
    return std::nullopt;
  }

  void end(std::size_t presence, const Place& place) {
    presences_[presence].ended = place;
    say(place, {Said::Kind::ended, presences_[presence].user, presence});
  }

  /// A cluster knows at once what it does itself.
  void issue(const LocationChangeRow& row) {
    const std::size_t cluster = row.cluster.index();
    const std::size_t user = row.user.index();
    const Place place{cluster, row.incarnation, row.sequence};
    const std::optional<std::size_t> there = present(user, cluster);
    if (row.kind == LocationChangeRow::Kind::login) {
      // A login where the user is already, but was elsewhere since, ends the one presence for the other.
      if (there) {
        end(*there, {cluster, row.incarnation, row.sequence - 1});
        hear(cluster, {cluster, row.incarnation, row.sequence - 1});
      }
      open(user, cluster, row.at, place);
    } else if (there) {
      end(*there, place);
    }
    hear(cluster, place);
    const std::optional<std::size_t> where = truth(user);
    if (found_.wrong.empty() && where != row.truth.index()) {
      found_.wrong = fmt::format("at {} ns {} is at {}, by the tables to {}", row.at, plan_.users[user].name,
                                 name(true, row.truth.index()), name(true, *where));
    }
  }

  void learn(const AdvanceRow& row) {
    if (row.kind != AdvanceRow::Kind::applied) return;
    for (std::uint32_t place = row.from + 1; place <= row.to; ++place) {
      hear(row.cluster.index(), {row.origin.index(), row.incarnation, place});
    }
  }

  void take(const EventRow& row) {
    if (row.kind == EventRow::Kind::left_network) leave(row.cluster.index());
    if (row.kind == EventRow::Kind::restored) restore(row.cluster.index(), row.at);
  }

  /// Only what the cluster itself ever said remains known there.
  void leave(std::size_t cluster) {
    std::vector<Place> own;
    for (const Place& place : books_[cluster].heard) {
      if (std::get<0>(place) == cluster) own.push_back(place);
    }
    reread(cluster, own);
    ++found_.left;
  }

  // Going back to a backup.

  void keep_backups(Time at) {
    for (const TimelineEntry& entry : plan_.timeline) {
      const auto* restore = std::get_if<Restore>(&entry.action);
      if (restore == nullptr || restore->to != at) continue;
      const std::size_t cluster = restore->cluster.index();
      Backup backup{books_[cluster].heard, {}};
      for (std::size_t user = 0; user < plan_.users.size(); ++user) {
        if (const auto there = present(user, cluster)) backup.present.push_back(*there);
      }
      backups_[{cluster, at}] = backup;
    }
  }

  /// To which backup a cluster goes that is put back at this date.
  [[nodiscard]] const Backup& backup_for(std::size_t cluster, Time at) const {
    for (const TimelineEntry& entry : plan_.timeline) {
      const auto* restore = std::get_if<Restore>(&entry.action);
      if (restore == nullptr || restore->cluster.index() != cluster || entry.at + restore->lasts != at) continue;
      return backups_.at({cluster, restore->to});
    }
    throw std::logic_error("a cluster is put back that the timeline does not put back");
  }

  /// What a cluster says first of a new incarnation is said in one breath: nobody but the cluster itself, once it has
  /// gone back further, knows its first update and not the rest. So the rest stands at the second place.
  void restore(std::size_t cluster, Time at) {
    const Backup& backup = backup_for(cluster, at);
    const std::set<Place> known(backup.heard.begin(), backup.heard.end());
    const std::uint32_t incarnation = ++incarnation_[cluster];
    const std::size_t log = logs_.size();
    logs_[{cluster, incarnation}] = log;
    const Place first{cluster, incarnation, 1};
    const Place rest{cluster, incarnation, 2};
    for (std::size_t i = 0; i < presences_.size(); ++i) {
      Presence& presence = presences_[i];
      if (presence.cluster != cluster || presence.voided) continue;
      const bool begun = known.contains(presence.opened);
      const bool over = presence.ended && known.contains(*presence.ended);
      if (begun && (over || !presence.ended)) continue;
      presence.voided = first;
      say(first, {Said::Kind::voided, presence.user, i});
    }
    for (const std::size_t before : backup.present) {
      Presence again = presences_[before];
      if (again.present()) continue;  // goes on
      again.log = log;
      again.opened = rest;
      again.ended = again.voided = std::nullopt;
      presences_.push_back(again);
      say(rest, {Said::Kind::opened, again.user, presences_.size() - 1});
    }
    std::vector<Place> heard = backup.heard;
    // It counts its incarnations, and knows what each of them began with.
    for (std::uint32_t earlier = 0; earlier <= incarnation; ++earlier) heard.push_back({cluster, earlier, 1});
    if (said_.contains(rest)) heard.push_back(rest);
    reread(cluster, heard);
    ++found_.restored;
  }

  // What a cluster knows.

  void reread(std::size_t at, const std::vector<Place>& heard) {
    books_[at] = {};
    books_[at].opened.resize(plan_.users.size());
    for (const Place& place : heard) hear(at, place);
  }

  void hear(std::size_t at, const Place& place) {
    Book& book = books_[at];
    if (!book.heard_at.insert(place).second) return;
    book.heard.push_back(place);
    const auto said = said_.find(place);
    if (said == said_.end()) return;  // moves no location
    const bool learned = std::get<0>(place) != at;
    for (const Said& what : said->second) {
      switch (what.kind) {
        case Said::Kind::announced:
          book.announced.insert(what.user);
          if (learned) add_object(at, {true, what.user, true});
          break;
        case Said::Kind::opened:
          if (book.over.contains(what.presence)) break;
          book.opened[what.user].push_back(what.presence);
          if (learned) add_object(at, {false, what.presence, true});
          break;
        case Said::Kind::ended:
        case Said::Kind::voided:
          book.over.insert(what.presence);
          drop_object(at, what.presence);
          break;
      }
    }
  }

  void add_object(std::size_t at, Object object) {
    object.has_room = with_room(at) < plan_.clusters[at].ils.max_learned_objects;
    if (!object.has_room) ++found_.refused;
    books_[at].objects.push_back(object);
  }

  void drop_object(std::size_t at, std::size_t presence) {
    std::vector<Object>& objects = books_[at].objects;
    std::erase_if(objects, [&](const Object& object) { return !object.is_user && object.which == presence; });
    for (Object& object : objects) {
      if (!object.has_room && with_room(at) < plan_.clusters[at].ils.max_learned_objects) object.has_room = true;
    }
  }

  [[nodiscard]] std::uint64_t with_room(std::size_t at) const {
    const std::vector<Object>& objects = books_[at].objects;
    return static_cast<std::uint64_t>(
        std::count_if(objects.begin(), objects.end(), [](const Object& object) { return object.has_room; }));
  }

  [[nodiscard]] bool refused(std::size_t at, bool is_user, std::size_t which) const {
    const std::vector<Object>& objects = books_[at].objects;
    return std::any_of(objects.begin(), objects.end(), [&](const Object& object) {
      return object.is_user == is_user && object.which == which && !object.has_room;
    });
  }

  /// Whether a rule of the cluster keeps it from routing the user by what the other one said.
  [[nodiscard]] bool blocked(std::size_t at, std::size_t user, std::size_t by) {
    const std::string_view number = plan_.users[user].dn;
    for (const ils::BlockedPattern& rule : plan_.clusters[at].blocked_learned_patterns) {
      if (rule.cluster.valid() && rule.cluster.index() != by) continue;
      const std::string_view compared = rule.prefix ? number.substr(0, rule.digits.size()) : number;
      if (compared != rule.digits) continue;
      ++found_.blocked;
      return true;
    }
    return false;
  }

  // Routes.

  /// None: nowhere. A cluster's own users and presences are not learned, and so neither refused nor blocked.
  [[nodiscard]] std::optional<std::size_t> route(std::size_t at, std::size_t user) override {
    const Book& book = books_[at];
    const Presence* best = nullptr;
    for (const std::size_t i : book.opened[user]) {
      const Presence& presence = presences_[i];
      if (book.over.contains(i)) continue;
      if (presence.cluster != at && (refused(at, false, i) || blocked(at, user, presence.cluster))) continue;
      if (best == nullptr || better(presence, *best, plan_.clusters[at].ils.conflict)) best = &presence;
    }
    if (best != nullptr) return best->cluster;
    const std::size_t home = plan_.users[user].home.index();
    if (!book.announced.contains(user)) return std::nullopt;
    if (home != at && (refused(at, true, user) || blocked(at, user, home))) return std::nullopt;
    return home;
  }

  /// Whether the later heard of the two takes the place of the other.
  static bool better(const Presence& later, const Presence& best, ils::ConflictPolicy policy) {
    switch (policy) {
      case ils::ConflictPolicy::newest_by_epoch:
        return later.number > best.number;
      case ils::ConflictPolicy::newest_by_wall_clock:
        return std::tuple(later.since, later.log, later.opened) > std::tuple(best.since, best.log, best.opened);
      case ils::ConflictPolicy::first_learned:
        return false;
    }
    return false;
  }

  [[nodiscard]] std::size_t truth(std::size_t user) const override {
    const Presence* newest = nullptr;
    for (const Presence& presence : presences_) {
      if (presence.user != user || !presence.present()) continue;
      if (newest == nullptr || presence.number >= newest->number) newest = &presence;
    }
    return newest != nullptr ? newest->cluster : plan_.users[user].home.index();
  }

  void compare(Time at) {
    if (!found_.wrong.empty()) return;
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
  std::map<Place, std::vector<Said>> said_;
  std::vector<Presence> presences_;
  std::vector<Book> books_;                                            ///< by cluster
  std::vector<std::uint32_t> incarnation_;                             ///< by cluster, the present one
  std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> logs_;  ///< by cluster and incarnation: which began when
  std::map<std::pair<std::size_t, Time>, Backup> backups_;             ///< by cluster and date
  std::map<std::pair<std::size_t, std::size_t>, ClusterId> routed_;    ///< by cluster and user: what the run routes by
  Comparison found_;
};

}  // namespace

Comparison compare_routes(const Plan& plan, const record::Journal& journal, const std::set<Time>& more_dates,
                          const AfterEachDate& after_each) {
  return Tables(plan, journal).run(more_dates, after_each);
}

}  // namespace roamsim::actors
