#pragma once

#include <string>
#include <vector>

#include "sim/record/journal.hpp"

namespace roamsim::cli {

/// The short form of the throttling report: a few lines about each storm and one about each Extension Mobility
/// node that refused, from their scalars and to the unit what they say. Empty where there was neither.
std::vector<std::string> throttling_lines(const record::Journal& journal);

}  // namespace roamsim::cli
