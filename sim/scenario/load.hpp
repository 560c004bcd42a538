#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {

/// What became of a scenario: a plan, or mistakes. Never both, never neither.
struct LoadResult {
  std::optional<Plan> plan;
  std::string merged;                   ///< canonical JSON with every key; running it gives the same run
  std::string hash;                     ///< SHA-256 of `merged` with empty labels, in hexadecimal
  std::vector<ScenarioError> errors;    ///< in file order, those of `--set` last; the first hundred
  std::size_t error_count = 0;          ///< of all
  std::vector<ScenarioError> warnings;  ///< beside a plan: what the product would accept but is unlikely to be meant
};

/// Reads, merges and checks a scenario file with the `--set` arguments. Prints nothing, never throws for bad input;
/// memory and time are linear in the size of the file, which is at most 64 MiB.
LoadResult load(const std::filesystem::path& path, std::span<const std::string> overrides = {});

/// The same for a text; `name` stands in messages where the file's would.
LoadResult load_text(std::string name, std::string text, std::span<const std::string> overrides = {});

class Loading;

/// A file that was read and parsed once, for processes that each go on with it.
class ParsedScenario {
 public:
  explicit ParsedScenario(const std::filesystem::path& path);
  ParsedScenario(ParsedScenario&&) noexcept;
  ParsedScenario& operator=(ParsedScenario&&) noexcept;
  ~ParsedScenario();

  /// As `load` with these `--set` arguments. Once in the life of a process: merging uses up what was parsed.
  LoadResult finish(std::span<const std::string> overrides) &&;

 private:
  std::unique_ptr<Loading> loading_;
  std::optional<LoadResult> refused_;
};

/// The mistakes, one a line, and how many more there are.
std::string report(const LoadResult& result);

}  // namespace roamsim::scenario
