#include "sim/record/recording.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace roamsim::record {
namespace {

constexpr std::uint32_t dropped = 0xFFFFFFFF;

/// Which rows concern a selected cluster and a selected user. A table without users is not narrowed by users.
class Selection {
 public:
  Selection(const Names& names, const Recording& recording)
      : links_(names.links),
        clusters_(marks(recording.clusters, names.clusters.size())),
        users_(marks(recording.users, names.users.size())) {}

  bool operator()(const EventRow& row) const {
    if (!row.link.valid()) return among(clusters_, {row.cluster});
    const Names::Link& link = links_.at(row.link.index());
    return among(clusters_, {row.cluster, link.a, link.b});
  }
  bool operator()(const LocationChangeRow& row) const {
    return among(clusters_, {row.cluster, row.truth}) && among(users_, {row.user});
  }
  bool operator()(const AdvanceRow& row) const { return among(clusters_, {row.cluster, row.origin, row.peer}); }
  bool operator()(const RouteRow& row) const {
    return among(clusters_, {row.cluster, row.to}) && among(users_, {row.user});
  }
  bool operator()(const RegistrationRow& row) const {
    return among(clusters_, {row.cluster}) && among(users_, {row.user});
  }
  bool operator()(const RequestRow& row) const { return among(clusters_, {row.cluster}) && among(users_, {row.user}); }
  bool operator()(const CallRow& row) const {
    return among(clusters_, {row.origin, row.target}) && among(users_, {row.from, row.to});
  }
  bool operator()(const ExchangeRow& row) const { return among(clusters_, {row.from, row.to}); }
  bool operator()(const IlsWaitRow& row) const { return among(clusters_, {row.cluster, row.peer}); }
  bool operator()(const HttpRequestRow& row) const { return among(clusters_, {row.cluster}); }
  bool operator()(const CallCountRow& row) const { return among(clusters_, {row.origin, row.target}); }
  bool operator()(const CallDelayRow& row) const { return among(clusters_, {row.origin}); }
  bool operator()(const CallsAfterLoginRow& /*of no cluster*/) const { return true; }
  bool operator()(const ReachabilityRow& row) const {
    return among(clusters_, {row.cluster}) && among(users_, {row.user});
  }
  bool operator()(const KnowledgeRow& row) const { return among(users_, {row.user}); }
  bool operator()(const ReachabilityStepRow& row) const {
    return among(clusters_, {row.cluster, row.target}) && among(users_, {row.user});
  }
  bool operator()(const StormCountRow& row) const { return among(clusters_, {row.cluster}); }
  bool operator()(const StormUserRow& row) const {
    return among(clusters_, {row.cluster}) && among(users_, {row.user});
  }

 private:
  using Marks = std::optional<std::vector<bool>>;

  template <class IdType>
  static Marks marks(const std::optional<std::vector<IdType>>& ids, std::size_t size) {
    if (!ids) return std::nullopt;
    std::vector<bool> marked(size);
    for (const IdType id : *ids) marked.at(id.index()) = true;
    return marked;
  }

  template <class IdType>
  static bool among(const Marks& marks, std::initializer_list<IdType> ids) {
    return !marks ||
           std::any_of(ids.begin(), ids.end(), [&](IdType id) { return id.valid() && marks->at(id.index()); });
  }

  const std::vector<Names::Link>& links_;
  Marks clusters_;
  Marks users_;
};

/// Keeps the rows that `kept` is true of and gives each former index its new one.
template <class Rows, class Kept>
std::vector<std::uint32_t> keep(Rows& rows, Kept kept) {
  std::vector<std::uint32_t> now(rows.size(), dropped);
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!kept(rows[i])) continue;
    now[i] = static_cast<std::uint32_t>(count);
    if (count != i) rows[count] = std::move(rows[i]);
    ++count;
  }
  rows.resize(count);
  rows.shrink_to_fit();
  return now;
}

}  // namespace

void keep_only(Journal& journal, const Names& names, const Recording& recording) {
  if (recording == Recording{}) return;
  const Selection selected(names, recording);
  const auto keep_table = [&](Table table, auto& rows) {
    const bool kept = recording.tables.has(table);
    return keep(rows, [&](const auto& row) { return kept && selected(row); });
  };
  keep_table(Table::events, journal.events);
  keep_table(Table::advances, journal.advances);
  keep_table(Table::routes, journal.routes);
  keep_table(Table::registrations, journal.registrations);
  const std::vector<std::uint32_t> calls = keep_table(Table::calls, journal.calls);
  const auto keep_of_calls = [&](Table table, auto& rows) {
    keep(rows, [&](const auto& row) { return recording.tables.has(table) && calls[row.call.index()] != dropped; });
    for (auto& row : rows) row.call = CallId{calls[row.call.index()]};
  };
  keep_of_calls(Table::call_legs, journal.call_legs);
  keep_of_calls(Table::call_messages, journal.call_messages);
  keep_table(Table::call_counts, journal.call_counts);
  keep_table(Table::call_delays, journal.call_delays);
  keep_table(Table::calls_after_login, journal.calls_after_login);
  keep_table(Table::reachability, journal.reachability);
  keep_table(Table::knowledge, journal.knowledge);
  keep_table(Table::reachability_steps, journal.reachability_steps);
  keep_table(Table::storm_counts, journal.storm_counts);
  keep_table(Table::storm_users, journal.storm_users);
  keep_table(Table::exchanges, journal.exchanges);
  keep_table(Table::ils_waits, journal.ils_waits);
  const std::vector<std::uint32_t> requests = keep_table(Table::requests, journal.requests);
  const std::vector<std::uint32_t> changes = keep_table(Table::location_changes, journal.location_changes);
  const auto request_now = [&](RequestId before) {
    const std::uint32_t now = before.valid() ? requests[before.index()] : dropped;
    return now == dropped ? RequestId{} : RequestId{now};
  };
  for (LocationChangeRow& change : journal.location_changes) change.request = request_now(change.request);
  if (recording.tables.has(Table::convergence)) {
    journal.convergence.renumber(changes, dropped);
  } else {
    journal.convergence.clear();
  }
  keep(journal.spans, [&](const SpanRow& row) {
    return recording.tables.has(Table::spans) && requests[row.request.index()] != dropped;
  });
  for (SpanRow& row : journal.spans) row.request = RequestId{requests[row.request.index()]};
  keep_table(Table::http_requests, journal.http_requests);
  for (HttpRequestRow& row : journal.http_requests) row.request = request_now(row.request);
}

}  // namespace roamsim::record
