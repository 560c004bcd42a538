#include "sim/explain/belief.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;
using Kind = record::LocationChangeRow::Kind;

/// The last change of the user by the date; none: no such one.
const LocationChange* last_by(const std::vector<LocationChange>& changes, Time at) {
  const LocationChange* last = nullptr;
  for (const LocationChange& change : changes) {
    if (change.at <= at) last = &change;
  }
  return last;
}

/// The login that made the place what calls should have gone to by the date; none: the user was there from the start.
const LocationChange* login_at(const std::vector<LocationChange>& changes, ClusterId truth, Time at) {
  const LocationChange* last = nullptr;
  for (const LocationChange& change : changes) {
    if (change.at <= at && change.kind == Kind::login && change.cluster == truth) last = &change;
  }
  return last;
}

/// The route of the cluster at the date, and since when; home where the run writes no routes for the user.
void add_route(const Run& run, Belief& belief) {
  const record::Rows found = run.results().query(fmt::format(
      "SELECT at_ns, to_cluster FROM routes WHERE cluster = {} AND user = {} AND at_ns <= {} ORDER BY at_ns "
      "DESC, id DESC LIMIT 1",
      belief.cluster.value, belief.user.value, belief.at));
  if (found.rows.empty()) {
    const record::Rows any =
        run.results().query(fmt::format("SELECT 1 FROM routes WHERE user = {} LIMIT 1", belief.user.value));
    // The routes of users whom nobody moves are not written down, for they do not change.
    if (any.rows.empty()) belief.location = run.plan().users[belief.user.index()].home;
    return;
  }
  belief.since = integer_in(found.rows[0], 0).value_or(0);
  if (const auto to = integer_in(found.rows[0], 1)) belief.location = ClusterId(*to);
}

/// When the route of the cluster for the user changes next.
Time next_route(const Run& run, const Belief& belief) {
  const record::Rows found =
      run.results().query(fmt::format("SELECT min(at_ns) FROM routes WHERE cluster = {} AND user = {} AND at_ns > {}",
                                      belief.cluster.value, belief.user.value, belief.at));
  return integer_in(found.rows.at(0), 0).value_or(never);
}

/// The refusal of the update by the limit that holds at the date.
std::optional<Wait> refused(const Run& run, const Belief& belief, const LocationChange& change) {
  const record::Rows found = run.results().query(fmt::format(
      "SELECT begin_ns, end_ns FROM ils_waits WHERE kind = 'no_room' AND cluster = {} AND peer = {} AND incarnation = "
      "{} AND sequence = {} AND begin_ns <= {} AND (end_ns IS NULL OR end_ns > {})",
      belief.cluster.value, change.cluster.value, change.incarnation, change.sequence, belief.at, belief.at));
  if (found.rows.empty()) return std::nullopt;
  return Wait{.cause = Cause::learned_limit,
              .place = belief.cluster,
              .other = change.cluster,
              .since = integer_in(found.rows[0], 0).value_or(0),
              .until = integer_in(found.rows[0], 1).value_or(never),
              .detail = fmt::format("{}", run.plan().clusters[belief.cluster.index()].ils.max_learned_objects)};
}

/// The offset of the clock by which the login was stamped that the cluster holds to, or which it does not follow.
std::string wrong_clock(const Run& run, const Outages& outages, const std::vector<LocationChange>& changes,
                        ClusterId of) {
  for (const LocationChange& change : changes) {
    if (change.cluster != of || change.kind != Kind::login) continue;
    for (const Outage& wrong : outages.of_clock(of)) {
      if (wrong.begin <= change.at && change.at < wrong.end) return run.name(of) + " " + wrong.detail;
    }
  }
  return {};
}

/// Why the cluster does not route by what it has applied.
Wait prevented(const Run& run, const Outages& outages, const Belief& belief, const LocationChange& newest,
               const std::vector<LocationChange>& changes, Time applied) {
  const ClusterPlan& plan = run.plan().clusters[belief.cluster.index()];
  if (auto wait = refused(run, belief, newest)) return *wait;
  const auto overtaken = std::find_if(changes.begin(), changes.end(), [&](const LocationChange& change) {
    return change.at > belief.at && change.truth != belief.truth;
  });
  const Time until = std::min(next_route(run, belief), overtaken == changes.end() ? never : overtaken->at);
  Wait wait{
      .cause = Cause::unknown, .place = belief.cluster, .other = belief.location, .since = applied, .until = until};
  const std::string_view dn = run.plan().users[belief.user.index()].dn;
  for (const ils::BlockedPattern& pattern : plan.blocked_learned_patterns) {
    if (!pattern.blocks(dn, newest.cluster)) continue;
    wait.cause = Cause::blocked_pattern;
    wait.other = newest.cluster;
    wait.detail = pattern.digits + (pattern.prefix ? "..." : "");
    return wait;
  }
  if (plan.ils.conflict == ils::ConflictPolicy::first_learned) wait.cause = Cause::first_learned;
  if (plan.ils.conflict == ils::ConflictPolicy::newest_by_wall_clock) {
    wait.cause = Cause::wall_clock;
    wait.detail = wrong_clock(run, outages, changes, belief.location);
    if (wait.detail.empty() && newest.cluster.valid()) wait.detail = wrong_clock(run, outages, changes, newest.cluster);
  }
  return wait;
}

}  // namespace

Belief belief_of(const Run& run, const Outages& outages, ClusterId cluster, UserId user, Time at) {
  Belief belief{.cluster = cluster, .user = user, .at = at, .update = {}, .path = {}, .not_heard = {}, .prevented = {}};
  add_route(run, belief);
  const std::vector<LocationChange> changes = run.changes_of(user);
  const LocationChange* newest = last_by(changes, at);
  belief.truth = newest == nullptr ? run.plan().users[user.index()].home : newest->truth;
  const LocationChange* login = login_at(changes, belief.truth, at);
  Time login_applied = never;
  for (const LocationChange& change : changes) {
    if (change.at > at) break;
    const Spread spread(run, change);
    const Time applied = spread.arrival(cluster).applied;
    if (&change == login) login_applied = applied;
    if (applied > at) {
      belief.not_heard.push_back(journey_of(run, outages, spread, cluster));
      continue;
    }
    // Of several that were applied at once, the login there is what it goes by.
    const bool by_login =
        belief.update && belief.update->kind == Kind::login && belief.update->cluster == belief.location;
    if (applied != belief.since || by_login) continue;
    belief.update = change;
    belief.path = cluster == change.cluster ? std::vector<Hop>{} : spread.hops_to(cluster);
  }
  if (!belief.right() && login_applied <= at) {
    belief.prevented = prevented(run, outages, belief, *login, changes, login_applied);
  }
  return belief;
}

}  // namespace roamsim::explain
