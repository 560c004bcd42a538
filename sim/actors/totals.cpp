#include "sim/actors/totals.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace roamsim::actors {

void add_totals(const Plan& plan, record::Journal& journal, const IlsTraffic& traffic) {
  const auto add = [&](std::string name, double value, const char* unit) {
    journal.scalars.push_back({std::move(name), "run", value, unit});
  };
  const auto count = [](auto n) { return static_cast<double>(n); };
  add("users", count(plan.users.size()), "users");
  add("clusters", count(plan.clusters.size()), "clusters");
  const auto since_warmup = [&](Time begin) { return begin >= plan.warmup; };
  add("calls.offered",
      count(std::count_if(journal.calls.begin(), journal.calls.end(),
                          [&](const record::CallRow& c) { return since_warmup(c.at); })),
      "calls");
  for (const calls::OutcomeName& outcome : calls::outcome_names) {
    const auto n = std::count_if(journal.calls.begin(), journal.calls.end(), [&](const record::CallRow& c) {
      return since_warmup(c.at) && c.known && c.outcome == outcome.outcome;
    });
    add("calls." + std::string(outcome.name), count(n), "calls");
  }
  std::map<std::int32_t, std::size_t> logins, logouts;
  std::size_t unfinished = 0;
  for (const record::RequestRow& request : journal.requests) {
    if (!since_warmup(request.begin)) continue;
    if (request.end == never) {
      ++unfinished;
      continue;
    }
    ++(request.kind == record::RequestRow::Kind::login ? logins : logouts)[request.code];
  }
  add("requests.unfinished", count(unfinished), "requests");
  for (const auto& [code, n] : logins) add("logins.code." + std::to_string(code), count(n), "requests");
  for (const auto& [code, n] : logouts) add("logouts.code." + std::to_string(code), count(n), "requests");
  add("location_changes",
      count(std::count_if(journal.location_changes.begin(), journal.location_changes.end(),
                          [&](const record::LocationChangeRow& c) { return since_warmup(c.at); })),
      "changes");
  add("ils.messages", count(traffic.messages), "messages");
  add("ils.bytes", count(traffic.bytes), "bytes");
  add("ils.batches", count(traffic.batches), "batches");
}

}  // namespace roamsim::actors
