#pragma once

#include "tests/record/sample_run.hpp"

namespace roamsim::record {

/// The story with eight calls through one to three clusters and the PSTN, their legs and messages: answered, shorter
/// than a second, failed in two ways, forwarded, cut short by a lost node, cut off by the end of the run.
SampleRun calls_run();

/// The same with the names of `hostile_run`.
SampleRun hostile_calls_run();

}  // namespace roamsim::record
