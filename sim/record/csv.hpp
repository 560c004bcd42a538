#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace roamsim::record {

/// Rows of comma-separated values (RFC 4180, but lines end with a single line feed), appended to a text.
/// A text that a spreadsheet would take for a formula (leading = + - @, tab or carriage return) gets an apostrophe in
/// front, in quotes; numbers are written as they are.
class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(out) {}

  CsvWriter& text(std::string_view value);
  CsvWriter& integer(std::int64_t value);
  /// The shortest digits that give the same number again; nothing for what is not finite.
  CsvWriter& real(double value);
  /// A value that is not there.
  CsvWriter& none();
  void end_row();

  /// A row of texts, e.g. the names of the columns.
  template <std::convertible_to<std::string_view>... Texts>
  void row(const Texts&... values) {
    (text(values), ...);
    end_row();
  }

 private:
  void separate();

  std::string& out_;
  bool first_ = true;
};

}  // namespace roamsim::record
