#pragma once

#include <string>

#include "sim/scenario/load.hpp"
#include "sim/study/sweep/folder.hpp"
#include "sim/study/sweep/schedule.hpp"

namespace roamsim::study {

/// What made the runs, for their header.
struct Versions {
  std::string program;
  std::string simgrid;
};

/// Does one run of a plan in this process and puts its record in the folder. Returns how it went as an exit code: 0
/// with a record, whatever its expectations say; else `message` says what is wrong. SimGrid allows one in the life of a
/// process. Throws RecordError if the folder cannot be written to.
[[nodiscard]] int do_run(const SweepPlan& plan, RunId run, scenario::ParsedScenario base, const SweepFolder& folder,
                         const Versions& versions, std::string& message);

}  // namespace roamsim::study
