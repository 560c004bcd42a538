#include "sim/actors/collection.hpp"

#include <algorithm>
#include <variant>

namespace roamsim::actors {

record::TableSet collected_tables(const Plan& plan) {
  using record::Table;
  record::TableSet wanted = plan.record.tables;
  // Read by add_totals, add_delays and judge, and their indexes are the ids of requests, calls and changes.
  wanted.set(Table::events)
      .set(Table::location_changes)
      .set(Table::convergence)
      .set(Table::requests)
      .set(Table::calls)
      .set(Table::call_legs);
  const bool judges_joining = std::any_of(
      plan.expectations.begin(), plan.expectations.end(),
      [](const Expectation& expectation) { return std::holds_alternative<ExpectJoined>(expectation.kind); });
  if (judges_joining) wanted.set(Table::advances);
  const bool judges_stages =
      std::any_of(plan.expectations.begin(), plan.expectations.end(), [](const Expectation& expectation) {
        const auto* quantile = std::get_if<ExpectQuantile>(&expectation.kind);
        return quantile != nullptr && quantile->what == ExpectQuantile::What::stage;
      });
  if (judges_stages) wanted.set(Table::spans);
  return wanted;
}

}  // namespace roamsim::actors
