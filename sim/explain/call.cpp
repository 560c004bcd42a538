#include "sim/explain/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "sim/record/kept_tables.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;
using Kind = record::LocationChangeRow::Kind;

std::optional<Met> met_at(const Run& run, const Belief& belief) {
  constexpr std::array<std::string_view, 1> steps{"reachability_steps"};
  if (record::first_not_kept(run.results(), steps)) return std::nullopt;
  const record::Rows found = run.results().query(fmt::format(
      "SELECT at_ns, reachable, reason, target FROM reachability_steps WHERE cluster = {} AND user = {} AND "
      "at_ns <= {} ORDER BY at_ns DESC, id DESC LIMIT 1",
      belief.cluster.value, belief.user.value, belief.at));
  if (found.rows.empty()) return std::nullopt;
  const Row& row = found.rows[0];
  const auto target = integer_in(row, 3);
  return Met{.reachable = integer_in(row, 1).value_or(0) != 0,
             .reason = record::text_in(row, 2),
             .target = target ? ClusterId(*target) : ClusterId{},
             .since = integer_in(row, 0).value_or(0)};
}

/// The way of calls to where they are sent.
void add_trunk(const Outages& outages, const Belief& belief, Time end, std::vector<Wait>& hindrances) {
  if (!belief.location.valid() || belief.location == belief.cluster) return;
  std::vector<Outage> all = outages.of_calls(belief.location);
  for (const Outage& outage : outages.between(belief.cluster, belief.location)) all.push_back(outage);
  for (const Part& part : parts_of(0, end, all)) {
    if (part.by == nullptr || !(part.from <= belief.at && belief.at < part.until)) continue;
    Wait wait = wait_of(part);
    wait.other = belief.location;
    if (part.until == end) wait.until = part.by->end;
    hindrances.push_back(wait);
  }
}

/// The stays of the user that were not over at the date, elsewhere than where calls should go.
void add_pending_logouts(const Run& run, const Belief& belief, const std::vector<LocationChange>& changes,
                         std::vector<Wait>& hindrances) {
  const UserPlan& user = run.plan().users[belief.user.index()];
  struct Stay {
    bool open = false;
    Time elsewhere = never;  ///< when the user logged in at another cluster
    Time ended = never;
  };
  std::map<ClusterId, Stay> stays;
  if (user.logged_in) stays[user.home].open = true;
  for (const LocationChange& change : changes) {
    const bool past = change.at <= belief.at;
    Stay& own = stays[change.cluster];
    if (change.kind == Kind::login) {
      if (!past) continue;
      own = {.open = true};
      for (auto& [cluster, stay] : stays) {
        if (cluster != change.cluster && stay.open && stay.elsewhere == never) stay.elsewhere = change.at;
      }
    } else if (past) {
      own.open = false;
    } else {
      own.ended = std::min(own.ended, change.at);
    }
  }
  for (const auto& [cluster, stay] : stays) {
    if (!stay.open || cluster == belief.truth || stay.elsewhere == never) continue;
    hindrances.push_back({.cause = Cause::pending_logout,
                          .place = cluster,
                          .other = belief.truth,
                          .since = stay.elsewhere,
                          .until = stay.ended});
  }
}

/// The phone on which the user is logged in, from the login until it registers.
void add_restart(const Run& run, const Belief& belief, const std::vector<LocationChange>& changes,
                 std::vector<Wait>& hindrances) {
  const LocationChange* login = nullptr;
  for (const LocationChange& change : changes) {
    if (change.at <= belief.at && change.kind == Kind::login) login = &change;
  }
  if (login == nullptr || login->cluster != belief.truth) return;
  const record::Rows found = run.results().query(fmt::format(
      "SELECT phone, at_ns FROM registrations WHERE user = {} AND cluster = {} AND registered = 1 AND at_ns "
      ">= {} ORDER BY at_ns, id LIMIT 1",
      belief.user.value, login->cluster.value, login->at));
  const Time until = found.rows.empty() ? never : integer_in(found.rows[0], 1).value_or(never);
  if (until <= belief.at) return;
  hindrances.push_back({.cause = Cause::phone_restarting,
                        .place = login->cluster,
                        .other = {},
                        .since = login->at,
                        .until = until,
                        .detail = found.rows.empty() ? std::string() : record::text_in(found.rows[0], 0)});
}

}  // namespace

CallFacts call_of(const Run& run, const Outages& outages, const Belief& belief) {
  CallFacts facts{.met = met_at(run, belief), .hindrances = {}};
  const std::vector<LocationChange> changes = run.changes_of(belief.user);
  add_trunk(outages, belief, run.end(), facts.hindrances);
  add_restart(run, belief, changes, facts.hindrances);
  add_pending_logouts(run, belief, changes, facts.hindrances);
  return facts;
}

}  // namespace roamsim::explain
