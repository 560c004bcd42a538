#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/errors.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// The parts of a message beside its place.
struct Message {
  std::string found;
  std::string allowed;
  std::string hint;
};

/// Collects every mistake and warning of a scenario, and gives them back in file order.
class Diagnostics {
 public:
  explicit Diagnostics(const Sources& sources) : sources_(sources) {}

  /// A mistake at a place that has the pointer.
  void error(Place place, std::string pointer, Message message);
  void warning(Place place, std::string pointer, Message message);

  [[nodiscard]] std::size_t error_count() const { return error_count_; }

  /// Whether no mistake was reported at the pointer or below it: what stands there can be relied upon.
  [[nodiscard]] bool clean(std::string_view pointer) const;

  /// Whether it is worth looking for what was meant: only the first mistakes are shown.
  [[nodiscard]] bool wants_suggestion() const { return error_count_ < most_shown; }

  /// The first of them in file order; `--set` arguments come after the file.
  [[nodiscard]] std::vector<ScenarioError> errors() const { return sorted(errors_); }
  [[nodiscard]] std::vector<ScenarioError> warnings() const { return sorted(warnings_); }

  static constexpr std::size_t most_shown = 100;

 private:
  struct Entry {
    Place place;
    std::string pointer;
    Message message;
  };
  [[nodiscard]] std::vector<ScenarioError> sorted(std::vector<Entry> entries) const;

  const Sources& sources_;
  std::vector<Entry> errors_;
  std::vector<Entry> warnings_;
  std::set<std::string, std::less<>> wrong_;  ///< pointers of mistakes
  std::size_t error_count_ = 0;
};

}  // namespace roamsim::scenario
