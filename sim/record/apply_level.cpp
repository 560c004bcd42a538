#include "sim/record/apply_level.hpp"

namespace roamsim::record {

void apply_level(Journal& journal, Level level) {
  if (level == Level::everything) return;
  journal.advances.clear();
  journal.routes.clear();
  journal.requests.clear();
  journal.spans.clear();
  journal.calls.clear();
  journal.exchanges.clear();
  if (level == Level::changes) {
    for (LocationChangeRow& change : journal.location_changes) change.request = RequestId{};
    return;
  }
  journal.events.clear();
  journal.location_changes.clear();
  journal.convergence.clear();
  journal.registrations.clear();
}

}  // namespace roamsim::record
