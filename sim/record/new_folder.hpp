#pragma once

#include <filesystem>
#include <string_view>

namespace roamsim::record {

/// The next content of a folder that holds files only, built beside it and put in its place by renames.
class NewFolder {
 public:
  /// Nothing is created yet. What an earlier crash left at the temporary places is removed.
  explicit NewFolder(std::filesystem::path target);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  /// Removes the temporary folder unless `put_in_place` was called.
  ~NewFolder();

  /// Creates the temporary folder. This and the next three throw RecordError.
  void create();
  /// Adds a file to it, whose name is new.
  void add(std::string_view name, std::string_view content);
  /// Waits until the temporary folder and its files are on the disk.
  void sync();
  /// Renames; the former folder, if there is one, is removed. If nothing was created, that is all.
  void put_in_place();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::filesystem::path former_;
  bool created_ = false;
};

/// Throws RecordError if something is at this place that is no folder (links are not followed), or a folder that holds
/// something other than ordinary files whose names start so.
void require_files_only(const std::filesystem::path& folder, std::string_view start);

}  // namespace roamsim::record
