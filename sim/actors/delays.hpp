#pragma once

#include "models/base/time.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// Adds the scalars on how long things took to the journal, of what began at or after `from`: successful logins;
/// location changes in a member of the ILS network, until every member at the end has applied them (`names` has the
/// roles); connected calls. What the end of the run cut off is counted and has no part in mean and quantiles.
void add_delays(record::Journal& journal, const record::Names& names, Time from);

}  // namespace roamsim::actors
