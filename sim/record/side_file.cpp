#include "sim/record/side_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "sim/record/call_records.hpp"
#include "sim/record/error.hpp"

namespace roamsim::record {
namespace fs = std::filesystem;

namespace {
constexpr std::array<std::string_view, 7> own_files{"results.sqlite",    "summary.json",       "scenario.json",
                                                    "fingerprints.json", run_directory_marker, partial_marker,
                                                    call_records_folder};
}

void check_side_file(const RunDirectory& directory, const fs::path& target) {
  if (!target.has_filename()) throw RecordError(target, "names no file");
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (fs::is_symlink(status)) throw RecordError(target, "is a symbolic link, and none is followed");
  if (fs::exists(status) && !fs::is_regular_file(status)) throw RecordError(target, "is no ordinary file");
  const fs::path folder = fs::weakly_canonical(fs::absolute(target, error).parent_path(), error);
  const bool own_name = folder == directory.path() &&
                        std::find(own_files.begin(), own_files.end(), target.filename().string()) != own_files.end();
  if (own_name || folder == directory.path() / "meta" || folder == directory.path() / call_records_folder)
    throw RecordError(target, "is a place of the run's own files; name another");
}

}  // namespace roamsim::record
