#include "sim/record/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/record/call_records.hpp"
#include "sim/record/counter_logs.hpp"
#include "sim/record/error.hpp"

namespace roamsim::record {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view marker_content = "roamsim run directory, schema 1\n";

/// What is at the path itself, links not followed; nothing if there is nothing.
std::optional<fs::file_type> kind_at(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::nullopt;
    throw RecordError(path, "cannot look at it", errno);
  }
  if (S_ISREG(status.st_mode)) return fs::file_type::regular;
  if (S_ISDIR(status.st_mode)) return fs::file_type::directory;
  if (S_ISLNK(status.st_mode)) return fs::file_type::symlink;
  return fs::file_type::unknown;
}

void require(const fs::path& path, fs::file_type wanted) {
  const std::optional<fs::file_type> kind = kind_at(path);
  if (!kind || *kind == wanted) return;
  if (*kind == fs::file_type::symlink) throw RecordError(path, "is a symbolic link, and none is followed");
  throw RecordError(path, wanted == fs::file_type::directory ? "is no folder" : "is no ordinary file");
}

bool nothing_in(const fs::path& folder) {
  std::error_code error;
  const bool empty = fs::is_empty(folder, error);
  if (error) throw RecordError(folder, "cannot read the folder", error.value());
  return empty;
}

FileDescriptor make_marker(const fs::path& marker) {
  FileDescriptor file(::open(marker.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.open()) throw RecordError(marker, "cannot create", errno);
  const ssize_t written = ::write(file.number(), marker_content.data(), marker_content.size());
  if (written != static_cast<ssize_t>(marker_content.size())) {
    const int error_number = written < 0 ? errno : ENOSPC;
    ::unlink(marker.c_str());
    throw RecordError(marker, "cannot write", error_number);
  }
  return file;
}

}  // namespace

RunDirectory prepare_run_directory(const fs::path& path) {
  if (path.empty()) throw RecordError(path, "the name of the run's folder is empty");
  fs::path given = path.lexically_normal();
  if (!given.has_filename()) given = given.parent_path();  // a trailing slash would follow a link
  require(given, fs::file_type::directory);
  std::error_code error;
  fs::create_directories(given, error);
  if (error) throw RecordError(given, "cannot make the folder", error.value());
  const fs::path folder = fs::canonical(given, error);
  if (error) throw RecordError(given, "cannot find the folder", error.value());

  const fs::path marker = folder / run_directory_marker;
  require(marker, fs::file_type::regular);
  FileDescriptor lock;
  if (kind_at(marker)) {
    lock = FileDescriptor(::open(marker.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!lock.open()) throw RecordError(folder, "cannot write to the folder", errno);
  } else if (nothing_in(folder)) {
    lock = make_marker(marker);
  } else {
    throw RecordError(folder, "the folder holds files that are not a run's; name an empty or a new one");
  }
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    throw RecordError(folder,
                      errno == EWOULDBLOCK ? "another run is writing to this folder" : "cannot lock the folder");
  }

  require(folder / "meta", fs::file_type::directory);
  for (const char* name : {"results.sqlite", "summary.json", "scenario.json", "fingerprints.json", "meta/run.json"}) {
    require(folder / name, fs::file_type::regular);
  }
  require_files_only(folder / call_records_folder, call_records_start);
  require_files_only(folder / counter_logs_folder, counter_logs_start);
  return RunDirectory(folder, std::move(lock));
}

}  // namespace roamsim::record
