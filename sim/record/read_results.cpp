#include "sim/record/read_results.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <system_error>

#include "sim/record/cursor.hpp"
#include "sim/record/error.hpp"
#include "sim/record/results.hpp"
#include "sim/record/run_directory.hpp"

namespace roamsim::record {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t our_application_id = 0x726f616d;  // as in schema.hpp

bool is_run(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / run_directory_marker, error);
}

bool is_sweep(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / sweep_marker, error);
}

/// Of a folder that is not a run's: the first run in it, e.g. a repetition.
std::optional<std::string> first_run_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (is_run(entry.path())) names.insert(entry.path().filename().string());
  }
  if (names.empty()) return std::nullopt;
  return *names.begin();
}

void require_run(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status))
    throw RecordError(folder, "there is no such folder; `roamsim run` says where it writes a run");
  if (!fs::is_directory(status)) throw RecordError(folder, "is no folder; name the one that `roamsim run` wrote");
  if (is_run(folder)) return;
  if (is_sweep(folder)) throw RecordError(folder, "holds a sweep, not a run; `roamsim results` reads it");
  if (const std::optional<std::string> run = first_run_in(folder)) {
    throw RecordError(folder, "holds several runs; name one of them, e.g. " + (folder / *run).string());
  }
  throw RecordError(folder, fmt::format("is not a run's folder (it has no {}); name one that `roamsim run` wrote",
                                        run_directory_marker));
}

std::optional<std::string> text_in(const Row& row, std::size_t column) {
  const auto* text = column < row.size() ? std::get_if<std::string>(&row[column]) : nullptr;
  return text == nullptr ? std::nullopt : std::optional(*text);
}

}  // namespace

Results::Results(const fs::path& folder, ResultsOf wanted)
    : of_sweep_(wanted == ResultsOf::run_or_sweep && is_sweep(folder)) {
  if (!of_sweep_) require_run(folder);
  const fs::path file = folder / "results.sqlite";
  std::error_code error;
  if (of_sweep_ && !fs::exists(file, error))
    throw RecordError(folder, "has no results yet; `roamsim sweep collect` writes those of the runs that are done");
  if (!fs::exists(file, error)) {
    throw RecordError(folder,
                      "is a partial run: it was cut short before it wrote results, or is still running; "
                      "wait for it or run it again");
  }
  // Opening a pipe would wait for ever.
  if (!fs::is_regular_file(file, error)) throw RecordError(file, "is no ordinary file");
  constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  try {
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) throw QueryError(sqlite3_errmsg(handle_));
    // What the file itself may define is not trusted.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    check_version(file);
    if (of_sweep_) {
      look_for_doubts_of_sweep();
    } else {
      look_for_doubts(folder);
    }
  } catch (const QueryError& wrong) {
    const std::string reason = wrong.what();
    sqlite3_close(handle_);
    throw RecordError(file, "cannot be read: " + reason);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Results::~Results() {
  sqlite3_close(handle_);
}

void Results::check_version(const fs::path& file) const {
  const Rows found =
      query("SELECT a.application_id, v.user_version FROM pragma_application_id a, pragma_user_version v");
  const auto& row = found.rows.at(0);
  const std::int64_t version = std::get<std::int64_t>(row[1]);
  if (of_sweep_) {
    if (std::get<std::int64_t>(row[0]) != sweep_application_id)
      throw RecordError(file, "is a database, but not one of a sweep's results; collect them again");
    if (version == sweep_results_version) return;
    throw RecordError(file, fmt::format("has schema version {}, and this roamsim reads version {}: read it with the "
                                        "bin/roamsim beside it",
                                        version, sweep_results_version));
  }
  if (std::get<std::int64_t>(row[0]) != our_application_id) {
    throw RecordError(file, "is a database, but not one of roamsim's results; name the folder of a run");
  }
  if (version == results_schema_version) return;
  throw RecordError(
      file, fmt::format("has schema version {}, and this roamsim reads version {}: read it with the roamsim that "
                        "made it, or run the scenario.json beside it again",
                        version, results_schema_version));
}

void Results::look_for_doubts(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder / ".results.sqlite.new", error)) {
    doubts_.emplace_back(
        "a later run into this folder is writing its results, or was cut short while it did; these are older");
  }
  if (fs::exists(folder / partial_marker, error)) {
    doubts_.emplace_back("partial: a run was cut short while its files replaced older ones; run it again");
  }
  std::optional<std::string> order;
  std::optional<std::string> end;
  Row row;
  for (Cursor header(*this, "SELECT key, value FROM header"); header.next(row);) {
    const std::optional<std::string> key = text_in(row, 0);
    if (key == "order_fingerprint") order = text_in(row, 1);
    if (key == "end") end = text_in(row, 1);
  }
  if (!order || !end) doubts_.emplace_back("partial: the header is not whole");
  if (end == "stopped") doubts_.emplace_back("partial: the run was stopped before its end date");
  // The fingerprints are the last file to be put in place.
  std::ifstream stream(folder / "fingerprints.json");
  const auto fingerprints = nlohmann::json::parse(stream, nullptr, false);
  const auto found = fingerprints.is_object() ? fingerprints.find("order") : fingerprints.end();
  if (found == fingerprints.end() || !found->is_string()) {
    doubts_.emplace_back("partial: the run was cut short while its files were put in place (no fingerprints.json)");
  } else if (order && found->get<std::string>() != *order) {
    doubts_.emplace_back(
        "partial: results.sqlite and fingerprints.json are of different runs; the later one was cut short");
  }
}

void Results::look_for_doubts_of_sweep() {
  const Rows found = query("SELECT count(*), sum(status = 'missing'), sum(status = 'failed') FROM runs");
  const auto count = [&](std::size_t column) {
    const auto* number = std::get_if<std::int64_t>(&found.rows.at(0).at(column));
    return number == nullptr ? 0 : *number;
  };
  if (count(1) > 0) doubts_.push_back(fmt::format("partial: {} of {} runs are missing", count(1), count(0)));
  if (count(2) > 0) doubts_.push_back(fmt::format("{} of {} runs failed, see v_failures", count(2), count(0)));
}

std::vector<TableInfo> Results::tables() const {
  std::vector<TableInfo> tables;
  Row row;
  for (Cursor cursor(*this,
                     "SELECT name, type = 'view' FROM sqlite_schema WHERE type IN ('table', 'view') "
                     "AND name NOT LIKE 'sqlite_%' ORDER BY type, name");
       cursor.next(row);) {
    tables.push_back({std::get<std::string>(row[0]), std::get<std::int64_t>(row[1]) != 0});
  }
  return tables;
}

Rows Results::query(std::string_view sql, std::size_t limit) const {
  Cursor cursor(*this, sql);
  Rows result;
  result.columns = cursor.columns();
  Row row;
  while (cursor.next(row)) {
    if (result.rows.size() == limit) {
      result.more = true;
      break;
    }
    result.rows.push_back(row);
  }
  return result;
}

}  // namespace roamsim::record
