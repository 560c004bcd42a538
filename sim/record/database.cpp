#include "sim/record/database.hpp"

#include <sqlite3.h>

#include <cassert>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>

#include "sim/record/error.hpp"

namespace roamsim::record {

Database::Database(std::filesystem::path file) : file_(std::move(file)) {
  constexpr int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(file_.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    try {
      fail("cannot create");
    } catch (...) {
      sqlite3_close(handle_);
      throw;
    }
  }
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("cannot write");
}

void Database::close() {
  if (sqlite3_close(handle_) != SQLITE_OK) fail("cannot close");
  handle_ = nullptr;
}

void Database::fail(std::string_view tried) const {
  std::string reason(tried);
  reason += ": ";
  reason += handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
  if (const int error_number = handle_ == nullptr ? 0 : sqlite3_system_errno(handle_); error_number != 0) {
    reason += " (" + std::generic_category().message(error_number) + ")";
  }
  throw RecordError(file_, reason);
}

Insertion::Insertion(Database& database, std::string_view table, int columns) : database_(database), columns_(columns) {
  std::string sql = "INSERT INTO ";
  sql += table;
  sql += " VALUES(?";
  for (int i = 1; i < columns; ++i) sql += ",?";
  sql += ')';
  check(sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()), &statement_, nullptr));
}

Insertion::~Insertion() {
  sqlite3_finalize(statement_);
}

void Insertion::check(int result) {
  if (result != SQLITE_OK) database_.fail("cannot write");
}

Insertion& Insertion::integer(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}

Insertion& Insertion::real(double value) {
  if (!std::isfinite(value)) return none();
  check(sqlite3_bind_double(statement_, ++bound_, value));
  return *this;
}

Insertion& Insertion::text(std::string_view value) {
  // An empty view may have no data, which SQLite would take for NULL.
  const char* data = value.empty() ? "" : value.data();
  check(sqlite3_bind_text64(statement_, ++bound_, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Insertion& Insertion::none() {
  check(sqlite3_bind_null(statement_, ++bound_));
  return *this;
}

void Insertion::end_row() {
  assert(bound_ == columns_);
  bound_ = 0;
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_DONE) database_.fail("cannot write");
  check(sqlite3_reset(statement_));
}

}  // namespace roamsim::record
