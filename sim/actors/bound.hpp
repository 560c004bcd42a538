#pragma once

#include <string>

#include "sim/actors/expectation.hpp"
#include "sim/actors/verdict.hpp"

namespace roamsim::actors {

/// A number as it was found, held against what it may be.
Verdict judged(double value, std::string unit, const Bound& bound);

}  // namespace roamsim::actors
