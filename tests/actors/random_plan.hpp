#pragma once

#include <rapidcheck.h>

#include <ostream>

#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// Small plans: two to four clusters of every role, up to four users, parameters of every kind, and up to a dozen
/// outages, logins, logouts, calls and joins in the first twenty minutes, often close together. What fails is repaired
/// within half an hour, and an hour passes in all.
rc::Gen<Plan> random_plans();

/// What the plan is about, for a failure's report.
void show(const Plan& plan, std::ostream& out);

}  // namespace roamsim::actors
