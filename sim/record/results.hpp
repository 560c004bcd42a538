#pragma once

#include <filesystem>

#include "sim/record/run.hpp"
#include "sim/record/schema.hpp"

namespace roamsim::record {

class Database;

class NewFile;

/// Adds the rows of a run and the indexes to a database that has the tables and none. Throws RecordError.
void fill_results(Database& database, const RunView& run);

/// Makes a new SQLite database, in a folder whose path has no symbolic links. The same run gives the same `.dump`. Not
/// yet on the disk on return. Throws RecordError.
void build_results(NewFile& file, const RunView& run);

/// `results.sqlite` in `folder`, replaced in one step. Throws RecordError; then the old one, if any, is still there.
void write_results(const std::filesystem::path& folder, const RunView& run);

}  // namespace roamsim::record
