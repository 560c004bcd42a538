#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace roamsim::record {

/// A new SQLite database being filled. Errors are RecordErrors that name its file.
class Database {
 public:
  explicit Database(std::filesystem::path file);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// One or more statements that give no rows.
  void run(const char* sql);
  /// Ends the use of the file; an error that only closing shows is thrown.
  void close();

  [[noreturn]] void fail(std::string_view tried) const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
};

/// Adds rows to one table: one call a column in the table's order, then `end_row`.
class Insertion {
 public:
  Insertion(Database& database, std::string_view table, int columns);
  Insertion(const Insertion&) = delete;
  Insertion& operator=(const Insertion&) = delete;
  ~Insertion();

  Insertion& integer(std::int64_t value);
  Insertion& flag(bool value) { return integer(value ? 1 : 0); }
  /// NULL for what is not finite.
  Insertion& real(double value);
  /// The text must live until `end_row`.
  Insertion& text(std::string_view value);
  Insertion& none();
  /// NULL for `never`.
  Insertion& time(Time value) { return value == never ? none() : integer(value); }
  /// NULL for an id that names nothing.
  template <class Tag>
  Insertion& id(Id<Tag> value) {
    return value.valid() ? integer(value.value) : none();
  }
  void end_row();

 private:
  void check(int result);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int columns_;
  int bound_ = 0;
};

}  // namespace roamsim::record
