#pragma once

#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/record/call_record_settings.hpp"
#include "sim/record/counter_log_settings.hpp"
#include "sim/record/journal.hpp"
#include "sim/record/levels.hpp"

namespace roamsim::record {

/// What is kept of a run: some tables, and in them all rows or those that concern some clusters or users.
struct Recording {
  TableSet tables = tables_at(Level::everything);
  std::optional<std::vector<ClusterId>> clusters;                 ///< ascending; none: all
  std::optional<std::vector<UserId>> users;                       ///< ascending; none: all
  std::optional<CallRecordSettings> call_records = std::nullopt;  ///< none: no files of call records
  std::optional<CounterLogSettings> counter_logs = std::nullopt;  ///< none: no logs of counters

  [[nodiscard]] bool selects_rows() const { return clusters.has_value() || users.has_value(); }
  bool operator==(const Recording&) const = default;
};

/// Drops the rows that are not kept, as docs/results.md states it table by table; `names` tells the ends of a line.
/// Scalars and expectations stay. Indexes of rows are renumbered, and a request that is dropped is none in its location
/// change. `spans` must not be kept without `requests`, `convergence` without `location_changes`, nor `call_legs` and
/// `call_messages` without `calls`.
void keep_only(Journal& journal, const Names& names, const Recording& recording);

}  // namespace roamsim::record
