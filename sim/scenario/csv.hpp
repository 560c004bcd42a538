#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// A table as CSV (RFC 4180), read row by row: fields apart by commas, rows by line ends with or without a carriage
/// return; a field in quotes may have all of these in it, and a quote as two. A byte order mark at the start is passed
/// over.
class CsvRows {
 public:
  /// A field without its quotes.
  struct Field {
    std::string_view text;
    std::uint32_t offset = 0;  ///< bytes from the start of the text
  };
  struct Problem {
    std::uint32_t offset = 0;
    std::size_t field = 0;  ///< from 0
    Message message;
  };
  struct Row {
    std::uint32_t offset = 0;
    std::vector<Field> fields;
    std::vector<Problem> problems;  ///< wrong quotes, and what is not UTF-8; one a field
  };

  CsvRows(Sources& sources, std::uint16_t source);

  /// The next row; false at the end of the text. What is wrong with a row does not keep the next from being read.
  bool next(Row& row);

 private:
  Field quoted_field(Row& row);
  Field plain_field(Row& row);
  void pass_to_end_of_field();
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] bool at_end_of_field() const;
  void check_characters(Row& row, std::size_t begin, std::size_t end) const;

  Sources& sources_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace roamsim::scenario
