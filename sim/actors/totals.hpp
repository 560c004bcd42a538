#pragma once

#include <cstdint>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What the ILS agents of all clusters sent at or after the end of the warm-up.
struct IlsTraffic {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  std::uint64_t batches = 0;
};

/// Adds the scalars that count to the journal of a run: calls by outcome, requests by code, location changes, ILS
/// traffic; all of what began at or after the end of the plan's warm-up.
void add_totals(const Plan& plan, record::Journal& journal, const IlsTraffic& traffic);

}  // namespace roamsim::actors
