#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "sim/actors/simulation.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::actors {

/// Runs the plan in a process of its own, where `look(result)` says what it saw in words; adds how the process died if
/// it did. For tests that need several runs.
template <class Look>
std::string told_by(const Plan& plan, Look look, const RunOptions& options = {}) {
  std::string told;
  study::run_forked(
      1, 1,
      [&](std::size_t, std::string& message) {
        message = look(Simulation(plan, options).run());
        return 0;
      },
      [&](const study::ForkedRun& run) {
        told = run.message;
        if (run.exit_code != 0) told += " [exit " + std::to_string(run.exit_code) + "]";
        if (run.signal != 0) told += " [signal " + std::to_string(run.signal) + "]";
      },
      [] { return false; });
  return told;
}

/// As `told_by` for a `look` that sees dates or numbers.
template <class Look>
std::vector<Time> observed(const Plan& plan, Look look, const RunOptions& options = {}) {
  const std::string told = told_by(
      plan,
      [&](const RunResult& result) {
        std::ostringstream out;
        for (const Time number : look(result)) out << number << ' ';
        return out.str();
      },
      options);
  EXPECT_EQ(told.find('['), std::string::npos) << told;
  std::vector<Time> numbers;
  std::istringstream in(told);
  for (Time number = 0; in >> number;) numbers.push_back(number);
  return numbers;
}

}  // namespace roamsim::actors
