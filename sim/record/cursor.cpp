#include "sim/record/cursor.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

namespace roamsim::record {

namespace {

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

Value value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return std::monostate();
    default:
      break;
  }
  const bool blob = sqlite3_column_type(statement, column) == SQLITE_BLOB;
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  const std::string_view bytes = size == 0 ? std::string_view() : std::string_view(data, size);
  return blob ? hex(bytes) : std::string(bytes);
}

}  // namespace

Cursor::Cursor(const Results& results, std::string_view sql) : handle_(results.handle_) {
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement_, &rest) != SQLITE_OK) {
    throw QueryError(sqlite3_errmsg(handle_));
  }
  const std::string_view after = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  const char* refused = statement_ == nullptr                    ? "there is no statement"
                        : sqlite3_stmt_readonly(statement_) == 0 ? "results are read, not changed"
                        : after.find_first_not_of("; \t\r\n") != std::string_view::npos ? "more than one statement"
                                                                                        : nullptr;
  if (refused != nullptr) {
    sqlite3_finalize(statement_);
    throw QueryError(refused);
  }
}

Cursor::~Cursor() {
  sqlite3_finalize(statement_);
}

std::vector<std::string> Cursor::columns() const {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement_); ++i) {
    const char* text = sqlite3_column_name(statement_, i);
    const std::string name = text == nullptr ? "" : text;
    std::string unique = name;
    for (int n = 2; std::find(names.begin(), names.end(), unique) != names.end(); ++n)
      unique = fmt::format("{}:{}", name, n);
    names.push_back(std::move(unique));
  }
  return names;
}

bool Cursor::next(Row& row) {
  row.clear();
  if (over_) return false;
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_ROW) {
    over_ = true;
    if (result != SQLITE_DONE) throw QueryError(sqlite3_errmsg(handle_));
    return false;
  }
  for (int i = 0; i < sqlite3_column_count(statement_); ++i) row.push_back(value_of(statement_, i));
  return true;
}

}  // namespace roamsim::record
