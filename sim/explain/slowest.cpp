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
  const Network network(run.plan(), run.end());
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
  // Of the clusters to which a change never came the first by its id stands for all.
  const record::Rows found = run.results().query(fmt::format(
      "WITH member AS (SELECT id FROM clusters WHERE id IN ({0})), "
      "known AS (SELECT v.change, v.cluster, v.applied_ns FROM convergence v JOIN member m ON m.id = v.cluster "
      "WHERE v.applied_ns IS NOT NULL), "
      "sum AS (SELECT x.id, x.at_ns, (SELECT count(*) FROM member) - count(k.cluster) AS missing, "
      "max(k.applied_ns) AS last_ns FROM location_changes x LEFT JOIN known k ON k.change = x.id "
      "WHERE x.cluster IN ({0}) GROUP BY x.id) "
      "SELECT s.id, s.missing, iif(s.missing > 0, {1}, s.last_ns) - s.at_ns AS took_ns, "
      "iif(s.missing > 0, (SELECT min(m.id) FROM member m WHERE m.id NOT IN (SELECT k.cluster FROM known k WHERE "
      "k.change = s.id)), (SELECT min(k.cluster) FROM known k WHERE k.change = s.id AND k.applied_ns = s.last_ns)) "
      "FROM sum s ORDER BY took_ns DESC, s.id LIMIT {2}",
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
