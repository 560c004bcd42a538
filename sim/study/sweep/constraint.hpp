#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/sweep/axes.hpp"

namespace roamsim::study {

/// A condition on the values of a point: comparisons joined by `or`, such as "hubs <= sites or mode = mesh".
class Constraint {
 public:
  /// Reads a text about these axes; a mistake goes to the reader, and nothing comes back.
  static std::optional<Constraint> parse(const PlacedText& text, const std::vector<Axis>& axes,
                                         scenario::Reader& reader);

  /// Whether it holds where axis i has the value with index `values[i]`.
  [[nodiscard]] bool holds(const std::vector<Axis>& axes, const std::vector<std::uint32_t>& values) const;

 private:
  enum class Relation : std::uint8_t { equal, unequal, less, at_most, more, at_least };
  struct Comparison {
    std::size_t axis = 0;
    Relation relation = Relation::equal;
    std::optional<std::size_t> other;  ///< another axis, or
    AxisValue than;                    ///< a value
  };
  static std::optional<Comparison> comparison(std::string_view text, const PlacedText& whole,
                                              const std::vector<Axis>& axes, scenario::Reader& reader);
  static bool compares(Relation relation, const AxisValue& left, const AxisValue& right);

  std::vector<Comparison> any_;
};

}  // namespace roamsim::study
