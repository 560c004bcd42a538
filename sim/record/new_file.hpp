#pragma once

#include <filesystem>
#include <string_view>

#include "sim/record/file_descriptor.hpp"

namespace roamsim::record {

/// The next content of a file, built beside it and put in its place in one step: whoever reads the file finds the old
/// content or the new one, never a part; so does whoever looks after a crash.
class NewFile {
 public:
  /// Nothing is created yet. What an earlier crash left at the temporary place is removed.
  explicit NewFile(std::filesystem::path target);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// Removes the temporary file unless `put_in_place` was called.
  ~NewFile();

  [[nodiscard]] const std::filesystem::path& target() const { return target_; }
  /// Where to build the content; in the target's folder.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

  /// Creates the temporary file with this content. Throws RecordError that names the target.
  void write(std::string_view content);
  /// The same piece by piece: creates the temporary file empty, so that a place that cannot be written to shows at
  /// once, and adds to it until `sync`. Both throw RecordError that names the target.
  void create();
  void append(std::string_view content);
  /// Waits until the temporary file is on the disk.
  void sync();
  /// Renames; a symbolic link at the target is replaced, not followed.
  void put_in_place();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  FileDescriptor file_;  ///< while the content is written
  bool placed_ = false;
};

/// Waits until the renames in a folder are on the disk.
void sync_folder(const std::filesystem::path& folder);

}  // namespace roamsim::record
