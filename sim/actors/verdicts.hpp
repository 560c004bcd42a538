#pragma once

#include <vector>

#include "sim/actors/moments.hpp"
#include "sim/actors/observer.hpp"
#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// Judges every expectation of the plan from what happened, in time about linear in what happened. What a run that was
/// stopped at a date before the plan's end cannot tell yet is not judged; what happened by then can still fail.
std::vector<record::ExpectationRow> judge(const Plan& plan, const record::Journal& journal, const Moments& moments,
                                          const Observer& observer, Time stopped = never);

}  // namespace roamsim::actors
