#include "sim/actors/delays.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/actors/quantiles.hpp"

namespace roamsim::actors {
namespace {

struct Delays {
  std::vector<Duration> finished;
  std::size_t unfinished = 0;
};

Delays login_times(const record::Journal& journal, Time from) {
  Delays delays;
  for (const record::RequestRow& request : journal.requests) {
    if (request.kind != record::RequestRow::Kind::login || request.begin < from) continue;
    if (request.end == never) {
      ++delays.unfinished;
    } else if (request.code == 0) {
      delays.finished.push_back(request.end - request.begin);
    }
  }
  return delays;
}

Delays post_dial_delays(const record::Journal& journal, Time from) {
  Delays delays;
  for (const record::CallRow& call : journal.calls) {
    if (call.at < from) continue;
    if (!call.known) {
      ++delays.unfinished;
    } else if (call.outcome == calls::Outcome::connected) {
      delays.finished.push_back(call.end - call.at);
    }
  }
  return delays;
}

/// A change that some member has not applied is unfinished.
Delays convergence_times(const record::Journal& journal, const record::Names& names, Time from) {
  std::vector<bool> member;
  for (const std::string& role : names.roles) member.push_back(role != "standalone");
  const auto members = static_cast<std::size_t>(std::count(member.begin(), member.end(), true));
  Delays delays;
  for (std::size_t i = 0; i < journal.location_changes.size(); ++i) {
    const record::LocationChangeRow& change = journal.location_changes[i];
    // An automatic logout does not change where calls go.
    if (change.at < from || change.kind == record::LocationChangeRow::Kind::automatic_logout) continue;
    // What is committed outside the network concerns no member, and none will ever hear of it.
    if (!member.at(change.cluster.index())) continue;
    std::size_t reached = 0;
    Time last = 0;
    const std::span<const Time> applied = journal.convergence.applied(static_cast<std::uint32_t>(i));
    for (std::size_t cluster = 0; cluster < applied.size(); ++cluster) {
      if (applied[cluster] == never || !member.at(cluster)) continue;
      ++reached;
      last = std::max(last, applied[cluster]);
    }
    if (reached == members) {
      delays.finished.push_back(last - change.at);
    } else {
      ++delays.unfinished;
    }
  }
  return delays;
}

void add(record::Journal& journal, const std::string& name, const std::string& unit, Delays delays) {
  const auto scalar = [&](const char* what, double value, const std::string& of) {
    journal.scalars.push_back({name + what, "run", value, of});
  };
  const Quantiles quantiles = quantiles_of(std::move(delays.finished));
  scalar(".count", static_cast<double>(quantiles.count), unit);
  scalar(".unfinished", static_cast<double>(delays.unfinished), unit);
  scalar(".mean", quantiles.mean, "s");
  scalar(".p50", quantiles.p50, "s");
  scalar(".p95", quantiles.p95, "s");
  scalar(".p99", quantiles.p99, "s");
  scalar(".max", quantiles.max, "s");
}

}  // namespace

void add_delays(record::Journal& journal, const record::Names& names, Time from) {
  add(journal, "login_time", "requests", login_times(journal, from));
  add(journal, "convergence", "changes", convergence_times(journal, names, from));
  add(journal, "post_dial_delay", "calls", post_dial_delays(journal, from));
}

}  // namespace roamsim::actors
