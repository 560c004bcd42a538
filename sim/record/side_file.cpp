#include "sim/record/side_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "sim/record/call_records.hpp"
#include "sim/record/counter_logs.hpp"
#include "sim/record/error.hpp"

namespace roamsim::record {
namespace fs = std::filesystem;

namespace {
constexpr std::array<std::string_view, 8> own_files{"results.sqlite",    "summary.json",       "scenario.json",
                                                    "fingerprints.json", run_directory_marker, partial_marker,
                                                    call_records_folder, counter_logs_folder};
constexpr std::array<std::string_view, 3> own_folders{"meta", call_records_folder, counter_logs_folder};
}  // namespace

void check_side_file(const RunDirectory& directory, const fs::path& target) {
  if (!target.has_filename()) throw RecordError(target, "names no file");
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (fs::is_symlink(status)) throw RecordError(target, "is a symbolic link, and none is followed");
  if (fs::exists(status) && !fs::is_regular_file(status)) throw RecordError(target, "is no ordinary file");
  const fs::path folder = fs::weakly_canonical(fs::absolute(target, error).parent_path(), error);
  const bool own_name = folder == directory.path() &&
                        std::find(own_files.begin(), own_files.end(), target.filename().string()) != own_files.end();
  const bool own_folder = std::any_of(own_folders.begin(), own_folders.end(),
                                      [&](std::string_view name) { return folder == directory.path() / name; });
  if (own_name || own_folder) throw RecordError(target, "is a place of the run's own files; name another");
}

}  // namespace roamsim::record
