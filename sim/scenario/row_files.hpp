#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// How many tables one scenario may name.
inline constexpr std::size_t most_row_files = 20'000;

/// The tables that clusters name as `users_from` and `phones_from`, storms as `trace_from`, and the
/// scenario as `calls_from`.
class RowFiles {
 public:
  /// `scenario` is the file; a table's path starts at the folder of the file that names it, or of this one.
  RowFiles(const std::filesystem::path& scenario, Sources& sources, Diagnostics& diagnostics)
      : folder_(scenario.parent_path()), sources_(sources), diagnostics_(diagnostics) {}

  /// Puts each row of the tables that the clusters and their templates name behind the `users` or `phones` that are
  /// there, and of that of the scenario behind its `timeline`, as if it were written so, and takes the name out of the
  /// tree. Rows keep their places in the table, so that what is wrong with a value is reported there when the keys are
  /// read. A second table of the same cluster, by
  /// `--set`, takes the place of the first one's rows. What is wrong with a table is reported; false then: what the
  /// tree lacks may be in it.
  bool put_into(Node& root);
  /// The sources whose rows are calls.
  [[nodiscard]] const std::set<std::uint16_t>& call_tables() const { return call_tables_; }

 private:
  struct Kind;
  void put_into_clusters(Node& list, const std::string& pointer);
  void put_into_storms(Node& list);
  void put_into_object(Node& object, const Kind& kind, const std::string& pointer);
  std::optional<std::uint16_t> read(const Node& name, const std::string& pointer);

  std::filesystem::path folder_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::set<std::uint16_t> tables_;  ///< sources whose rows are in the tree
  std::set<std::uint16_t> call_tables_;
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
  std::size_t values_ = 0;
  bool complete_ = true;        ///< no table was wrong
  bool names_are_good_ = true;  ///< those in the tree at the last time
};

}  // namespace roamsim::scenario
