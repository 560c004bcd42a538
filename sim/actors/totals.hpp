#pragma once

#include <cstdint>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What the ILS agents of all clusters sent.
struct IlsTraffic {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

/// Adds the scalars of a run to its journal: calls by outcome, requests by code, convergence, ILS traffic.
void add_totals(const Plan& plan, record::Journal& journal, const IlsTraffic& traffic);

}  // namespace roamsim::actors
