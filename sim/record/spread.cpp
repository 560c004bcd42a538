#include "sim/record/spread.hpp"

#include <fmt/format.h>

#include "sim/record/row_names.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::record {

std::vector<SpreadStep> spread_of(const Results& results, std::int64_t change) {
  // Who holds the prefix that has this update moved over it.
  const Rows found = results.query(
      fmt::format("SELECT a.at_ns, a.kind, a.cluster, a.peer FROM location_changes x JOIN advances a "
                  "ON a.origin = x.cluster AND a.incarnation = x.incarnation AND a.from_sequence < x.sequence "
                  "AND a.to_sequence >= x.sequence AND a.at_ns >= x.at_ns WHERE x.id = {} ORDER BY a.at_ns, a.id",
                  change));
  std::vector<SpreadStep> steps;
  for (const Row& row : found.rows) {
    const auto peer = integer_in(row, 3);
    steps.push_back({.at = integer_in(row, 0).value_or(0),
                     .kind = text_in(row, 1) == name_of(AdvanceRow::Kind::received) ? AdvanceRow::Kind::received
                                                                                    : AdvanceRow::Kind::applied,
                     .cluster = ClusterId(integer_in(row, 2).value_or(0)),
                     .peer = peer ? ClusterId(*peer) : ClusterId{}});
  }
  return steps;
}

}  // namespace roamsim::record
