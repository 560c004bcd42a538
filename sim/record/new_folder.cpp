#include "sim/record/new_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "sim/record/error.hpp"
#include "sim/record/file_descriptor.hpp"

namespace roamsim::record {
namespace fs = std::filesystem;

namespace {

/// A link at the place itself is removed, not followed.
void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) throw RecordError(folder, "cannot remove", error.value());
}

void rename_folder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw RecordError(to, "cannot replace", error.value());
}

}  // namespace

NewFolder::NewFolder(fs::path target) : target_(std::move(target)) {
  temporary_ = target_.parent_path() / ("." + target_.filename().string() + ".new");
  former_ = target_.parent_path() / ("." + target_.filename().string() + ".old");
  remove_folder(temporary_);
  remove_folder(former_);
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (created_) fs::remove_all(temporary_, ignored);
}

void NewFolder::create() {
  std::error_code error;
  fs::create_directory(temporary_, error);
  if (error) throw RecordError(target_, "cannot make the folder", error.value());
  created_ = true;
}

void NewFolder::add(std::string_view name, std::string_view content) {
  const fs::path path = temporary_ / name;
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.open()) throw RecordError(target_ / name, "cannot create", errno);
  if (!write_all(file, content)) throw RecordError(target_ / name, "cannot write", errno);
}

void NewFolder::sync() {
  if (!created_) return;
  // There may be thousands of small files: the file system is told once.
  const FileDescriptor folder(::open(temporary_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.open() || ::syncfs(folder.number()) != 0) throw RecordError(target_, "cannot write", errno);
}

void NewFolder::put_in_place() {
  std::error_code error;
  if (fs::exists(fs::symlink_status(target_, error))) rename_folder(target_, former_);
  if (created_) rename_folder(temporary_, target_);
  created_ = false;
  remove_folder(former_);
}

void require_files_only(const fs::path& folder, std::string_view start) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(folder, error);
  if (!fs::exists(status)) return;
  if (fs::is_symlink(status)) throw RecordError(folder, "is a symbolic link, and none is followed");
  if (!fs::is_directory(status)) throw RecordError(folder, "is no folder");
  const fs::directory_iterator entries(folder, error);
  if (error) throw RecordError(folder, "cannot read the folder", error.value());
  for (const fs::directory_entry& entry : entries) {
    const bool ours =
        entry.path().filename().string().starts_with(start) && fs::is_regular_file(entry.symlink_status());
    if (!ours) throw RecordError(entry.path(), "is not of a run, and the folder would be replaced; move it elsewhere");
  }
}

}  // namespace roamsim::record
