#include "sim/record/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "sim/record/error.hpp"

namespace roamsim::record {

FileDescriptor::~FileDescriptor() {
  if (open()) ::close(number_);
}

bool write_all(const FileDescriptor& file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.number(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

NewFile::NewFile(std::filesystem::path target) : target_(std::move(target)) {
  temporary_ = target_.parent_path() / ("." + target_.filename().string() + ".new");
  if (::unlink(temporary_.c_str()) != 0 && errno != ENOENT) throw RecordError(temporary_, "cannot remove", errno);
}

NewFile::~NewFile() {
  if (!placed_) ::unlink(temporary_.c_str());
}

void NewFile::write(std::string_view content) {
  create();
  append(content);
  file_ = FileDescriptor();
}

void NewFile::create() {
  file_ = FileDescriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file_.open()) throw RecordError(target_, "cannot create", errno);
}

void NewFile::append(std::string_view content) {
  if (!write_all(file_, content)) throw RecordError(target_, "cannot write", errno);
}

void NewFile::sync() {
  const FileDescriptor file(::open(temporary_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.open() || ::fsync(file.number()) != 0) throw RecordError(target_, "cannot write", errno);
}

void NewFile::put_in_place() {
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) throw RecordError(target_, "cannot replace", errno);
  placed_ = true;
}

void sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.open()) throw RecordError(folder, "cannot open", errno);
  // Some file systems cannot sync a folder; the renames have happened all the same.
  if (::fsync(file.number()) != 0 && errno != EINVAL && errno != ENOTSUP)
    throw RecordError(folder, "cannot write", errno);
}

}  // namespace roamsim::record
