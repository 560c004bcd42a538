#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What was seen at the date of an expectation that asks about one instant; by expectation.
struct Observation {
  bool seen = false;
  bool registered = false;
  ClusterId route;
};

/// Judges every expectation of the plan from what happened. What a run that was stopped at a date before the plan's
/// end cannot tell yet is not judged; what happened by then can still fail.
std::vector<record::ExpectationRow> judge(const Plan& plan, const record::Journal& journal,
                                          const std::vector<Observation>& observations, Time stopped = never);

}  // namespace roamsim::actors
