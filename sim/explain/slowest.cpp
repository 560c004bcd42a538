#include "sim/explain/slowest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "sim/explain/network.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;

/// The clusters in the network at the end of the run, as a list of SQL.
std::string members(const Run& run) {
  const Network network(run, run.end());
  std::string list;
  for (std::size_t i = 0; i < run.plan().clusters.size(); ++i) {
    if (network.is_member(ClusterId(i))) list += fmt::format("{}{}", list.empty() ? "" : ", ", i);
  }
  return list;
}

/// The longest first.
std::vector<Wait> by_length(std::vector<Wait> waits, Time end) {
  std::stable_sort(waits.begin(), waits.end(),
                   [&](const Wait& a, const Wait& b) { return a.lasted(end) > b.lasted(end); });
  return waits;
}

}  // namespace

std::vector<SlowChange> slowest_changes(const Run& run, const Outages& outages, std::size_t most) {
  const std::string list = members(run);
  // A change has a row for each cluster that got it. Reading all in the order of the file is faster than by the index.
  // Of the clusters to which a change never came the first by its id stands for all.
  const record::Rows found = run.results().query(fmt::format(
      "WITH known AS (SELECT change, count(*) AS clusters, max(applied_ns) AS last_ns FROM convergence NOT INDEXED "
      "WHERE applied_ns IS NOT NULL AND cluster IN ({0}) GROUP BY change), "
      "sum AS (SELECT x.id, x.at_ns, (SELECT count(*) FROM clusters WHERE id IN ({0})) - ifnull(k.clusters, 0) AS "
      "missing, "
      "k.last_ns FROM location_changes x LEFT JOIN known k ON k.change = x.id WHERE x.cluster IN ({0})), "
      "slow AS (SELECT id, missing, last_ns, iif(missing > 0, {1}, last_ns) - at_ns AS took_ns FROM sum "
      "ORDER BY took_ns DESC, id LIMIT {2}) "
      "SELECT s.id, s.missing, s.took_ns, iif(s.missing > 0, "
      "(SELECT min(m.id) FROM clusters m WHERE m.id IN ({0}) AND m.id NOT IN "
      "(SELECT v.cluster FROM convergence v WHERE v.change = s.id AND v.applied_ns IS NOT NULL)), "
      "(SELECT min(v.cluster) FROM convergence v WHERE v.change = s.id AND v.applied_ns = s.last_ns AND v.cluster IN "
      "({0}))) "
      "FROM slow s ORDER BY s.took_ns DESC, s.id",
      list, run.end(), most));
  std::vector<SlowChange> slowest;
  for (const Row& row : found.rows) {
    const Spread spread(run, run.change(integer_in(row, 0).value_or(0)));
    SlowChange slow{.journey = journey_of(run, outages, spread, ClusterId(integer_in(row, 3).value_or(0))),
                    .took = integer_in(row, 2).value_or(0),
                    .missing = static_cast<std::size_t>(integer_in(row, 1).value_or(0)),
                    .longest = {}};
    slow.longest = by_length(slow.journey.waits, run.end());
    slowest.push_back(std::move(slow));
  }
  return slowest;
}

}  // namespace roamsim::explain
