#include "sim/actors/collection.hpp"

#include <algorithm>
#include <variant>

namespace roamsim::actors {

namespace {

bool judges(const Plan& plan, ExpectConverged::As as) {
  return std::any_of(plan.expectations.begin(), plan.expectations.end(), [&](const Expectation& expectation) {
    const auto* converged = std::get_if<ExpectConverged>(&expectation.kind);
    return converged != nullptr && converged->as == as;
  });
}

}  // namespace

record::TableSet collected_tables(const Plan& plan) {
  using record::Table;
  record::TableSet wanted = plan.record.tables;
  // Read by add_totals, add_delays and judge, and their indexes are the ids of requests, calls and changes.
  wanted.set(Table::events).set(Table::location_changes).set(Table::requests).set(Table::calls).set(Table::call_legs);
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

record::ConvergenceColumns collected_columns(const Plan& plan, record::TableSet collected) {
  const bool rows = collected.has(record::Table::convergence);
  return {.received = rows,
          .right = rows || judges(plan, ExpectConverged::As::right),
          .reachable = rows || judges(plan, ExpectConverged::As::reachable),
          .order = rows};
}

bool follows_truth(const Plan& plan, record::TableSet collected) {
  const record::ConvergenceColumns columns = collected_columns(plan, collected);
  // Whom it is followed who reaches is told by the rows of knowledge.
  return collected.has(record::Table::knowledge) || columns.right || columns.reachable;
}

}  // namespace roamsim::actors
