#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/study/sweep/folder.hpp"
#include "sim/study/sweep/plan.hpp"

namespace roamsim::study {

/// What came of collecting.
struct Collected {
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t missing = 0;
  std::vector<std::string> never_measured;  ///< measures that no run has, in words, with the nearest name
};

/// Writes `results.sqlite` of a sweep anew from the records that are there, in the order of the plan; `repetitions`
/// says how many each point has by now. The same records give the same `.dump`. Throws RecordError; then the old one,
/// if any, is still there.
[[nodiscard]] Collected collect(const SweepPlan& plan, const SweepFolder& folder,
                                const std::vector<std::uint64_t>& repetitions);

}  // namespace roamsim::study
