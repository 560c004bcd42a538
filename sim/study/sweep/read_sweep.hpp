#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/errors.hpp"
#include "sim/study/sweep/plan.hpp"

namespace roamsim::study {

/// More combinations than this are refused unless they are asked for.
inline constexpr std::uint64_t most_combinations = 1'000'000;
inline constexpr std::uint64_t most_combinations_at_all = 100'000'000;

/// What became of a sweep file: a plan, or mistakes. Never both, never neither.
struct SweepResult {
  std::optional<SweepPlan> plan;                ///< without `build` and `program_version`, which are the caller's
  std::string text;                             ///< of the file
  std::uint64_t combinations = 0;               ///< of all values, before constraints
  std::vector<scenario::ScenarioError> errors;  ///< in file order; the first hundred
  std::size_t error_count = 0;
  std::vector<scenario::ScenarioError> warnings;
};

/// Reads a sweep file, writes its points out, and tries every value of every axis on the base scenario: a key that is
/// none, or a value out of its range, is a mistake of the sweep file. Values that only together are wrong show as
/// failed runs where there are more than 64 points. `many` allows more than a million combinations.
[[nodiscard]] SweepResult read_sweep(const std::filesystem::path& file, bool many);

/// By which a base scenario is known: its text, and what it says once merged. Nothing if it has mistakes.
[[nodiscard]] std::optional<std::string> base_fingerprint(const std::filesystem::path& base);

}  // namespace roamsim::study
