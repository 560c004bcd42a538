#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/record/read_results.hpp"

struct sqlite3_stmt;

namespace roamsim::record {

/// The rows of one statement that changes nothing, one at a time. Errors are QueryErrors.
class Cursor {
 public:
  Cursor(const Results& results, std::string_view sql);
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor();

  [[nodiscard]] std::vector<std::string> columns() const;
  /// Replaces `row` by the next one; false (and an empty row) after the last.
  bool next(Row& row);

 private:
  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
  bool over_ = false;
};

}  // namespace roamsim::record
