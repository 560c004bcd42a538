#include "sim/actors/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/actors/figures.hpp"
#include "sim/actors/run_index.hpp"
#include "sim/actors/verdict.hpp"
#include "sim/core/format_time.hpp"

namespace roamsim::actors {

namespace {

using core::format_date;
using core::format_duration;
using record::LocationChangeRow;

class Judge {
 public:
  Judge(RunIndex& run, const Observer& observer, Time stopped)
      : run_(run),
        plan_(run.plan),
        journal_(run.journal),
        observer_(observer),
        stopped_(stopped),
        came_(run.plan.clusters.size()) {}

  Verdict operator()(const ExpectCall& e);
  Verdict operator()(const ExpectConverged& e);
  Verdict operator()(const ExpectLoggedOut& e);
  Verdict operator()(const ExpectLogin& e);
  Verdict operator()(const ExpectJoined& e);
  Verdict operator()(const ExpectRegistered&) const { return observed(); }
  Verdict operator()(const ExpectRoute&) const { return observed(); }
  Verdict operator()(const ExpectLocation&) const { return observed(); }
  Verdict operator()(const ExpectRegistrations&) const { return observed(); }
  Verdict operator()(const ExpectPhoneServices&) const { return observed(); }
  Verdict operator()(const ExpectCount& e) { return is_open(e.window) ? not_judged() : judge_count(e, run_); }
  Verdict operator()(const ExpectQuantile& e) { return is_open(e.window) ? not_judged() : judge_quantile(e, run_); }
  Verdict operator()(const ExpectCounter& e) const;
  Verdict operator()(const ExpectScalar& e) const { return stopped() ? not_judged() : judge_scalar(e, journal_); }

  std::size_t expectation = 0;  ///< the one in hand

 private:
  [[nodiscard]] const std::string& name(ClusterId cluster) const { return plan_.clusters[cluster.index()].name; }
  [[nodiscard]] std::string_view name(UserId user) const { return plan_.users.name(user.index()); }
  [[nodiscard]] bool overtaken(std::span<const std::uint32_t> changes, std::size_t place, Time by) const;
  [[nodiscard]] Verdict call_of(UserId from, const ExpectCall& e, Time at);
  [[nodiscard]] Verdict converged(UserId user, const ExpectConverged& e);
  [[nodiscard]] Verdict logged_out(UserId user, ClusterId from, Time after, const ExpectLoggedOut& e);
  [[nodiscard]] Verdict login_of(UserId user, Time at, const ExpectLogin& e);
  [[nodiscard]] Verdict joined(ClusterId cluster, Time by);

  [[nodiscard]] Verdict observed() const {
    const std::optional<Verdict>& seen = observer_.of(expectation);
    return seen ? *seen : left_open("the run ended before");
  }
  [[nodiscard]] Verdict no_event() const { return left_open("the event it is measured from did not happen"); }
  [[nodiscard]] bool stopped() const { return stopped_ != never; }
  [[nodiscard]] Verdict not_judged() const {
    Verdict verdict{false, fmt::format("the run was stopped at {}", format_date(stopped_))};
    verdict.judged = false;
    return verdict;
  }
  /// What the end of the run left open: a failure, unless the run was stopped before its end.
  [[nodiscard]] Verdict left_open(std::string_view found) const {
    return stopped() ? not_judged() : Verdict{false, std::string(found)};
  }
  /// Whether more could have happened in the window after the run was stopped.
  [[nodiscard]] bool is_open(const Window& window) const {
    return stopped() && run_.moments.date_of(window.until).value_or(never) > stopped_;
  }

