#pragma once

#include <filesystem>

#include "sim/record/run.hpp"

namespace roamsim::record {

/// Of the tables and files described in docs/results.md.
inline constexpr int results_schema_version = 3;

class Database;

/// Adds the tables of a run, their rows and the views to a database without any. Throws RecordError.
void fill_results(Database& database, const RunView& run);

/// Makes a new SQLite database at `file`, which must not exist, in a folder whose path has no symbolic links. The same
/// run gives the same `.dump`. Not yet on the disk on return. Throws RecordError.
void build_results(const std::filesystem::path& file, const RunView& run);

/// `results.sqlite` in `folder`, replaced in one step. Throws RecordError; then the old one, if any, is still there.
void write_results(const std::filesystem::path& folder, const RunView& run);

}  // namespace roamsim::record
