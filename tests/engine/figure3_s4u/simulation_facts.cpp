#include <sstream>
#include <string_view>

#include "sim/actors/simulation.hpp"
#include "tests/engine/figure3_s4u/facts.hpp"

namespace roamsim::figure3 {

std::string written(const Facts& facts) {
  std::ostringstream out;
  for (const auto& [what, at] : facts.dates()) out << at << ' ' << what << '\n';
  return out.str();
}

std::map<std::string, Time> read(const std::string& text) {
  std::map<std::string, Time> dates;
  std::istringstream in(text);
  Time at = 0;
  for (std::string what; in >> at && in.get() == ' ' && std::getline(in, what);) dates[what] = at;
  return dates;
}

std::string committed(const std::string& user, const std::string& what, const std::string& cluster) {
  return user + " " + what + " " + cluster;
}

std::string call_ended(std::size_t number, const std::string& outcome, const std::string& origin,
                       const std::string& target) {
  return "call " + std::to_string(number) + " from " + origin + " to " + target + " ended " + outcome;
}

std::string phone(const std::string& user, const std::string& cluster, bool registered) {
  return "phone of " + user + " in " + cluster + (registered ? " registered" : " lost");
}

namespace {

std::string name_of(record::LocationChangeRow::Kind kind) {
  switch (kind) {
    case record::LocationChangeRow::Kind::login:
      return "login";
    case record::LocationChangeRow::Kind::logout:
      return "logout";
    case record::LocationChangeRow::Kind::automatic_logout:
      return "automatic logout";
    case record::LocationChangeRow::Kind::maximum_login_time:
      return "maximum login time";
    case record::LocationChangeRow::Kind::forced_logout:
      return "forced logout";
  }
  return {};
}

}  // namespace

Facts by_simulation(const Plan& plan) {
  const actors::RunResult result = actors::Simulation(plan).run();
  const record::Journal& journal = result.journal;
  const auto cluster = [&](ClusterId id) {
    return id.valid() ? plan.clusters[id.index()].name : std::string("nowhere");
  };
  const auto user = [&](UserId id) { return std::string(plan.users[id.index()].name); };
  Facts facts;
  for (const record::SpanRow& span : journal.spans) {
    facts.add(user(journal.requests[span.request.index()].user) + " through " + std::string(span.stage), span.end);
  }
  std::vector<std::string> changes;
  for (const record::LocationChangeRow& change : journal.location_changes) {
    changes.push_back(committed(user(change.user), name_of(change.kind), cluster(change.cluster)));
    facts.add(changes.back(), change.at);
  }
  for (const record::ConvergenceRow& row : journal.convergence) {
    if (journal.location_changes[row.change].cluster == row.cluster) continue;
    facts.add(changes[row.change] + " received at " + cluster(row.cluster), row.received);
    facts.add(changes[row.change] + " applied at " + cluster(row.cluster), row.applied);
  }
  for (const record::RegistrationRow& row : journal.registrations) {
    facts.add(phone(user(row.user), cluster(row.cluster), row.registered), row.at);
  }
  for (std::size_t i = 0; i < journal.calls.size(); ++i) {
    const record::CallRow& call = journal.calls[i];
    facts.add(call_ended(i, std::string(calls::name_of(call.outcome)), cluster(call.origin), cluster(call.target)),
              call.end);
  }
  return facts;
}

}  // namespace roamsim::figure3