  RunIndex& run_;
  const Plan& plan_;
  const record::Journal& journal_;
  const Observer& observer_;
  const Time stopped_;      ///< `never` for a run that went to its end
  std::vector<Time> came_;  ///< by cluster, the change in hand
};

/// Whether the user moved again by a date. `place` is that of the change among those of the user.
bool Judge::overtaken(std::span<const std::uint32_t> changes, std::size_t place, Time by) const {
  const Time at = journal_.location_changes[changes[place]].at;
  for (std::size_t i = place + 1; i < changes.size(); ++i) {
    const LocationChangeRow& other = journal_.location_changes[changes[i]];
    if (other.at > by) return false;
    if (other.kind != LocationChangeRow::Kind::automatic_logout && other.at > at) return true;
  }
  return false;
}

Verdict Judge::call_of(UserId from, const ExpectCall& e, Time at) {
  for (const std::uint32_t row : run_.calls_from(from)) {
    const record::CallRow& call = journal_.calls[row];
    if (call.dialled != e.to || call.at != at) continue;
    if (!call.known) return left_open("no outcome before the end of the run");
    const std::string_view outcome = calls::name_of(call.outcome);
    const bool reached = call.outcome == calls::Outcome::connected;
    std::string found =
        reached ? fmt::format("reached {}", call.target.valid() ? name(call.target) : "the PSTN")
                : fmt::format("{}{}", outcome, call.target.valid() ? " (sent to " + name(call.target) + ")" : "");
    if (e.reason) found = fmt::format("{}, by way of {}", calls::facts_of(call.reason).name, call.path);
    const bool met = e.reaches  ? reached && call.target == *e.reaches
                     : e.reason ? call.reason == *e.reason
                                : call.outcome == e.outcome;
    return {met, std::move(found), std::nullopt, {}, call.at};
  }
  if (at > stopped_) return not_judged();
  return {false, "no such call in the timeline"};
}

Verdict Judge::operator()(const ExpectCounter& e) const {
  const std::optional<Time> at = run_.moments.date_of(e.at);
  if (!at) return no_event();
  if (*at > stopped_) return not_judged();
  return judge_counter(e, *at, plan_, journal_.counters);
}

Verdict Judge::operator()(const ExpectCall& e) {
  const std::optional<Time> at = run_.moments.date_of(e.at);
  if (!at) return no_event();
  Tally tally;
  for (const UserId from : e.from.ids) tally.add(call_of(from, e, *at), [&] { return name(from); });
  return tally.verdict();
}

struct ConvergedWords {
  std::string_view is, did, not_before;
};

constexpr ConvergedWords words_for(ExpectConverged::As as) {
  switch (as) {
    case ExpectConverged::As::known:
      return {"known", "knew", "did not learn"};
    case ExpectConverged::As::right:
      return {"right", "was right", "was not right about"};
    case ExpectConverged::As::reachable:
      break;
  }
  return {"reachable", "reached the user", "did not reach the user of"};
}

constexpr Time came(const record::ConvergenceRow& row, ExpectConverged::As as) {
  switch (as) {
    case ExpectConverged::As::known:
      return row.applied;
    case ExpectConverged::As::right:
      return row.right;
    case ExpectConverged::As::reachable:
      break;
  }
  return row.reachable;
}

Verdict Judge::converged(UserId user, const ExpectConverged& e) {
  if (e.as == ExpectConverged::As::reachable && !run_.looked_at(user))
    return {false, "it is not followed who reaches the user: record.reachability_pairs is too low"};
  Duration slowest = 0;
  ClusterId last;
  std::size_t judged = 0;
  const std::span<const std::uint32_t> changes = run_.changes_of(user);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const LocationChangeRow& change = journal_.location_changes[changes[i]];
    const Time limit = change.at + e.within;
    if (change.kind == LocationChangeRow::Kind::automatic_logout || overtaken(changes, i, limit)) continue;
    if (limit > stopped_) continue;
    ++judged;
    for (std::size_t c = 0; c < came_.size(); ++c)
      came_[c] = came(journal_.convergence.row(changes[i], ClusterId(c)), e.as);
    for (std::size_t c = 0; c < plan_.clusters.size(); ++c) {
      const ClusterId cluster(c);
      if (!run_.member(cluster) || run_.absent(cluster, change.at, limit)) continue;
      if (e.among == Among::up && !run_.up_throughout(cluster, change.at, limit)) continue;
      if (came_[c] == never) {
        return {false,
                fmt::format("{} {} the change of {} before the end of the run", name(cluster),
                            words_for(e.as).not_before, format_date(change.at)),
                std::nullopt,
                {},
                change.at};
      }
      if (came_[c] - change.at > slowest || !last.valid()) {
        slowest = came_[c] - change.at;
        last = cluster;
      }
      if (came_[c] > limit) {
        return late(false,
                    fmt::format("{} {} {} after the change of {}", name(cluster), words_for(e.as).did,
                                format_duration(slowest), format_date(change.at)),
                    came_[c] - limit, came_[c]);
      }
    }
  }
  if (stopped()) return not_judged();  // a change to come could still fail
  if (judged == 0) return {false, "no location change of the user to judge"};
  Verdict verdict{true, fmt::format("{}{} after at most {} ({})", judged == 1 ? "" : "all ", words_for(e.as).is,
                                    format_duration(slowest), last.valid() ? name(last) : "no other cluster")};
  verdict.slowness = to_seconds(slowest);
  return verdict;
}

Verdict Judge::operator()(const ExpectConverged& e) {
  Tally tally;
  for (const UserId user : e.users.ids) tally.add(converged(user, e), [&] { return name(user); });
  return tally.verdict();
}

Verdict Judge::logged_out(UserId id, ClusterId from, Time after, const ExpectLoggedOut& e) {
  const UserPlan& user = plan_.users[id.index()];
  bool logged_in = user.logged_in && user.home == from;
  Time since = 0;
  const Time limit = after + e.within;
  if (limit > stopped_) return not_judged();
  std::optional<Time> later;
  for (const std::uint32_t row : run_.changes_of(id)) {
    const LocationChangeRow& change = journal_.location_changes[row];
    if (change.cluster != from) continue;
    const bool login = change.kind == LocationChangeRow::Kind::login;
    if (change.at > limit) {
      if (!login && !later) later = change.at;
      continue;
    }
    logged_in = login;
    since = change.at;
  }
  if (logged_in) {
    std::string found = fmt::format("still logged in {} later", format_duration(e.within));
    if (later) return late(false, std::move(found), *later - limit, *later);
    return {false, std::move(found), std::nullopt, {}, limit};
  }
  if (since <= after) return {true, "logged out before"};
  Verdict verdict = late(
      true, fmt::format("logged out at {}, {} later", format_date(since), format_duration(since - after)), 0, since);
  verdict.slowness = to_seconds(since - after);
  return verdict;
}

Verdict Judge::operator()(const ExpectLoggedOut& e) {
  const std::optional<Time> after = run_.moments.date_of(e.after);
  if (!after) return no_event();
  Tally tally;
  for (const UserId user : e.users.ids) {
    for (const ClusterId from : e.from.ids) {
      tally.add(logged_out(user, from, *after, e), [&] { return fmt::format("{} in {}", name(user), name(from)); });
    }
  }
  return tally.verdict();
}

Verdict Judge::login_of(UserId user, Time at, const ExpectLogin& e) {
  for (const std::uint32_t row : run_.requests_of(user)) {
    const record::RequestRow& request = journal_.requests[row];
    if (request.kind != record::RequestRow::Kind::login || request.begin != at) continue;
    if (request.end == never) return left_open("not ended before the end of the run");
    std::string found =
        request.code == 0 ? std::string("success") : fmt::format("code {}: {}", request.code, request.text());
    if (e.cause && request.code != 0) found += fmt::format(" ({})", catalogue::error_of(request.cause).name);
    const bool code_met = request.code == e.code.value_or(e.cause ? request.code : 0);
    return {
        code_met && request.cause == e.cause.value_or(request.cause), std::move(found), std::nullopt, {}, request.end};
  }
  if (at > stopped_) return not_judged();
  return {false, "no such login in the timeline"};
}

Verdict Judge::operator()(const ExpectLogin& e) {
  const std::optional<Time> at = run_.moments.date_of(e.at);
  if (!at) return no_event();
  Tally tally;
  for (const UserId user : e.users.ids) tally.add(login_of(user, *at, e), [&] { return name(user); });
  return tally.verdict();
}

Verdict Judge::joined(ClusterId cluster, Time by) {
  if (run_.joined(cluster, by) == never) {
    return {false, run_.absent(cluster, by, by) ? "has left the ILS network" : "configured for ILS later"};
  }
  Time latest = 0;
  for (std::size_t c = 0; c < plan_.clusters.size(); ++c) {
    const ClusterId other(c);
    // Who joins later than the date asked about, or has left, is not one of the members then.
    if (other == cluster || run_.joined(other, by) == never) continue;
    for (const auto& [knower, known] : {std::pair(cluster, other), std::pair(other, cluster)}) {
      const Time since = run_.knows_since(knower, known, run_.joined(knower, by));
      if (since == never && by > stopped_) return not_judged();
      if (since > by) {
        std::string found = fmt::format("{} knew {} at {}", name(knower), name(known), format_date(since));
        if (since == never) return {false, std::move(found)};
        return late(false, std::move(found), since - by, since);
      }
      latest = std::max(latest, since);
    }
  }
  Verdict verdict = late(true, fmt::format("known to all and knowing all at {}", format_date(latest)), 0, latest);
  verdict.slowness = to_seconds(latest);
  return verdict;
}

Verdict Judge::operator()(const ExpectJoined& e) {
  const std::optional<Time> by = run_.moments.date_of(e.by);
  if (!by) return no_event();
  Tally tally;
  for (const ClusterId cluster : e.clusters.ids) tally.add(joined(cluster, *by), [&] { return name(cluster); });
  return tally.verdict();
}

}  // namespace

std::vector<record::ExpectationRow> judge(const Plan& plan, const record::Journal& journal, const Moments& moments,
                                          const Observer& observer, Time stopped) {
  std::vector<record::ExpectationRow> rows;
  RunIndex run(plan, journal, moments);
  Judge judge(run, observer, stopped);
  for (std::size_t i = 0; i < plan.expectations.size(); ++i) {
    judge.expectation = i;
    Verdict verdict = std::visit(judge, plan.expectations[i].kind);
    rows.push_back({plan.expectations[i].pointer, plan.expectations[i].text, verdict.met, std::move(verdict.found),
                    verdict.judged, verdict.missed_by, std::move(verdict.unit), verdict.when.value_or(never)});
  }
  return rows;
}

}  // namespace roamsim::actors
