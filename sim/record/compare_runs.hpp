#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/time.hpp"
#include "sim/record/read_results.hpp"

namespace roamsim::record {

/// A key of the header that has different values.
struct HeaderDifference {
  std::string key;
  std::string a;
  std::string b;
};

/// A table whose rows are not the same.
struct TableDifference {
  std::string_view table;
  std::int64_t rows_a = 0;
  std::int64_t rows_b = 0;
  std::int64_t first_row = 0;  ///< counted from 0 in the order of keys
};

/// What one run says happened.
struct Happening {
  Time at = 0;
  std::string words;
};

/// The first event in time that is not the same; a side without a value has nothing more of the table's events.
struct Parting {
  Time at = 0;
  std::string_view table;
  std::optional<Happening> a;
  std::optional<Happening> b;
};

/// A scalar that is not the same; a side without a value does not have it, or has no number.
struct ScalarDifference {
  std::string name;
  std::string entity;
  std::string unit;
  std::optional<double> a;
  std::optional<double> b;
  double relative = 0;  ///< |a - b| by the larger of |a| and |b|; 1 if a side has no value
};

struct Comparison {
  std::vector<HeaderDifference> header;  ///< without labels and the versions of program and SimGrid
  std::vector<HeaderDifference> labels;  ///< runs that differ in nothing else are identical
  std::vector<TableDifference> tables;   ///< without the header
  std::optional<Parting> parting;
  std::vector<ScalarDifference> scalars;  ///< the largest relative difference first
  std::int64_t rows = 0;                  ///< compared and the same

  [[nodiscard]] bool identical() const { return header.empty() && tables.empty(); }
};

/// Compares every row of two runs. Throws QueryError if a table is missing.
Comparison compare(const Results& a, const Results& b);

}  // namespace roamsim::record
