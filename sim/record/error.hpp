#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace roamsim::record {

/// Something could not be written, or must not be: the message is `path: reason`, with control bytes shown.
class RecordError : public std::runtime_error {
 public:
  RecordError(std::filesystem::path path, std::string reason);
  /// The reason is the text of an `errno`, after what was tried: "cannot create: No space left on device".
  RecordError(std::filesystem::path path, const std::string& tried, int error_number);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  std::filesystem::path path_;
  std::string reason_;
};

}  // namespace roamsim::record
