#pragma once

#include <vector>

#include "sim/record/journal.hpp"

namespace roamsim::record {

/// By user: whether results have a row of the user. Who is advertised always has; of the others, of whom there may be
/// millions, those that some row of the journal names.
std::vector<bool> named_users(const Names& names, const Journal& journal);

}  // namespace roamsim::record
