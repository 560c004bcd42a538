#pragma once

#include <cstdint>
#include <string>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"
#include "sim/record/write_run.hpp"

namespace roamsim::cli {

/// What a run took, for the terminal: events, time, the peak of memory beside the estimate of `roamsim show`, and what
/// the memory budget allows of what there was. None of it is a result.
[[nodiscard]] std::string run_stats(const Plan& plan, const record::Journal& journal, std::uint64_t events,
                                    const record::Meta& meta);

}  // namespace roamsim::cli
