#pragma once

#include <filesystem>

#include "sim/record/file_descriptor.hpp"

namespace roamsim::record {

/// The file by which a run directory is known as ours.
inline constexpr const char* run_directory_marker = ".roamsim-run";

/// The same of the folder of a sweep.
inline constexpr const char* sweep_marker = ".roamsim-sweep";

/// Stands in a run directory while its files are being replaced one after the other: what is found beside it may come
/// from two runs. A crash in those instants leaves it there; the next run that is written whole takes it away.
inline constexpr const char* partial_marker = ".roamsim-partial";

/// A folder that a run may write its results to, held by one process at a time.
class RunDirectory {
 public:
  /// Absolute, free of symbolic links.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  friend RunDirectory prepare_run_directory(const std::filesystem::path& path);
  RunDirectory(std::filesystem::path path, FileDescriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  FileDescriptor lock_;
};

/// Makes the folder (and those above it) or takes one that is empty or an earlier run's. Removes nothing; results of
/// the earlier run stay until the new ones replace them. Throws RecordError if the path is a symbolic link or no
/// folder, if the folder holds foreign files, if one of the places written to in it is a symbolic link or not of its
/// kind, if another process writes there, or if it cannot be made or written to.
[[nodiscard]] RunDirectory prepare_run_directory(const std::filesystem::path& path);

}  // namespace roamsim::record
