#pragma once

#include <filesystem>

#include "sim/record/run_directory.hpp"

namespace roamsim::record {

/// Whether a run can leave a further file at a place of the user's choice. Throws RecordError if something other than
/// an ordinary file is there (links are not followed, devices not replaced), or if it is the place of one of the run's
/// own files.
void check_side_file(const RunDirectory& directory, const std::filesystem::path& target);

}  // namespace roamsim::record
