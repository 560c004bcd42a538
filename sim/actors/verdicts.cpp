#include "sim/actors/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/core/format_time.hpp"

namespace roamsim::actors {

namespace {

using core::format_date;
using core::format_duration;
using record::EventRow;
using record::LocationChangeRow;

struct Verdict {
  bool met = false;
  std::string found;
  bool judged = true;
};

class Judge {
 public:
  Judge(const Plan& plan, const record::Journal& journal, Time stopped)
      : plan_(plan), journal_(journal), stopped_(stopped) {}

  Verdict operator()(const ExpectCall& e) const;
  Verdict operator()(const ExpectConverged& e) const;
  Verdict operator()(const ExpectLoggedOut& e) const;
  Verdict operator()(const ExpectLogin& e) const;
  Verdict operator()(const ExpectJoined& e) const;
  Verdict operator()(const ExpectRegistered& e) const;
  Verdict operator()(const ExpectRoute& e) const;

  const Observation* observation = nullptr;  ///< of the expectation in hand

 private:
  [[nodiscard]] const std::string& name(ClusterId cluster) const { return plan_.clusters[cluster.index()].name; }
  [[nodiscard]] bool member(ClusterId cluster) const;
  [[nodiscard]] bool up_throughout(ClusterId cluster, Time from, Time to) const;
  [[nodiscard]] bool overtaken(const LocationChangeRow& change, Time by) const;
  [[nodiscard]] std::optional<Time> date_of(const Moment& moment) const;
  [[nodiscard]] Time knows_since(ClusterId cluster, ClusterId origin) const;
  [[nodiscard]] bool stopped() const { return stopped_ != never; }
  [[nodiscard]] Verdict not_judged() const {
    return {false, fmt::format("the run was stopped at {}", format_date(stopped_)), false};
  }
  /// What the end of the run left open: a failure, unless the run was stopped before its end.
  [[nodiscard]] Verdict left_open(std::string_view found) const {
    return stopped() ? not_judged() : Verdict{false, std::string(found)};
  }

