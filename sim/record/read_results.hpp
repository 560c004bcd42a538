#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;

namespace roamsim::record {

/// One value of a row: nothing for NULL; a blob as the hexadecimal digits of its bytes.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Value>;

/// SQL that cannot be run, in SQLite's words.
class QueryError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Rows {
  std::vector<std::string> columns;  ///< each name once: a second `name` is `name:2`
  std::vector<Row> rows;
  bool more = false;  ///< there were more than asked for
};

/// A table or view of the database.
struct TableInfo {
  std::string name;
  bool view = false;
};

/// What the database of a sweep's results is known by: "roms".
inline constexpr std::int64_t sweep_application_id = 0x726f6d73;
/// Of the tables described in docs/sweeps.md.
inline constexpr int sweep_results_version = 1;

/// Whose results are wanted.
enum class ResultsOf : std::uint8_t { run, run_or_sweep };

/// The results of a run or of a sweep, opened for reading only.
class Results {
 public:
  /// `folder` as a run left it. Throws RecordError that says what to do: no such folder, a folder that is not a run's
  /// or holds several, a run cut short before it wrote results, a file that is not ours, another schema version.
  explicit Results(const std::filesystem::path& folder, ResultsOf wanted = ResultsOf::run);
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results();

  /// Whether these are of a sweep.
  [[nodiscard]] bool of_sweep() const { return of_sweep_; }

  /// Why what is in the folder may be less than a whole run, in words; empty for a whole one.
  [[nodiscard]] const std::vector<std::string>& doubts() const { return doubts_; }

  /// Tables first, then views, both by name.
  [[nodiscard]] std::vector<TableInfo> tables() const;
  /// Runs one statement that changes nothing and reads at most `limit` rows. Throws QueryError.
  [[nodiscard]] Rows query(std::string_view sql, std::size_t limit = SIZE_MAX) const;

 private:
  friend class Cursor;
  void check_version(const std::filesystem::path& file) const;
  void look_for_doubts(const std::filesystem::path& folder);
  void look_for_doubts_of_sweep();

  sqlite3* handle_ = nullptr;
  bool of_sweep_ = false;
  std::vector<std::string> doubts_;
};

}  // namespace roamsim::record
