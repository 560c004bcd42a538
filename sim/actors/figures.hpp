#pragma once

#include "sim/actors/expectation.hpp"
#include "sim/actors/run_index.hpp"
#include "sim/actors/verdict.hpp"

namespace roamsim::actors {

/// Judges the figures of a run: how many, how long, and the scalars of its results.
Verdict judge_count(const ExpectCount& expected, RunIndex& run);
Verdict judge_quantile(const ExpectQuantile& expected, RunIndex& run);
Verdict judge_scalar(const ExpectScalar& expected, const record::Journal& journal);
/// `at`: the date asked about.
Verdict judge_counter(const ExpectCounter& expected, Time at, const Plan& plan, const record::CounterSeries& counters);

}  // namespace roamsim::actors