  const Plan& plan_;
  const record::Journal& journal_;
  const Time stopped_;  ///< `never` for a run that went to its end
};

bool Judge::member(ClusterId cluster) const {
  if (plan_.clusters[cluster.index()].membership.role != ils::Role::standalone) return true;
  return std::any_of(plan_.timeline.begin(), plan_.timeline.end(), [&](const TimelineEntry& entry) {
    const auto* join = std::get_if<IlsJoin>(&entry.action);
    return join != nullptr && join->cluster == cluster;
  });
}

bool Judge::up_throughout(ClusterId cluster, Time from, Time to) const {
  bool up = true;
  for (const EventRow& event : journal_.events) {
    if (event.cluster != cluster || event.at > to) continue;
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

bool Judge::overtaken(const LocationChangeRow& change, Time by) const {
  return std::any_of(journal_.location_changes.begin(), journal_.location_changes.end(),
                     [&](const LocationChangeRow& other) {
                       return other.user == change.user && other.kind != LocationChangeRow::Kind::automatic_logout &&
                              other.at > change.at && other.at <= by;
                     });
}

std::optional<Time> Judge::date_of(const Moment& moment) const {
  if (moment.event == Moment::Event::absolute) return moment.at;
  const auto kind = moment.event == Moment::Event::recovered ? EventRow::Kind::recovered : EventRow::Kind::failed;
  for (const EventRow& event : journal_.events) {
    if (event.kind == kind && event.cluster == moment.cluster) return event.at;
  }
  return std::nullopt;
}

Verdict Judge::operator()(const ExpectCall& e) const {
  for (const record::CallRow& call : journal_.calls) {
    if (call.from != e.from || call.dialled != e.to || call.at != e.at) continue;
    if (!call.known) return left_open("no outcome before the end of the run");
    const std::string_view outcome = calls::name_of(call.outcome);
    const bool reached = call.outcome == calls::Outcome::connected;
    const std::string found =
        reached ? fmt::format("reached {}", name(call.target))
                : fmt::format("{}{}", outcome, call.target.valid() ? " (sent to " + name(call.target) + ")" : "");
    if (e.reaches.has_value()) return {reached && call.target == *e.reaches, found};
    return {call.outcome == e.outcome, found};
  }
  if (e.at > stopped_) return not_judged();
  return {false, "no such call in the timeline"};
}

Verdict Judge::operator()(const ExpectConverged& e) const {
  Duration slowest = 0;
  ClusterId last;
  std::size_t judged = 0;
  for (std::size_t i = 0; i < journal_.location_changes.size(); ++i) {
    const LocationChangeRow& change = journal_.location_changes[i];
    const Time limit = change.at + e.within;
    if (change.user != e.user || change.kind == LocationChangeRow::Kind::automatic_logout) continue;
    if (limit > stopped_ || overtaken(change, limit)) continue;
    ++judged;
    std::vector<Time> applied(plan_.clusters.size(), never);
    for (const record::ConvergenceRow& row : journal_.convergence) {
      if (row.change == i) applied[row.cluster.index()] = row.applied;
    }
    for (std::size_t c = 0; c < plan_.clusters.size(); ++c) {
      const ClusterId cluster(c);
      if (!member(cluster) || (e.among == Among::up && !up_throughout(cluster, change.at, limit))) continue;
      if (applied[c] == never) {
        return {false, fmt::format("{} did not learn the change of {} before the end of the run", name(cluster),
                                   format_date(change.at))};
      }
      if (applied[c] - change.at > slowest || !last.valid()) {
        slowest = applied[c] - change.at;
        last = cluster;
      }
      if (applied[c] > limit) {
        return {false, fmt::format("{} was right {} after the change of {}", name(cluster), format_duration(slowest),
                                   format_date(change.at))};
      }
    }
  }
  if (stopped()) return not_judged();  // a change to come could still fail
  if (judged == 0) return {false, "no location change of the user to judge"};
  return {true, fmt::format("{} after at most {} ({})", judged == 1 ? "right" : "all right", format_duration(slowest),
                            last.valid() ? name(last) : "no other cluster")};
}

Verdict Judge::operator()(const ExpectLoggedOut& e) const {
  const std::optional<Time> after = date_of(e.after);
  if (!after.has_value()) return left_open("the event it is measured from did not happen");
  if (*after + e.within > stopped_) return not_judged();
  const UserPlan& user = plan_.users[e.user.index()];
  bool logged_in = user.logged_in && user.home == e.from;
  Time since = 0;
  for (const LocationChangeRow& change : journal_.location_changes) {
    if (change.user != e.user || change.cluster != e.from || change.at > *after + e.within) continue;
    logged_in = change.kind == LocationChangeRow::Kind::login;
    since = change.at;
  }
  if (logged_in) return {false, fmt::format("still logged in {} later", format_duration(e.within))};
  if (since <= *after) return {true, "logged out before"};
  return {true, fmt::format("logged out at {}, {} later", format_date(since), format_duration(since - *after))};
}

Verdict Judge::operator()(const ExpectLogin& e) const {
  for (const record::RequestRow& request : journal_.requests) {
    if (request.kind != record::RequestRow::Kind::login || request.user != e.user || request.begin != e.at) continue;
    if (request.end == never) return left_open("not ended before the end of the run");
    return {request.code == e.code,
            request.code == 0 ? std::string("success") : fmt::format("code {}: {}", request.code, request.text)};
  }
  if (e.at > stopped_) return not_judged();
  return {false, "no such login in the timeline"};
}

// Members from the start know each other from the start.
Time Judge::knows_since(ClusterId cluster, ClusterId origin) const {
  const auto at_start = [&](ClusterId id) {
    const IlsMembership& membership = plan_.clusters[id.index()].membership;
    return membership.at_start && membership.role != ils::Role::standalone;
  };
  if (cluster == origin || (at_start(cluster) && at_start(origin))) return 0;
  for (const record::AdvanceRow& advance : journal_.advances) {
    if (advance.kind == record::AdvanceRow::Kind::applied && advance.cluster == cluster && advance.origin == origin) {
      return advance.at;
    }
  }
  return never;
}

Verdict Judge::operator()(const ExpectJoined& e) const {
  const auto joins_later = [&](ClusterId cluster) {
    return std::any_of(plan_.timeline.begin(), plan_.timeline.end(), [&](const TimelineEntry& t) {
      const auto* join = std::get_if<IlsJoin>(&t.action);
      return join != nullptr && join->cluster == cluster && t.at > e.by;
    });
  };
  if (joins_later(e.cluster)) return {false, "configured for ILS later"};
  Time latest = 0;
  for (std::size_t c = 0; c < plan_.clusters.size(); ++c) {
    const ClusterId other(c);
    // Who joins later than the date asked about is not one of the members then.
    if (other == e.cluster || !member(other) || joins_later(other)) continue;
    for (const auto& [knower, known] : {std::pair(e.cluster, other), std::pair(other, e.cluster)}) {
      const Time since = knows_since(knower, known);
      if (since == never && e.by > stopped_) return not_judged();
      if (since > e.by) return {false, fmt::format("{} knew {} at {}", name(knower), name(known), format_date(since))};
      latest = std::max(latest, since);
    }
  }
  return {true, fmt::format("known to all and knowing all at {}", format_date(latest))};
}

Verdict Judge::operator()(const ExpectRegistered& e) const {
  if (!observation->seen) return left_open("the run ended before");
  return {observation->registered == e.expected, observation->registered ? "registered" : "not registered"};
}

Verdict Judge::operator()(const ExpectRoute& e) const {
  if (!observation->seen) return left_open("the run ended before");
  return {observation->route == e.is, observation->route.valid() ? name(observation->route) : std::string("nowhere")};
}

}  // namespace

std::vector<record::ExpectationRow> judge(const Plan& plan, const record::Journal& journal,
                                          const std::vector<Observation>& observations, Time stopped) {
  std::vector<record::ExpectationRow> rows;
  Judge judge(plan, journal, stopped);
  for (std::size_t i = 0; i < plan.expectations.size(); ++i) {
    judge.observation = &observations[i];
    const Verdict verdict = std::visit(judge, plan.expectations[i].kind);
    rows.push_back(
        {plan.expectations[i].pointer, plan.expectations[i].text, verdict.met, verdict.found, verdict.judged});
  }
  return rows;
}

}  // namespace roamsim::actors
