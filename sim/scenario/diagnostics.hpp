#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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

  /// A mistake at a place that has the pointer. What a template or a pattern says is read as often as it is used; the
  /// same mistake at the same place is kept once.
  void error(Place place, std::string pointer, Message message);
  void warning(Place place, std::string pointer, Message message);

  [[nodiscard]] std::size_t error_count() const { return error_count_; }

  /// Whether no mistake was reported at the pointer or below it: what stands there can be relied upon.
  [[nodiscard]] bool clean(std::string_view pointer) const;

  /// Whether it is worth looking for what was meant: only the first mistakes are shown.
  [[nodiscard]] bool wants_suggestion() const { return error_count_ < most_shown; }

  /// Tells the pointer in the file of what was found at a place under a pointer into the expanded scenario.
  using Origin = std::function<std::string(Place place, const std::string& pointer)>;

  void set_origin(Origin origin) { origin_ = std::move(origin); }

  /// The pointer in the file, for messages that name another place than their own.
  [[nodiscard]] std::string in_file(Place place, const std::string& pointer) const {
    return origin_ ? origin_(place, pointer) : pointer;
  }

  /// The first of them in file order; `--set` arguments come after the files.
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
  /// Whether this message was not yet given at this place.
  bool is_new(Place place, const Message& message);

  const Sources& sources_;
  std::vector<Entry> errors_;
  std::vector<Entry> warnings_;
  std::set<std::string, std::less<>> wrong_;  ///< pointers of mistakes
  std::set<std::string, std::less<>> given_;  ///< messages with their places
  std::size_t error_count_ = 0;
  Origin origin_;
};

}  // namespace roamsim::scenario
