#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {

/// What is checked of calls of the timeline. Rows of tables of calls are held to more than what people write: plain
/// dates in order, ids of users, and numbers that users have.
class CallCheck {
 public:
  explicit CallCheck(Checker& checker);

  /// Whether the entry of the timeline is a row of a table.
  [[nodiscard]] bool is_row(std::size_t entry) const {
    return entry < checker_.traced.size() && checker_.traced[entry];
  }
  /// Whether the dates of rows are plain ones in order.
  void check_rows();
  /// Who calls in a row; none, reported, if nobody has that very id.
  UserId caller(const PlaceCallSpec& spec, const std::string& pointer);
  /// Whether somebody has the number that is dialled: a warning unless the scenario means it, and a mistake of a row.
  void check_number(const PlaceCallSpec& spec, std::size_t entry, const std::string& pointer);

 private:
  Checker& checker_;
  std::unordered_set<std::string_view> meant_;  ///< whose calls are expected to end in a certain way
};

}  // namespace roamsim::scenario
